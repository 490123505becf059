import NIOCore
import PlanBEngine
import PlanBVocabulary

/// The way to a simulated client.
struct ClientSink: ReplySink, ~Copyable {
    private let client: SimulatedClient

    init(_ client: SimulatedClient) { self.client = client }

    deinit { client.dropped() }

    var presence: ClientPresence { client.presence }
    var isBegun: Bool { client.isHeadSent }

    mutating func begin(_ head: ReplyHead) { client.begin(head) }

    mutating func write(_ bytes: ByteBuffer) async throws(ClientGone) {
        guard !client.presence.isGone else { throw ClientGone() }
        client.receive(bytes)
        guard await client.read() else { throw ClientGone() }
    }

    mutating func keepAlive(after span: Instant.Span, head: ReplyHead, beat: ByteBuffer) {
        client.keepAlive(after: span, head: head, beat: beat)
    }

    consuming func finish(_ last: ByteBuffer) async { client.end(last, isClean: true) }

    consuming func abort(_ last: ByteBuffer) async { client.end(last, isClean: false) }
}
