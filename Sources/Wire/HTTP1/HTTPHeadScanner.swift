/// Finds and checks the lines of a head. Works on heads that arrive in pieces: it remembers, as offsets from the first
/// byte of the head, how far it has looked, and never looks at a byte of an incomplete line twice.
struct HTTPHeadScanner: Sendable {
    private(set) var fields: ContiguousArray<HTTPFields.Line> = []
    private(set) var marks = HTTPFields.NameMarks()
    private(set) var control = HTTPControlFields()
    /// The number of complete lines seen; so also the number of the line returned last.
    private(set) var lineNumber = 0
    private var lineStart = 0
    private var scanned = 0

    /// The next line without its CRLF, or nil if it is not complete. `limit` is the offset that the line, with its
    /// CRLF, must end at or before; one that does not is `tooLong`.
    @inline(__always)
    mutating func nextLine(
        in bytes: Span<UInt8>, limit: Int, tooLong: HTTPFault.Reason
    ) throws(HTTPFault) -> Range<Int>? {
        let end = min(bytes.count, limit)
        scanned = bytes.firstControl(from: scanned, to: end)
        guard scanned < end, bytes[scanned] != .carriageReturn || scanned &+ 1 < end else {
            if end == limit { throw fault(tooLong) }
            return nil
        }
        guard bytes[scanned] == .carriageReturn, bytes[scanned &+ 1] == .lineFeed else {
            switch bytes[scanned] {
            case .carriageReturn: throw fault(.bareCarriageReturn)
            case .lineFeed: throw fault(.bareLineFeed)
            default: throw fault(.controlByte)
            }
        }
        let line = lineStart..<scanned
        scanned &+= 2
        lineStart = scanned
        lineNumber &+= 1
        return line
    }

    /// Reads field lines up to the empty line. Returns the length of the whole head once that has been seen.
    mutating func readFields(
        in bytes: Span<UInt8>, limits: HTTPLimits, inRequest: Bool
    ) throws(HTTPFault) -> Int? {
        let tooLarge = HTTPFault.Reason.headTooLarge(limit: limits.headBytes)
        while let line = try nextLine(in: bytes, limit: limits.headBytes, tooLong: tooLarge) {
            if line.isEmpty { return lineStart }
            guard fields.count < limits.fields else {
                throw HTTPFault(.tooManyFields(limit: limits.fields), line: lineNumber)
            }
            try readField(line, in: bytes, inRequest: inRequest)
        }
        return nil
    }

    @inline(__always)
    private mutating func readField(
        _ line: Range<Int>, in bytes: Span<UInt8>, inRequest: Bool
    ) throws(HTTPFault) {
        var colon = line.lowerBound
        while colon < line.upperBound, HTTPByteSet.token.contains(bytes[colon]) { colon &+= 1 }
        guard colon < line.upperBound, bytes[colon] == UInt8(ascii: ":"), colon > line.lowerBound else {
            throw HTTPFault(Self.flaw(in: bytes.extracting(line)), line: lineNumber)
        }
        let name = line.lowerBound..<colon
        let value = bytes.trimmingWhitespace(colon &+ 1..<line.upperBound)
        // Most requests have fewer than 16 fields, and then this is the only allocation.
        if fields.isEmpty { fields.reserveCapacity(16) }
        fields.append(HTTPFields.Line(name: name, value: value))
        marks.insert(bytes.extracting(name))
        try control.note(
            name: bytes.extracting(name), value: bytes.extracting(value), inRequest: inRequest, line: lineNumber)
    }

    /// Why `line` has no field name.
    private static func flaw(in line: Span<UInt8>) -> HTTPFault.Reason {
        if line[0].isSpaceOrTab { return .foldedField }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return .missingColon }
        if colon == 0 { return .emptyFieldName }
        let name = line.trimmingWhitespace(0..<colon)
        return name.upperBound < colon && line.extracting(name).consists(of: .token) ? .spaceBeforeColon : .fieldName
    }

    private func fault(_ reason: HTTPFault.Reason) -> HTTPFault {
        HTTPFault(reason, line: lineNumber &+ 1)
    }
}
