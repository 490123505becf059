import NIOCore

/// One keep-alive connection of a load: sends the request, checks the answer, sends the next.
///
/// With a pace, a request that is due while the one before is under way counts from when it was due, so that a stall
/// costs every request it delays and not one.
final class LoadConnection<Check: AnswerCheck>: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let run: LoadRun
    private let request: ByteBuffer
    private let period: TimeAmount?
    private let reconnect: () -> Void
    private var check: Check
    private var reader = ResponseReader()
    private var pending = ByteBuffer()
    private var due: NIODeadline
    private var sent: NIODeadline?

    /// - Parameters:
    ///   - due: when the first request is to be sent.
    ///   - period: the time between two requests; nil sends the next with the answer.
    ///   - reconnect: called once when the connection is gone while requests may be left.
    init(
        run: LoadRun, request: ByteBuffer, check: Check, due: NIODeadline, period: TimeAmount?,
        reconnect: @escaping () -> Void
    ) {
        self.run = run
        self.request = request
        self.check = check
        self.due = due
        self.period = period
        self.reconnect = reconnect
    }

    func channelActive(context: ChannelHandlerContext) { sendNext(context) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        if pending.readableBytes == 0 { pending = bytes } else { pending.writeBuffer(&bytes) }
        guard let sent else {
            end(context, failure: nil)
            return
        }
        let elapsed = NIODeadline.now() - sent
        do {
            guard case .complete = try reader.read(&pending, body: { check.take($0, at: elapsed) }) else { return }
            answered(context, after: elapsed)
        } catch {
            end(context, failure: "not a response: \(error)")
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        end(context, failure: "connection closed before the answer was complete")
        reconnect()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { end(context, failure: "\(error)") }

    private func answered(_ context: ChannelHandlerContext, after elapsed: TimeAmount) {
        sent = nil
        let failure = check.finish(into: run)
        run.addAnswer(latency: elapsed, failure: reader.status == 200 ? failure : "status \(reader.status)")
        if reader.closes { context.close(promise: nil) } else { sendNext(context) }
    }

    private func sendNext(_ context: ChannelHandlerContext) {
        guard let period else {
            send(context, from: .now())
            return
        }
        let now = NIODeadline.now()
        let scheduled = due
        due = due + period
        if scheduled <= now {
            send(context, from: scheduled)
        } else {
            context.eventLoop.assumeIsolated().scheduleTask(deadline: scheduled) { self.send(context, from: .now()) }
        }
    }

    private func send(_ context: ChannelHandlerContext, from start: NIODeadline) {
        guard context.channel.isActive, run.takeRequest() else {
            context.close(promise: nil)
            return
        }
        sent = start
        context.writeAndFlush(wrapOutboundOut(request), promise: nil)
    }

    /// Counts the request under way, if there is one, as failed, and closes.
    private func end(_ context: ChannelHandlerContext, failure: String?) {
        if sent != nil, let failure {
            sent = nil
            run.addAnswer(latency: .zero, failure: failure)
        }
        context.close(promise: nil)
    }
}
