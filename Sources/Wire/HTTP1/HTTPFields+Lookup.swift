public import NIOCore

extension HTTPFields {
    /// Is there a line of this name?
    public func contains(_ name: StaticString) -> Bool {
        firstLine(name) != nil
    }

    /// The value of the first line of this name as text; bytes that are not UTF-8 become U+FFFD.
    public func first(_ name: StaticString) -> String? {
        firstLine(name).map { head.readableBytesUInt8Span.extracting($0.value).text }
    }

    /// The value of the first line whose name is `name`, for names that are known only at run time.
    public func first(named name: String) -> String? {
        let bytes = head.readableBytesUInt8Span
        let wanted = name.utf8.span
        for line in lines where line.name.count == wanted.count {
            let sent = bytes.extracting(line.name)
            if sent.indices.allSatisfy({ sent[$0].asciiLowercased == wanted[$0].asciiLowercased }) {
                return bytes.extracting(line.value).text
            }
        }
        return nil
    }

    /// The value of the first line of this name, as a slice of the head.
    public func bytes(_ name: StaticString) -> ByteBuffer? {
        firstLine(name).flatMap { head.getSlice(at: head.readerIndex + $0.value.lowerBound, length: $0.value.count) }
    }

    /// The number of lines of this name.
    public func count(of name: StaticString) -> Int {
        guard marks.mayContain(name) else { return 0 }
        let bytes = head.readableBytesUInt8Span
        var found = 0
        for line in lines where bytes.extracting(line.name).equalsIgnoringCase(name) { found += 1 }
        return found
    }

    /// The values of all lines of this name, in order, as text.
    public func all(_ name: StaticString) -> [String] {
        guard marks.mayContain(name) else { return [] }
        let bytes = head.readableBytesUInt8Span
        var values: [String] = []
        for line in lines where bytes.extracting(line.name).equalsIgnoringCase(name) {
            values.append(bytes.extracting(line.value).text)
        }
        return values
    }

    /// Is `token` an element of the comma-separated lists in the lines of this name? The token is compared without
    /// regard to case; give it in lower case. For Connection, TE, Cache-Control without arguments and the like.
    public func hasToken(_ token: StaticString, in name: StaticString) -> Bool {
        guard marks.mayContain(name) else { return false }
        let bytes = head.readableBytesUInt8Span
        var found = false
        for line in lines where bytes.extracting(line.name).equalsIgnoringCase(name) {
            bytes.extracting(line.value).forEachListElement { found = found || $0.equalsIgnoringCase(token) }
        }
        return found
    }

    private func firstLine(_ name: StaticString) -> Line? {
        guard marks.mayContain(name) else { return nil }
        let bytes = head.readableBytesUInt8Span
        for line in lines where bytes.extracting(line.name).equalsIgnoringCase(name) { return line }
        return nil
    }
}
