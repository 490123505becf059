import NIOCore
import PlanBVocabulary
import PlanBWire

/// How the thoughts of other makers get to a client of this dialect and back.
///
/// A `thinking` block has a signature, and the client sends both back as they are. Anthropic refuses a signature that
/// it did not make, and a block without one. So a thought of another dialect carries its own seal behind a mark that
/// says whose it is, and a thought that has none carries a mark that says so; the marks are taken off again when the
/// client's next request is read. A thought without a seal is of no use to any provider: it is left out there, without
/// a notice, for the client has lost nothing that it ever had.
enum MessagesThought {
    private static let mark = "planb-"
    /// The signature of a thought that has none.
    static let unsigned: JSONString = "planb-unsigned"

    /// The seal as the client gets it: a signature, or sealed words.
    static func carried(_ seal: JSONString, from origin: DialectID) -> JSONString {
        origin == .anthropic ? seal : JSONString("\(mark)\(origin.rawValue):") + seal
    }

    enum Maker {
        case known(DialectID, JSONString)
        case nobody
    }

    /// Whose a seal is, and what it was before it was carried.
    static func maker(of seal: JSONString) -> Maker {
        let bytes = seal.escaped.readableBytesView
        guard bytes.starts(with: mark.utf8) else { return .known(.anthropic, seal) }
        let rest = bytes.dropFirst(mark.utf8.count)
        guard let end = rest.firstIndex(of: UInt8(ascii: ":")),
            let origin = DialectID(rawValue: String(decoding: rest[..<end], as: UTF8.self)), origin != .anthropic,
            let own = seal.escaped.getSlice(at: end + 1, length: seal.escaped.writerIndex - end - 1)
        else { return .nobody }
        return .known(origin, JSONString(escaped: own))
    }
}
