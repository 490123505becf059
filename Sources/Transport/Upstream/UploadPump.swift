import NIOCore
import PlanBEngine
import PlanBVocabulary
import PlanBWire

/// Carries an upload that is still arriving from the client to a provider, no faster than the provider takes it.
enum UploadPump {
    /// Returns whether all of it was sent.
    static func run(
        _ prefix: ByteBuffer, _ source: any RequestBody, isChunked: Bool, to stream: ByteStream,
        before deadline: Instant
    ) async throws(AttemptFailure) -> Bool {
        send(prefix, isChunked, stream)
        while true {
            await stream.becomeWritable(before: deadline)
            // A provider that answers before it has everything has made up its mind; what it says is in the inbox.
            if stream.isEnded || stream.inbox.readableBytes > 0 { return false }
            if stream.isCancelled { throw AttemptFailure(.clientGone, detail: "was cancelled") }
            if !stream.isWritable { throw .late(.total) }
            let next: ByteBuffer?
            do throws(RequestBodyFailure) { next = try await source.next() } catch { throw error.attemptFailure }
            guard let next else { break }
            send(next, isChunked, stream)
        }
        if isChunked {
            var end = ByteBuffer()
            HTTPEncoder.appendLastChunk(to: &end)
            stream.send(end)
        }
        return true
    }

    private static func send(_ bytes: ByteBuffer, _ isChunked: Bool, _ stream: ByteStream) {
        guard bytes.readableBytes > 0 else { return }
        guard isChunked else { return stream.send(bytes) }
        var chunk = ByteBuffer()
        HTTPEncoder.appendChunk(bytes, to: &chunk)
        stream.send(chunk)
    }
}
