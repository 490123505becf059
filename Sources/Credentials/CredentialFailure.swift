/// Why a credential could not be had, in one line for the operator. It names files, variables and hosts, never a secret.
struct CredentialFailure: Error, Equatable {
    var message: String

    init(_ message: String) { self.message = message }

    /// Words of a service, as far as they may stand in a log: an error code, not a text that may quote the request.
    static func word(_ text: String?) -> String {
        guard let text, !text.isEmpty, text.utf8.count <= 64,
            text.utf8.allSatisfy({ byte in
                (byte >= 0x30 && byte <= 0x39) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A)
                    || "._-".utf8.contains(byte)
            })
        else { return "" }
        return " (\(text))"
    }
}
