/// What went wrong in a run, by kind, with the first bytes of one example each: a gateway that answers wrongly must not
/// look fast, and the reader of the report must see why.
struct Failures {
    private(set) var count = 0
    private var kinds: [String: Int] = [:]
    private let mostKinds = 8

    mutating func add(_ kind: String, count added: Int = 1) {
        count += added
        let isKnown = kinds[kind] != nil || kinds.count < mostKinds
        kinds[isKnown ? kind : "other", default: 0] += added
    }

    /// `{"kind": count, …}`.
    var json: String {
        let members = kinds.sorted { $0.key < $1.key }.map { "\(Self.quoted($0.key)):\($0.value)" }
        return "{" + members.joined(separator: ",") + "}"
    }

    /// A JSON string of the printable ASCII in `text`.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case " "..."~": result.unicodeScalars.append(scalar)
            default: result += " "
            }
        }
        return result + "\""
    }
}
