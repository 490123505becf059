import NIOCore
import PlanBEngine
import PlanBVocabulary
import PlanBWire

/// One connection of a client: reads requests, has them served one after the other, and ends it properly.
final class ServerConnection: Hashable {
    let stream: ByteStream
    let context: LoopContext
    let presence = ClientPresence()
    let heartbeat: Heartbeat
    private let gateway: Gateway
    private let isLoopback: Bool
    private let memory = ConnectionMemory()
    /// The connection is to end after the present answer.
    var closes: Bool
    private var body: ClientBody?
    private(set) var isServing = false

    init(_ stream: ByteStream, _ context: LoopContext, _ gateway: Gateway, isLoopback: Bool) {
        self.stream = stream
        self.context = context
        self.gateway = gateway
        self.isLoopback = isLoopback
        closes = context.isRetiring
        heartbeat = Heartbeat(context.deadlines, context.time)
    }

    /// Whether the present answer is the last one. What is left of a body would be read as the next request.
    var isLast: Bool { closes || body?.isComplete == false }

    /// Serves requests until the connection ends.
    func run() async {
        context.connections.insert(self)
        stream.onEnd = { [presence] in presence.depart(.clientGone) }
        while !closes, let head = await readHead() {
            isServing = true
            await serve(head)
            isServing = false
        }
        // A drain must not cut off what the client has not received yet.
        isServing = true
        await Farewell.close(stream, context)
        context.deadlines.remove(heartbeat)
        context.connections.remove(self)
    }

    private func serve(_ head: HTTPRequestHead) async {
        let body = ClientBody(stream, head, context)
        self.body = body
        let request = ClientRequest(
            head: head, arrival: context.time.now(), isLoopback: isLoopback, body: body, memory: memory)
        if !head.keepAlive { closes = true }
        let sink = ClientSink(self, answersHead: head.method == .head, version: head.version)
        await gateway.handle(request, upstream: context.upstream, sink: sink)
        if isLast { closes = true }
        self.body = nil
    }

    private func readHead() async -> HTTPRequestHead? {
        var parser = HTTPRequestParser(limits: .request)
        var deadline = context.time.now() + (stream.inbox.readableBytes > 0 ? context.limits.head : context.limits.idle)
        var hasStarted = stream.inbox.readableBytes > 0
        while true {
            do throws(HTTPFault) {
                if let head = try parser.parseHead(&stream.inbox) { return head }
            } catch {
                refuse(error)
                return nil
            }
            switch await stream.fill(before: deadline) {
            case .bytes:
                if !hasStarted {
                    hasStarted = true
                    deadline = context.time.now() + context.limits.head
                }
            case .timedOut:
                if hasStarted { refuse(HTTPFault(.headTimeout)) }
                return nil
            case .ended, .cancelled: return nil
            }
        }
    }

    private func refuse(_ fault: HTTPFault) {
        closes = true
        let (head, body) = gateway.refusal(of: fault)
        stream.send(ClientSink.whole(head, body, context, closes: true, answersHead: false, version: .http1_1))
    }

    static func == (left: ServerConnection, right: ServerConnection) -> Bool { left === right }

    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
