public import NIOCore

/// A header of a message of an event stream.
public struct EventStreamHeader: Sendable, Equatable {
    /// A value, by the nine kinds of the format.
    public enum Value: Sendable, Equatable {
        /// `true` and `false` are kinds of their own.
        case bool(Bool)
        /// One byte.
        case int8(Int8)
        /// Two bytes.
        case int16(Int16)
        /// Four bytes.
        case int32(Int32)
        /// Eight bytes.
        case int64(Int64)
        /// At most 65,535 bytes.
        case bytes(ByteBuffer)
        /// At most 65,535 bytes of text. Whether they are UTF-8 is not checked.
        case string(ByteBuffer)
        /// Milliseconds since 1970.
        case timestamp(Int64)
        /// Sixteen bytes.
        case uuid(ByteBuffer)
    }

    /// The name: 1 to 255 bytes.
    public var name: ByteBuffer
    /// The value.
    public var value: Value

    /// A header.
    public init(name: ByteBuffer, value: Value) {
        self.name = name
        self.value = value
    }

    /// A header whose value is text.
    public init(_ name: String, _ text: String) {
        self.init(name: ByteBuffer(string: name), value: .string(ByteBuffer(string: text)))
    }
}

/// One message of an event stream.
public struct EventStreamMessage: Sendable, Equatable {
    /// The headers. No two have the same name.
    public var headers: [EventStreamHeader]
    /// The payload.
    public var payload: ByteBuffer

    /// A message.
    public init(headers: [EventStreamHeader], payload: ByteBuffer) {
        self.headers = headers
        self.payload = payload
    }

    /// The text of the header `name`; nil if there is none, or its value is no text.
    public func string(_ name: StaticString) -> ByteBuffer? {
        for header in headers where header.isNamed(name) {
            if case .string(let text) = header.value { return text }
        }
        return nil
    }
}

extension EventStreamHeader {
    fileprivate func isNamed(_ name: StaticString) -> Bool {
        guard self.name.readableBytes == name.utf8CodeUnitCount else { return false }
        let bytes = self.name.readableBytesUInt8Span
        for index in bytes.indices where bytes[index] != name.utf8Start[index] { return false }
        return true
    }
}
