import PlanBLedger

/// An incident in a line: who failed, when, and whether anybody noticed.
public struct IncidentOutline: Codable, Sendable, Equatable {
    /// What it is called: its beginning and whose it is. It stays the same as the ledger grows.
    public var id: String
    /// Whose targets failed.
    public var vendor: String
    /// Which ones.
    public var targets: [String]
    /// The routes concerned: those whose requests met a failure, that ask one of the targets first, or that had nobody else left to
    /// ask.
    public var routes: [String]
    /// When the first attempt that failed began, or when the gateway gave it up, in milliseconds since 1970.
    public var start: Int64
    /// When the last attempt that failed was over, or the gateway found it well again.
    public var end: Int64
    /// It is not known to be over.
    public var isGoingOn: Bool
    /// Attempts at its targets that failed meanwhile.
    public var failedAttempts: Int
    /// How many of them for which reason.
    public var failures: [String: Int]
    /// When the gateway gave up what.
    public var givenUp: [GivenUp]
    /// Requests on its routes that were refused meanwhile.
    public var refused: Int
    /// Answers that broke off.
    public var cut: Int

    /// From its start to its end, in milliseconds.
    public var duration: Int64 { max(0, end &- start) }

    /// Nobody got an error because of it.
    public var isUnnoticed: Bool { refused == 0 && cut == 0 }

    /// Whether `id` means this incident: the same vendor, and a beginning within it. Rows that come late may join two
    /// incidents; the name of the later one then finds both.
    func isMeant(by id: IncidentID) -> Bool {
        id.vendor == IncidentID.word(for: vendor) && id.second >= start / 1000 && id.second <= end / 1000
    }
}

/// The name of an incident: `20261122T140312Z-openai`.
struct IncidentID: Equatable {
    /// Seconds since 1970.
    var second: Int64
    /// The vendor's name as far as it is fit for an address.
    var vendor: String

    init(start: Int64, vendor: String) {
        second = start / 1000
        self.vendor = Self.word(for: vendor)
    }

    /// nil: `text` is the name of no incident.
    init?(_ text: String) {
        let characters = Array(text.utf8.prefix(100))
        guard characters.count > 17, characters[8] == UInt8(ascii: "T"), characters[15] == UInt8(ascii: "Z"),
            characters[16] == UInt8(ascii: "-")
        else { return nil }
        func digits(_ range: Range<Int>) -> String { String(decoding: characters[range], as: UTF8.self) }
        let day = "\(digits(0..<4))-\(digits(4..<6))-\(digits(6..<8))"
        let clock = "\(digits(9..<11)):\(digits(11..<13)):\(digits(13..<15))"
        guard let time = LedgerTime.parse("\(day)T\(clock)Z", now: 0) else { return nil }
        second = time / 1000
        vendor = digits(17..<characters.count)
    }

    var text: String {
        let time = LedgerTime.text(milliseconds: second * 1000).prefix(19)
        return time.filter { $0 != "-" && $0 != ":" } + "Z-" + vendor
    }

    /// Letters, digits and hyphens; of anything else a number is made that is always the same.
    static func word(for vendor: String) -> String {
        let isFit = vendor.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (0x30...0x39).contains(byte)
                || byte == UInt8(ascii: "-")
        }
        if isFit, (1...32).contains(vendor.utf8.count) { return vendor }
        // FNV-1a, 64 bits.
        let hash = vendor.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return "x" + String(hash, radix: 16)
    }
}
