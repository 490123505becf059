import Foundation

/// An object of an answer of the admin port, as a command reads it.
struct JSONObject {
    let members: [String: Any]

    init?(_ value: Any?) {
        guard let members = value as? [String: Any] else { return nil }
        self.members = members
    }

    func text(_ name: String) -> String { members[name] as? String ?? "" }
    func number(_ name: String) -> Int64? { (members[name] as? NSNumber)?.int64Value }
    func flag(_ name: String) -> Bool { members[name] as? Bool ?? false }
    func texts(_ name: String) -> [String] { members[name] as? [String] ?? [] }
    func objects(_ name: String) -> [JSONObject] { (members[name] as? [Any] ?? []).compactMap { JSONObject($0) } }
    func object(_ name: String) -> JSONObject? { JSONObject(members[name]) }
}

/// An answer of the admin port that is not what it should be: another version, or not Plan B at all.
public struct UnreadableAnswer: Error, Sendable {}

extension JSONObject {
    init(answer: Data) throws(UnreadableAnswer) {
        guard let object = JSONObject(try? JSONSerialization.jsonObject(with: answer)) else { throw UnreadableAnswer() }
        self = object
    }
}
