import NIOCore

/// Takes the chunks off a body (RFC 9112 section 7.1). Extensions and trailers are skipped.
struct ChunkedBody {
    enum Outcome {
        case more, end, malformed, tooLarge
    }

    private enum State {
        case size
        case data(left: Int)
        case dataEnd
        case trailers
    }

    private static let lineLimit = 64 << 10
    private var state = State.size

    mutating func read(_ buffer: inout ByteBuffer, into body: inout [UInt8], limit: Int) -> Outcome {
        while true {
            switch state {
            case .size:
                guard let line = line(&buffer) else {
                    return buffer.readableBytes > Self.lineLimit ? .malformed : .more
                }
                guard let size = Int(line.prefix { $0 != ";" }.trimmed, radix: 16), size >= 0 else { return .malformed }
                guard size <= limit - body.count else { return .tooLarge }
                state = size == 0 ? .trailers : .data(left: size)
            case .data(let left):
                let bytes = buffer.readBytes(length: min(left, buffer.readableBytes)) ?? []
                body += bytes
                guard bytes.count == left else {
                    state = .data(left: left - bytes.count)
                    return .more
                }
                state = .dataEnd
            case .dataEnd:
                guard let line = line(&buffer) else { return buffer.readableBytes > 2 ? .malformed : .more }
                guard line.isEmpty else { return .malformed }
                state = .size
            case .trailers:
                guard let line = line(&buffer) else {
                    return buffer.readableBytes > Self.lineLimit ? .malformed : .more
                }
                if line.isEmpty { return .end }
            }
        }
    }

    private func line(_ buffer: inout ByteBuffer) -> String? {
        let view = buffer.readableBytesView
        guard let end = view.firstIndex(of: 0x0A) else { return nil }
        var bytes = view[..<end]
        if bytes.last == 0x0D { bytes = bytes.dropLast() }
        let text = String(decoding: bytes, as: UTF8.self)
        buffer.moveReaderIndex(to: end + 1)
        return text
    }
}
