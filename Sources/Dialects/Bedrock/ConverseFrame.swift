import NIOCore
public import PlanBWire

extension WireEvent {
    /// The event that a frame holds. An exception is named by its type, an error by its code.
    public init(_ message: EventStreamMessage) {
        let kind = message.string(":message-type")
        let isError = kind == Self.error
        let isException = kind == Self.exception || isError
        let name =
            isError
            ? message.string(":error-code")
            : message.string(isException ? ":exception-type" : ":event-type")
        self.init(name: name, data: message.payload, isException: isException)
    }

    private static let error = ByteBuffer(string: "error")
    private static let exception = ByteBuffer(string: "exception")
}

/// Writes the frames of a ConverseStream.
enum ConverseFrame {
    /// Appends an event whose payload is an object with the members that `payload` writes.
    static func append(_ name: StaticString, to out: inout ByteBuffer, payload: (inout JSONWriter) -> Void) {
        EventStreamWriter.append(
            headers: [(":event-type", name), (":content-type", "application/json"), (":message-type", "event")],
            to: &out
        ) { json in
            json.beginObject()
            payload(&json)
            json.endObject()
        }
    }
}
