import NIOCore

/// The fields of a form, as a browser sends them (application/x-www-form-urlencoded,
/// https://url.spec.whatwg.org/#urlencoded-parsing).
struct WebForm: Sendable, Equatable {
    /// The largest body, in bytes.
    static let limit = 65_536
    private static let mostFields = 200

    private let fields: [(name: String, value: String)]

    /// Reads a body or a query; nil if it is no UTF-8 or has too many fields.
    init?(_ text: String) {
        var fields: [(String, String)] = []
        for part in text.utf8.split(separator: UInt8(ascii: "&")) {
            guard fields.count < Self.mostFields else { return nil }
            let halves = part.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decoded(halves.first), let value = Self.decoded(halves.dropFirst().first) else {
                return nil
            }
            fields.append((name, value))
        }
        self.fields = fields
    }

    /// The first value of `name`; nil: there is none, or it is empty.
    subscript(name: String) -> String? {
        fields.first { $0.name == name }.flatMap { $0.value.isEmpty ? nil : $0.value }
    }

    /// All values of `name` that are not empty.
    func all(_ name: String) -> [String] { fields.filter { $0.name == name && !$0.value.isEmpty }.map(\.value) }

    /// The first value of each name.
    var first: [String: String] {
        Dictionary(fields.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    static func == (left: WebForm, right: WebForm) -> Bool {
        left.fields.elementsEqual(right.fields) { $0.name == $1.name && $0.value == $1.value }
    }

    private static func decoded(_ bytes: Substring.UTF8View?) -> String? {
        guard let bytes else { return "" }
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        var rest = Array(bytes)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): out.append(0x20)
            case UInt8(ascii: "%"):
                guard rest.count >= 2, let high = digit(rest[rest.startIndex]),
                    let low = digit(rest[rest.startIndex + 1])
                else {
                    out.append(byte)
                    continue
                }
                out.append(high << 4 | low)
                rest = rest.dropFirst(2)
            default: out.append(byte)
            }
        }
        return String(validating: out, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
