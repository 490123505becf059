/// Puts a body into chunks, or leaves it as it is.
struct BodyFramer {
    let framing: Behaviour.Framing
    let cut: BodyCut?
    private(set) var slices: [WireSlice] = []
    /// Whether the body broke off.
    private(set) var isCut = false
    private var sent = 0
    private var chunks = 0
    private let bodyChunks: Int

    /// `bodyChunks` is the number of slices that will be added.
    init(framing: Behaviour.Framing, cut: BodyCut?, bodyChunks: Int) {
        self.framing = framing
        self.cut = cut
        self.bodyChunks = bodyChunks
        isCut = cut == .after(0)
    }

    mutating func add(_ slice: WireSlice) {
        guard !isCut, !slice.bytes.isEmpty else { return }
        var payload = slice.bytes[...]
        let size = payload.count
        if case .after(let limit) = cut, limit <= sent + size {
            payload = payload.prefix(limit - sent)
            isCut = true
        }
        sent += payload.count
        guard framing.isChunked else {
            slices.append(WireSlice(pause: slice.pause, bytes: Array(payload)))
            return
        }
        var bytes = Array("\(sizeText(size))\r\n".utf8)
        bytes += payload
        if payload.count == size { bytes += [0x0D, 0x0A] }
        slices.append(WireSlice(pause: slice.pause, bytes: bytes))
        chunks += 1
    }

    private func sizeText(_ size: Int) -> String {
        if case .badChunkSize(let text) = framing, chunks == 1 || bodyChunks == 1 { return text }
        return String(size, radix: 16)
    }

    /// Tells the end of the body.
    mutating func end(pause: Int) {
        guard !isCut else { return }
        if cut == .beforeEnd {
            isCut = true
        } else if framing.isChunked {
            slices.append(WireSlice(pause: pause, bytes: Array("0\r\n\r\n".utf8)))
        } else if pause > 0 {
            slices.append(WireSlice(pause: pause, bytes: []))
        }
    }
}
