import NIOCore

/// One connection of the fixed upstream. A stream sends its first event at once and one more per interval, each as a
/// write of its own, on a schedule that does not drift; it waits while the gateway does not read.
final class UpstreamHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private struct Stream {
        var sent = 0
        var events: Int
        var usage: Bool
        var due: NIODeadline
    }

    private let answers: FixedAnswers
    private let interval: TimeAmount
    private let defaultEvents: Int
    private var context: ChannelHandlerContext?
    private var pending = ByteBuffer()
    private var stream: Stream?
    private var waitsForReader = false

    init(answers: FixedAnswers, interval: TimeAmount, defaultEvents: Int) {
        self.answers = answers
        self.interval = interval
        self.defaultEvents = defaultEvents
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        stream = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        if pending.readableBytes == 0 { pending = bytes } else { pending.writeBuffer(&bytes) }
        answerPending(context)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if waitsForReader, context.channel.isWritable {
            waitsForReader = false
            sendDueEvents()
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A gateway that resets a pooled connection at its end is no event worth reporting.
        context.close(promise: nil)
    }

    private func answerPending(_ context: ChannelHandlerContext) {
        while stream == nil, pending.readableBytes > 0 {
            let request = pending.withUnsafeReadableBytes { UpstreamRequest(at: $0, defaultEvents: defaultEvents) }
            guard let request else { return }
            pending.moveReaderIndex(forwardBy: request.length)
            switch request.wish {
            case .completion: send(answers.completion, context)
            case .models: send(answers.models, context)
            case .health: send(answers.healthy, context)
            case .unknown: send(answers.notFound, context)
            case .needsLength:
                send(answers.lengthRequired, context)
                context.close(promise: nil)
                return
            case .stream(let events, let usage):
                send(answers.streamStart, context)
                stream = Stream(events: events, usage: usage, due: .now())
                sendDueEvents()
            }
        }
    }

    private func sendDueEvents() {
        guard let context, var current = stream else { return }
        let now = NIODeadline.now()
        while current.due <= now {
            guard context.channel.isWritable else {
                waitsForReader = true
                stream = current
                return
            }
            guard current.sent < current.events else {
                stream = nil
                send(current.usage ? answers.streamEndWithUsage : answers.streamEnd, context)
                answerPending(context)
                return
            }
            send(current.sent.isMultiple(of: 2) ? answers.contentEvents.0 : answers.contentEvents.1, context)
            current.sent += 1
            current.due = current.due + interval
        }
        stream = current
        context.eventLoop.assumeIsolated().scheduleTask(deadline: current.due) { self.sendDueEvents() }
    }

    private func send(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
    }
}
