import NIOCore
import PlanBEngine

/// What a request to a provider says, read off its bytes.
struct AskedOfProvider {
    var target: Int
    /// The client's request behind it; nil for a probe.
    var request: Int?
    var isStream: Bool
    var isEmbedding: Bool
    var wantsUsage: Bool
    /// The answer is to be a tool call.
    var isCall: Bool
    /// It is a copy of a user's request.
    var isCopy = false
    /// The text that is given as the beginning of the answer, in the arena.
    var given: Range<Int>

    var name: String { request.map { "request \($0)" } ?? "probe" }
}

extension AskedOfProvider {
    /// Reads `request`; nil if it is not one of the scenario's. Text that is given goes to `arena`.
    init?(_ request: UpstreamRequest, _ requests: [RequestPlan], arena: inout [UInt8]) {
        guard case .bytes(let body) = request.body else { return nil }
        guard let target = Self.target(request.head) else { return nil }
        self.target = target
        isEmbedding = request.head.withUnsafeReadableBytes { Self.has("/embeddings ", $0) }
        var given: [UInt8] = []
        var index: Int?
        var isStream = false
        var wantsUsage = false
        body.withUnsafeReadableBytes { raw in
            let bytes = raw.bindMemory(to: UInt8.self)
            var place = 0
            while let quote = Scan.next(UInt8(ascii: "\""), in: bytes, from: place) {
                place = quote + 1
                guard place < bytes.count else { break }
                switch bytes[place] {
                case UInt8(ascii: "u") where Scan.matches("user\":\"r", in: bytes, at: place):
                    index = Scan.number(in: bytes, at: place + 8)?.value
                case UInt8(ascii: "s") where Scan.matches("stream\":true", in: bytes, at: place): isStream = true
                case UInt8(ascii: "i") where Scan.matches("include_usage\":true", in: bytes, at: place):
                    wantsUsage = true
                case UInt8(ascii: "a") where Scan.matches("assistant\",\"content\":\"", in: bytes, at: place):
                    _ = JSONEscape.read(bytes, from: place + 22, to: &given)
                default: break
                }
            }
        }
        self.request = index.flatMap { requests.indices.contains($0) ? $0 : nil }
        self.isStream = isStream
        self.wantsUsage = wantsUsage
        isCall = self.request.map { requests[$0].wantsCall } ?? false
        self.given = arena.count..<(arena.count + given.count)
        arena.append(contentsOf: given)
    }

    /// `POST /t<number>/v1/…`: the base path names the target, because targets may share an origin.
    private static func target(_ head: ByteBuffer) -> Int? {
        head.withUnsafeReadableBytes { raw in
            let bytes = raw.bindMemory(to: UInt8.self)
            return Scan.find("/t", in: bytes).flatMap { Scan.number(in: bytes, at: $0 + 2)?.value }
        }
    }

    private static func has(_ needle: StaticString, _ bytes: UnsafeRawBufferPointer) -> Bool {
        Scan.find(needle, in: bytes.bindMemory(to: UInt8.self)) != nil
    }
}
