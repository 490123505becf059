import NIOCore
import PlanBVocabulary

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Ends a connection so that the peer receives what was sent.
enum Farewell {
    private static let discardLimit = 1 << 20

    /// Half-closes after the last byte and takes in what the peer still sends for a moment: closing over unread bytes
    /// would reset the connection, and the reset can overtake the answer (RFC 9112 §9.6).
    static func close(_ stream: ByteStream, _ context: LoopContext) async {
        guard let channel = stream.channel, !stream.isEnded else {
            stream.close()
            return
        }
        stream.forgetCancellation()
        await stream.becomeFlushed(before: context.time.now() + context.limits.stall)
        channel.close(mode: .output, promise: nil)
        var discarded = 0
        let deadline = context.time.now() + context.limits.farewell
        while discarded < discardLimit {
            discarded += stream.inbox.readableBytes
            stream.inbox.clear()
            guard case .bytes = await stream.fill(before: deadline) else { break }
        }
        stream.close()
    }

    /// Resets after what was sent: the only way to tell an HTTP/1.0 client that its answer is not complete.
    static func reset(_ stream: ByteStream, _ context: LoopContext) async {
        await stream.becomeFlushed(before: context.time.now() + context.limits.stall)
        guard let channel = stream.channel else { return }
        try? await (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        stream.close()
    }
}
