import NIOCore

/// One connection: reads requests, asks for a behaviour for each, and plays the answer. Lives on its event loop.
final class ConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum State {
        /// Between requests.
        case idle
        /// The head of a request is there; its body is not.
        case reading(ReceivedRequest, Behaviour)
        /// An answer is being written.
        case answering(ReceivedRequest, AnswerPlayer)
        /// Silent for ever, with this request unanswered.
        case stalled(ReceivedRequest?)
        /// Nothing more is written or looked at.
        case over
    }

    private let core: Core
    private let number: Int
    private var state = State.idle
    private var reader: RequestReader
    private var isHeldBack = false
    private var isAdvancing = false
    private var isReading = true
    private var linger: Scheduled<Void>?

    init(core: Core, number: Int) {
        self.core = core
        self.number = number
        reader = RequestReader(bodyLimit: core.options.bodyLimit)
    }

    func channelActive(context: ChannelHandlerContext) {
        let next = core.beforeRequest()
        if let cut = next.cut { return breakOff(cut, nil, context) }
        hold(for: next.delay, context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .over = state { return }
        var bytes = unwrapInboundIn(data)
        reader.append(&bytes)
        advance(context)
        // What a client sends ahead of its answer waits in the kernel.
        if reader.unread > 1 << 20, case .answering = state { setReading(false, context) }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if case .answering(_, let player) = state { player.pump() }
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        linger?.cancel()
        switch state {
        case .idle, .over: break
        case .reading(let request, _):
            core.ended(request, .cancelled)
        case .stalled(let request):
            if let request { core.ended(request, .cancelled) }
        case .answering(let request, let player):
            player.stop()
            core.ended(request, .cancelled)
        }
        state = .over
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    /// Takes requests out of what was read, as far as it goes. A loop, because requests can be many and small.
    private func advance(_ context: ChannelHandlerContext) {
        guard !isAdvancing, !isHeldBack else { return }
        isAdvancing = true
        defer { isAdvancing = false }
        while take(context) {}
    }

    private func take(_ context: ChannelHandlerContext) -> Bool {
        switch state {
        case .idle where reader.unread == 0, .answering, .stalled, .over: return false
        case .idle, .reading: break
        }
        if case .idle = state, let cut = core.beforeRequest().cut {
            breakOff(cut, nil, context)
            return false
        }
        guard !isHeldBack else { return false }
        switch (reader.next(), state) {
        case (.head(let request), .idle): return begin(request, context)
        case (.body(let body), .reading(let request, let behaviour)):
            answer(request, body, behaviour, context)
            return true
        case (.invalid(let status, let text), _):
            reject(status, text, context)
            return false
        default: return false
        }
    }

    private func begin(_ request: ReceivedRequest, _ context: ChannelHandlerContext) -> Bool {
        var request = request
        request.connection = number
        let behaviour = core.choose(for: request)
        request.behaviour = behaviour.name ?? ""
        state = .reading(request, behaviour)
        if let cut = behaviour.cut, cut.at == .accept || cut.at == .requestHead {
            request = core.received(request)
            breakOff(cut.how, request, context)
            return false
        }
        if request.lists("100-continue", in: "expect") {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: AnswerHead.informational(100))), promise: nil)
        }
        hold(for: behaviour.delays.requestBody, context)
        return !isHeldBack
    }

    private func answer(
        _ request: ReceivedRequest, _ body: [UInt8], _ behaviour: Behaviour, _ context: ChannelHandlerContext
    ) {
        var request = request
        request.body = body
        request.isComplete = true
        if let reply = core.control(request) {
            play(Playback(behaviour: .ok, reply: reply, request: request, now: core.options.now()), request, context)
        } else {
            request = core.received(request)
            play(core.playback(request, behaviour), request, context)
        }
    }

    private func play(_ playback: Playback, _ request: ReceivedRequest, _ context: ChannelHandlerContext) {
        let context = NIOLoopBound(context, eventLoop: context.eventLoop)
        let player = AnswerPlayer(playback.steps, on: context.value.channel) { [weak self] outcome in
            self?.finished(request, outcome, context.value)
        }
        state = .answering(request, player)
        player.pump()
    }

    private func finished(
        _ request: ReceivedRequest, _ outcome: AnswerPlayer.Outcome, _ context: ChannelHandlerContext
    ) {
        switch outcome {
        case .complete(let keepAlive):
            core.ended(request, .answered)
            state = .idle
            setReading(true, context)
            if keepAlive { advance(context) } else { breakOff(.fin, nil, context) }
        case .cut(let manner):
            breakOff(manner, request, context)
        }
    }

    private func reject(_ status: Int, _ text: String, _ context: ChannelHandlerContext) {
        if case .reading(let request, _) = state { core.ended(core.received(request), .cut) }
        let head = "HTTP/1.1 \(status) \(reasonPhrase(status))\r\ncontent-length: \(text.utf8.count)\r\n"
        let bytes = ByteBuffer(string: "\(head)connection: close\r\n\r\n\(text)")
        context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
        breakOff(.fin, nil, context)
    }

    /// Ends the answer, and with it the connection, or leaves both hanging.
    private func breakOff(_ manner: Behaviour.Cut.Manner, _ request: ReceivedRequest?, _ context: ChannelHandlerContext)
    {
        switch manner {
        case .stall:
            state = .stalled(request)
            setReading(false, context)
        case .rst:
            state = .over
            if let request { core.ended(request, .cut) }
            reset(context.channel)
        case .fin:
            state = .over
            if let request { core.ended(request, .cut) }
            setReading(true, context)
            // A socket that is closed with unread bytes sends an RST, so the rest is read before it is closed.
            context.close(mode: .output, promise: nil)
            let channel = context.channel
            linger = context.eventLoop.scheduleTask(in: .milliseconds(Int64(core.options.linger.count))) {
                channel.close(promise: nil)
            }
        }
    }

    private func hold(for delay: Behaviour.Milliseconds, _ context: ChannelHandlerContext) {
        guard delay.count > 0 else { return }
        isHeldBack = true
        setReading(false, context)
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: .milliseconds(Int64(delay.count))) {
            let (handler, context) = bound.value
            handler.isHeldBack = false
            guard context.channel.isActive else { return }
            handler.setReading(true, context)
            handler.advance(context)
        }
    }

    private func setReading(_ isReading: Bool, _ context: ChannelHandlerContext) {
        guard isReading != self.isReading else { return }
        self.isReading = isReading
        // Fails only on a channel that is closed, which reads nothing anyway.
        try? context.channel.syncOptions?.setOption(.autoRead, value: isReading)
    }
}
