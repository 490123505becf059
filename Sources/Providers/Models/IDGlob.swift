/// A pattern of ids in which `*` stands for any text.
struct IDGlob: Sendable {
    private let parts: [[UInt8]]
    /// How much of it is not `*`: the more, the closer the match.
    let length: Int

    init(_ text: String) {
        parts = text.utf8.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false).map(Array.init)
        length = parts.reduce(0) { $0 + $1.count }
    }

    func matches(_ id: String) -> Bool {
        let bytes = Array(id.utf8)
        guard let first = parts.first, let last = parts.last, parts.count > 1 else { return parts.first == bytes }
        guard bytes.count >= length, bytes.starts(with: first), bytes.suffix(last.count).elementsEqual(last) else {
            return false
        }
        // Each part as early as it can be: what is left is the longest.
        var from = first.count
        let end = bytes.count - last.count
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard
                let at = (from..<max(from, end - part.count + 1)).first(where: {
                    bytes[$0..<$0 + part.count].elementsEqual(part)
                })
            else { return false }
            from = at + part.count
        }
        return from <= end
    }
}
