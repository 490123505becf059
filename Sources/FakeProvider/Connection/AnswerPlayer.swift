import NIOCore

/// Plays the steps of one answer on a channel. Lives on the channel's event loop.
final class AnswerPlayer {
    /// How an answer ended.
    enum Outcome: Equatable {
        case complete(keepAlive: Bool)
        case cut(Behaviour.Cut.Manner)
    }

    private let channel: any Channel
    private let steps: [WireStep]
    private let finished: (Outcome) -> Void
    private var index = 0
    private var piece: ByteBuffer?
    private var isWaiting = false
    private var isPumping = false
    private var timer: Scheduled<Void>?
    private var isOver = false

    /// So many steps without a pause, and then others have their turn.
    private static let turn = 64

    init(_ steps: [WireStep], on channel: any Channel, finished: @escaping (Outcome) -> Void) {
        self.steps = steps
        self.channel = channel
        self.finished = finished
    }

    /// Forgets the rest.
    func stop() {
        isOver = true
        timer?.cancel()
        timer = nil
    }

    /// Goes on until there is something to wait for. To be called at the start, and when the channel became writable.
    func pump() {
        guard !isPumping else { return }
        isPumping = true
        defer { isPumping = false }
        for _ in 0..<Self.turn {
            guard !isOver, !isWaiting, channel.isWritable, index < steps.count else { return }
            step()
        }
        guard !isOver, !isWaiting else { return }
        // A timer, because an event loop runs tasks that make new tasks for ever before it looks at its sockets again.
        wait(.microseconds(100))
    }

    private func resume() {
        isWaiting = false
        timer = nil
        pump()
    }

    private func step() {
        switch steps[index] {
        case .write(let buffer):
            index += 1
            write(buffer)
        case .pieces(let buffer, let size, let bytesPerSecond):
            var rest = piece ?? buffer
            let next = rest.readSlice(length: min(size, rest.readableBytes)) ?? ByteBuffer()
            if rest.readableBytes > 0 {
                piece = rest
            } else {
                piece = nil
                index += 1
            }
            let count = Int64(next.readableBytes)
            write(next, pause: bytesPerSecond.map { .nanoseconds(count * 1_000_000_000 / Int64($0)) })
        case .wait(let milliseconds):
            index += 1
            wait(.milliseconds(Int64(milliseconds)))
        case .loop(let start):
            index = start
        case .cut(let manner):
            end(.cut(manner))
        case .end(let keepAlive):
            end(.complete(keepAlive: keepAlive))
        }
    }

    /// Writes, and then pauses. If the answer ends with these bytes, its end waits until the kernel has them.
    private func write(_ buffer: ByteBuffer, pause: TimeAmount? = nil) {
        guard piece == nil, index < steps.count, steps[index].isLast else {
            channel.pipeline.syncOperations.writeAndFlush(NIOAny(buffer), promise: nil)
            if let pause { wait(pause) }
            return
        }
        let promise = channel.eventLoop.makePromise(of: Void.self)
        isWaiting = true
        promise.futureResult.assumeIsolated().whenSuccess {
            if let pause { self.wait(pause) } else { self.resume() }
        }
        channel.pipeline.syncOperations.writeAndFlush(NIOAny(buffer), promise: promise)
    }

    private func wait(_ time: TimeAmount) {
        isWaiting = true
        timer = channel.eventLoop.assumeIsolated().scheduleTask(in: time) { self.resume() }
    }

    private func end(_ outcome: Outcome) {
        isOver = true
        finished(outcome)
    }
}

extension WireStep {
    fileprivate var isLast: Bool {
        switch self {
        case .cut, .end: true
        case .write, .pieces, .wait, .loop: false
        }
    }
}
