public import NIOCore

/// One event of an event stream: a block of lines of which at least one is a `data` line.
public struct SSEEvent: Sendable, Equatable {
    /// The payload: the values of the `data` lines, joined by LF. With one such line, a slice of what was received; it
    /// keeps that storage alive as long as it lives.
    public var data: ByteBuffer

    /// The value of the last `event` line; nil if there is none or it is empty. A slice, as `data` is.
    public var event: ByteBuffer?

    /// Whether the blank line that ends an event was received. False only for what `SSEFramer.finish` returns.
    public var terminated: Bool

    /// - Parameters:
    ///   - data: the payload.
    ///   - event: the name of the event.
    ///   - terminated: whether the blank line after the event was received.
    public init(data: ByteBuffer, event: ByteBuffer? = nil, terminated: Bool = true) {
        self.data = data
        self.event = event
        self.terminated = terminated
    }
}
