import PlanBDialects
import PlanBVocabulary

/// What a request refers to, and where that is kept.
struct StateClaim: Sendable {
    /// The first thing that the request refers to, for messages.
    var reference: StateReference
    /// The account that keeps it; nil: not known here, so that those that may have it are asked in turn.
    var holder: String?

    /// The claim of a request with `references`; nil if it refers to nothing.
    /// - Parameters:
    ///   - references: what the request names.
    ///   - caller: who asks: what one caller's answers have made is nobody else's.
    ///   - owners: who made what.
    ///   - usual: the account to which paths of the dialect are passed through, with which files are made.
    /// - Throws: 404 for what another caller made; 409 if two accounts keep what the request refers to.
    init?(
        _ references: [StateReference], caller: String, _ owners: StateOwners, usual: String?
    ) throws(ClientError) {
        guard let first = references.first else { return nil }
        reference = first
        for reference in references {
            guard let owner = owners.owner(of: reference.id) else { continue }
            guard owner.caller == caller else { throw Self.unknown(reference) }
            if let holder, holder != owner.holder {
                throw ClientError(
                    409, code: "state_not_portable", parameter: reference.place,
                    "\"\(self.reference.place)\" and \"\(reference.place)\" refer to what two accounts keep; send the items "
                        + "inline, with \"store\": false.", shouldRetry: false)
            }
            self.reference = reference
            holder = owner.holder
        }
        if holder == nil, references.allSatisfy(\.isFile) { holder = usual }
    }

    /// - Throws: 404 if `named` has something that another caller made.
    static func refuseOthers(
        _ named: [StateReference], caller: String, _ owners: StateOwners
    ) throws(ClientError) {
        for reference in named {
            if let owner = owners.owner(of: reference.id), owner.caller != caller { throw unknown(reference) }
        }
    }

    static func unknown(_ reference: StateReference) -> ClientError {
        ClientError(
            404, code: "state_not_found", parameter: reference.place,
            "Nothing that this key made is called \"\(reference.shownID)\".", shouldRetry: false)
    }

    /// What the client is told when the account cannot be reached.
    func notPortable(_ story: String) -> ClientError {
        ClientError(
            409, code: "state_not_portable", parameter: reference.place,
            "\"\(reference.place)\" refers to \"\(reference.shownID)\", which only the account that made it has, and that "
                + "account cannot be reached\(story). Send the items inline, with \"store\": false, and any target of the "
                + "route can answer.", shouldRetry: false)
    }
}

extension StateReference {
    /// Made through paths that are passed through, and not by answers.
    fileprivate var isFile: Bool {
        ["file-", "file_", "files/", "vs_", "batch_", "conv_", "cachedContents/", "https://"].contains {
            id.hasPrefix($0)
        }
    }

    /// For messages: ids are plain; what is not is not repeated.
    var shownID: String {
        let isPlain = id.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }
        return isPlain && id.utf8.count <= 80 ? id : "…"
    }
}
