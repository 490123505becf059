/// Where the lines of a block end, looked for once in each byte.
struct SSELines: Sendable {
    /// Where the line that is not yet complete starts, from the start of the block.
    private(set) var start = 0
    /// How far its end was looked for.
    private var scanned = 0
    /// The last line ended in CR: an LF that comes next belongs to it.
    private var skipsLineFeed = false

    /// Passes the next complete line and its end.
    /// - Parameters:
    ///   - bytes: all that was received of the block.
    ///   - limit: how long the block may be, without the end of its last line.
    mutating func next(in bytes: Span<UInt8>, limit: Int) throws(SSEFault) -> Range<Int>? {
        if skipsLineFeed, start < bytes.count {
            skipsLineFeed = false
            if bytes[start] == UInt8(ascii: "\n") { start += 1 }
            scanned = max(scanned, start)
        }
        let end = LineEnd.first(in: bytes, from: scanned)
        scanned = end ?? bytes.count
        guard scanned <= limit else { throw .tooLong(limit: limit) }
        guard let end else { return nil }
        let line = start..<end
        skipsLineFeed = bytes[end] == UInt8(ascii: "\r")
        start = end + 1
        scanned = start
        return line
    }

    /// Makes the current line the first one of a new block.
    mutating func beginBlock() {
        start = 0
        scanned = 0
    }
}
