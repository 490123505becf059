import NIOCore
import PlanBWire

/// The framing once more, as plainly as it can be said: whole messages only, bit by bit.
enum EventStreamReference {
    /// CRC-32 of IEEE 802.3, one bit at a time.
    static func crc(_ bytes: some Sequence<UInt8>) -> UInt32 {
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        return ~crc
    }

    static func word(_ value: Int) -> [UInt8] {
        let value = UInt32(value)
        return [UInt8(value >> 24), UInt8(value >> 16 & 0xFF), UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF)]
    }

    /// A message with right checksums, whatever its headers say; the lengths can be lies.
    static func frame(headers: [UInt8], payload: [UInt8], total: Int? = nil, headerLength: Int? = nil) -> [UInt8] {
        var bytes = word(total ?? headers.count + payload.count + 16) + word(headerLength ?? headers.count)
        bytes += word(Int(crc(bytes)))
        bytes += headers + payload
        return bytes + word(Int(crc(bytes)))
    }

    static func header(_ name: String, _ kind: UInt8, _ value: [UInt8]) -> [UInt8] {
        [UInt8(name.utf8.count)] + Array(name.utf8) + [kind] + value
    }

    static func string(_ name: String, _ text: String) -> [UInt8] {
        header(name, 7, [UInt8(text.utf8.count >> 8), UInt8(text.utf8.count & 0xFF)] + Array(text.utf8))
    }
}

extension EventStreamFramer {
    /// What became of a stream that came in `pieces`.
    struct Outcome: Equatable {
        var messages: [EventStreamMessage] = []
        var fault: EventStreamFault?
        var isWhole = true
    }

    static func read(_ pieces: some Sequence<some Sequence<UInt8>>) -> Outcome {
        var framer = EventStreamFramer()
        var outcome = Outcome()
        for piece in pieces {
            framer.append(ByteBuffer(bytes: piece))
            do throws(EventStreamFault) {
                while let message = try framer.next() { outcome.messages.append(message) }
            } catch { outcome.fault = error }
        }
        outcome.isWhole = framer.isBetweenMessages
        return outcome
    }
}
