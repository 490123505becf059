import NIOCore
import PlanBWire

/// The parsing rules of the standard (WHATWG HTML §9.2.6) read literally, on a whole stream at once.
enum SSEReference {
    struct Event: Equatable, Sendable {
        var data: String
        var event: String?
        var terminated = true
    }

    static func events(_ stream: [UInt8]) -> [Event] {
        var bytes = stream[...]
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
        var lines: [[UInt8]] = [[]]
        var previous: UInt8 = 0
        for byte in bytes {
            switch byte {
            case 0x0D: lines.append([])
            case 0x0A: if previous != 0x0D { lines.append([]) }
            default: lines[lines.count - 1].append(byte)
            }
            previous = byte
        }
        var events: [Event] = []
        var data: [[UInt8]] = []
        var name: [UInt8] = []
        func dispatch(terminated: Bool) {
            if !data.isEmpty {
                events.append(
                    Event(
                        data: text(Array(data.joined(separator: [0x0A]))), event: name.isEmpty ? nil : text(name),
                        terminated: terminated))
            }
            (data, name) = ([], [])
        }
        for (index, line) in lines.enumerated() {
            let isLast = index == lines.count - 1
            if line.isEmpty, !isLast { dispatch(terminated: true) }
            let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.count
            var value = line.dropFirst(colon + 1)
            if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
            switch text(Array(line[..<colon])) {
            case "data": data.append(Array(value))
            case "event": name = Array(value)
            default: break
            }
        }
        dispatch(terminated: false)
        return events
    }

    /// One character per byte, so that bytes that are not UTF-8 are compared as they are.
    static func text(_ bytes: [UInt8]) -> String { String(String.UnicodeScalarView(bytes.map { UnicodeScalar($0) })) }
}

extension SSEFramer {
    /// Reads a stream that arrives in pieces.
    static func events(_ pieces: [[UInt8]], maximumEventBytes: Int = 8 << 20) throws -> [SSEReference.Event] {
        var framer = SSEFramer(maximumEventBytes: maximumEventBytes)
        var events: [SSEEvent] = []
        for piece in pieces {
            framer.append(ByteBuffer(bytes: piece))
            while let event = try framer.next() { events.append(event) }
        }
        while let event = framer.finish() { events.append(event) }
        return events.map {
            SSEReference.Event(
                data: SSEReference.text(Array($0.data.readableBytesView)),
                event: $0.event.map { SSEReference.text(Array($0.readableBytesView)) }, terminated: $0.terminated)
        }
    }
}
