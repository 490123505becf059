/// The header lines of one part (RFC 2046 §5.1), of which only Content-Disposition is read (RFC 7578 §4.2).
struct MultipartHeaders {
    private(set) var name: String?
    private(set) var filename: String?
    /// The header lines with their ends.
    let range: Range<Int>
    /// The offset of the CRLF of the blank line. It may be the CRLF before the next delimiter as well, if the part has
    /// no content.
    var blankLine: Int { range.upperBound }

    /// Nil if the bytes end before the blank line.
    init?(in bytes: Span<UInt8>, from start: Int) throws(MultipartFault) {
        var at = start
        var disposition: Range<Int>?
        while true {
            guard let end = LineEnd.first(in: bytes, from: at), end + 1 < bytes.count else { return nil }
            guard bytes[end] == UInt8(ascii: "\r"), bytes[end + 1] == UInt8(ascii: "\n") else {
                throw MultipartFault(.invalidHeader, at: end)
            }
            if end == at { break }
            let isFolded = bytes[at] == UInt8(ascii: " ") || bytes[at] == UInt8(ascii: "\t")
            if isFolded {
                guard at > start else { throw MultipartFault(.invalidHeader, at: at) }
                if let value = disposition, value.upperBound + 2 == at { disposition = value.lowerBound..<end }
            } else if let value = try Self.value(of: "content-disposition", at..<end, in: bytes) {
                guard disposition == nil else { throw MultipartFault(.invalidDisposition, at: at) }
                disposition = value
            }
            at = end + 2
        }
        range = start..<at
        if let disposition { try read(disposition, in: bytes) }
    }

    /// The value of a header line; nil if it is another header.
    private static func value(
        of name: StaticString, _ line: Range<Int>, in bytes: Span<UInt8>
    ) throws(MultipartFault) -> Range<Int>? {
        var colon = line.lowerBound
        while colon < line.upperBound, bytes[colon] != UInt8(ascii: ":") { colon += 1 }
        guard colon > line.lowerBound, colon < line.upperBound else {
            throw MultipartFault(.invalidHeader, at: line.lowerBound)
        }
        guard colon - line.lowerBound == name.utf8CodeUnitCount else { return nil }
        for index in 0..<name.utf8CodeUnitCount {
            let byte = bytes[line.lowerBound + index]
            let lowered = UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
            guard lowered == name.utf8Start[index] else { return nil }
        }
        return colon + 1..<line.upperBound
    }

    private mutating func read(_ value: Range<Int>, in bytes: Span<UInt8>) throws(MultipartFault) {
        let text = bytes.extracting(value).withUnsafeBufferPointer { $0.filter { $0 != 0x0D && $0 != 0x0A } }
        guard let parameters = HeaderParameters(text) else {
            throw MultipartFault(.invalidDisposition, at: value.lowerBound)
        }
        let (names, filenames) = (parameters.all("name"), parameters.all("filename"))
        guard names.count <= 1, filenames.count <= 1 else {
            throw MultipartFault(.invalidDisposition, at: value.lowerBound)
        }
        name = names.first
        filename = filenames.first
    }
}
