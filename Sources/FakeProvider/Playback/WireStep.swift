import NIOCore

/// A step of an answer on the wire.
enum WireStep: Equatable {
    /// These bytes in one write.
    case write(ByteBuffer)
    /// These bytes in writes of `size`, each followed by a pause that keeps to so many bytes per second.
    case pieces(ByteBuffer, size: Int, bytesPerSecond: Int?)
    /// So many milliseconds of silence.
    case wait(Int)
    /// Continue with the step at this index.
    case loop(Int)
    /// The answer breaks off.
    case cut(Behaviour.Cut.Manner)
    /// The answer is complete.
    case end(keepAlive: Bool)
}

/// Bytes that stand together, and the pause before them.
struct WireSlice: Equatable {
    var pause = 0
    var bytes: [UInt8]
}

extension [WireSlice] {
    /// The same bytes, divided in another way. A pause always divides.
    func divided(_ split: Behaviour.Split) -> [WireSlice] {
        switch split {
        case .perEvent:
            return self
        case .whole:
            return reduce(into: []) { merged, slice in
                if slice.pause == 0, let last = merged.indices.last {
                    merged[last].bytes += slice.bytes
                } else {
                    merged.append(slice)
                }
            }
        case .bytes(let count):
            let count = Swift.max(count, 1)
            return divided(.whole).flatMap { slice in
                var rest = slice.bytes[...]
                var pieces: [WireSlice] = []
                repeat {
                    let pause = pieces.isEmpty ? slice.pause : 0
                    pieces.append(WireSlice(pause: pause, bytes: [UInt8](rest.prefix(count))))
                    rest = rest.dropFirst(count)
                } while !rest.isEmpty
                return pieces
            }
        }
    }
}
