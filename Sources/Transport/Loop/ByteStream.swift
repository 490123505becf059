import NIOCore
import PlanBEngine
import PlanBVocabulary

/// One connection as bytes that can be awaited: the bridge between a NIO channel and straight code.
///
/// Confined to the channel's event loop, on which both its handler methods and the one task that uses it run; so it
/// needs no lock. At most one reader and one writer wait at a time. Reading stops while more than `highWater` bytes are
/// unread, so that a slow consumer slows its peer and not this process.
final class ByteStream: Waiter, ChannelDuplexHandler, @unchecked Sendable {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Why a wait for bytes ended.
    enum Wake {
        /// There are new bytes in the inbox.
        case bytes
        /// No bytes will ever come again; see `failure`.
        case ended
        /// The deadline passed.
        case timedOut
        /// The wait was cancelled from outside.
        case cancelled
    }

    static let highWater = 128 << 10

    /// Bytes that were received and not yet consumed.
    var inbox = ByteBuffer()
    /// Called when the peer has closed, also while nobody waits.
    var onEnd: (() -> Void)?
    /// Called when bytes have come while nobody waits for them.
    var onBytes: (() -> Void)?
    /// What broke the connection, if it did not end cleanly.
    private(set) var failure: (any Error)?
    private(set) var isEnded = false
    private(set) var isCancelled = false
    private(set) var isSecured = false

    private let deadlines: DeadlineQueue
    private var context: ChannelHandlerContext?
    private var reader: UnsafeContinuation<Wake, Never>?
    private var writer: UnsafeContinuation<Void, Never>?
    private var hasWithheldRead = false

    init(deadlines: DeadlineQueue) { self.deadlines = deadlines }

    var channel: (any Channel)? { context?.channel }
    var isWritable: Bool { context?.channel.isWritable ?? false }

    // MARK: For the task

    /// Suspends until there are bytes that were not there before.
    func fill(before deadline: Instant) async -> Wake {
        if isCancelled { return .cancelled }
        if isEnded { return .ended }
        if hasWithheldRead, inbox.readableBytes < Self.highWater {
            hasWithheldRead = false
            let held = inbox.readableBytes
            context?.read()
            // A handler before this one may hand on at once what it has kept back.
            if inbox.readableBytes > held { return .bytes }
        }
        deadlines.watch(self, until: deadline)
        return await withUnsafeContinuation { reader = $0 }
    }

    /// Hands bytes to the connection.
    func send(_ bytes: ByteBuffer) { context?.writeAndFlush(wrapOutboundOut(bytes), promise: nil) }

    /// Hands over bytes that leave with the next `send`.
    func queue(_ bytes: ByteBuffer) { context?.write(wrapOutboundOut(bytes), promise: nil) }

    /// Suspends while the peer reads slower than we write. Returns at once if the connection is gone.
    func becomeWritable(before deadline: Instant) async {
        guard !isEnded, !isCancelled, !isWritable else { return }
        deadlines.watch(self, until: deadline)
        await withUnsafeContinuation { writer = $0 }
        stopWaiting()
    }

    /// Suspends until the system has taken all that was sent. Returns early if the connection is gone or time is up.
    func becomeFlushed(before deadline: Instant) async {
        guard startFlush() else { return }
        deadlines.watch(self, until: deadline)
        await withUnsafeContinuation { writer = $0 }
        stopWaiting()
    }

    /// Has the writer woken when all that was sent is gone. False if that is so already, or never will be.
    private func startFlush() -> Bool {
        guard let context, context.channel.isActive else { return false }
        let promise = context.eventLoop.makePromise(of: Void.self)
        var isUnderWay = true
        promise.futureResult.assumeIsolated().whenComplete { _ in
            isUnderWay = false
            self.wakeWriter()
        }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: promise)
        return isUnderWay
    }

    /// Ends a wait that is under way, and all that follow, as cancelled.
    func cancel() {
        isCancelled = true
        wake(.cancelled)
        wakeWriter()
    }

    /// Makes the stream usable after a cancelled wait.
    func forgetCancellation() { isCancelled = false }

    /// Closes the connection at once; unsent bytes are lost.
    func close() { context?.close(promise: nil) }

    /// Puts `handler` between the socket and this stream.
    func insertFirst(_ handler: any ChannelHandler) throws {
        try context?.pipeline.syncOperations.addHandler(handler, position: .first)
    }

    // MARK: Handler

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) {
        end()
        deadlines.remove(self)
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        if inbox.readableBytes == 0 { inbox = bytes } else { inbox.writeBuffer(&bytes) }
        if reader == nil { onBytes?() } else { wake(.bytes) }
    }

    func read(context: ChannelHandlerContext) {
        if inbox.readableBytes < Self.highWater { context.read() } else { hasWithheldRead = true }
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if failure == nil { failure = error }
        context.close(promise: nil)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { wakeWriter() }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed { end() }
        if TLSClientContexts.isHandshakeDone(event) {
            isSecured = true
            wake(.bytes)
        }
        context.fireUserInboundEventTriggered(event)
    }

    override func expire() {
        wake(.timedOut)
        wakeWriter()
    }

    private func end() {
        guard !isEnded else { return }
        isEnded = true
        wake(.ended)
        wakeWriter()
        let onEnd = onEnd
        self.onEnd = nil
        onEnd?()
    }

    private func wake(_ reason: Wake) {
        guard let reader else { return }
        self.reader = nil
        if writer == nil { stopWaiting() }
        reader.resume(returning: reason)
    }

    private func wakeWriter() {
        guard let writer else { return }
        self.writer = nil
        writer.resume()
    }
}
