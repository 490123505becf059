/// The parts of a `multipart/form-data` body (RFC 7578), as far as an answer depends on them.
struct Multipart: Equatable {
    struct Part: Equatable {
        var name: String
        var fileName: String?
        var bytes: [UInt8]

        var text: String { String(decoding: bytes, as: UTF8.self) }
    }

    var parts: [Part] = []

    /// The first part with this name.
    subscript(_ name: String) -> Part? { parts.first { $0.name == name } }

    /// Reads `body`; nil when the content type has no boundary, or the body not a single delimiter.
    init?(_ body: [UInt8], contentType: String) {
        guard contentType.lowercased().hasPrefix("multipart/"),
            let boundary = Self.parameter("boundary", of: contentType), !boundary.isEmpty
        else { return nil }
        let delimiter = Array("--\(boundary)".utf8)
        let marks = Self.lineStarts(of: delimiter, in: body)
        guard !marks.isEmpty else { return nil }
        for (mark, next) in zip(marks, marks.dropFirst()) {
            let section = body[(mark + delimiter.count)..<next]
            if let part = Self.part(section) { parts.append(part) }
        }
    }

    /// The value of a parameter of a header line, quoted or not.
    private static func parameter(_ name: String, of line: String) -> String? {
        for field in line.split(separator: ";").dropFirst() {
            let sides = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2, sides[0].trimmed.equalsIgnoringCase(name) else { continue }
            let value = sides[1].trimmed
            return value.count >= 2 && value.first == "\"" && value.last == "\""
                ? String(value.dropFirst().dropLast()) : value
        }
        return nil
    }

    /// Where `delimiter` stands at the start of a line.
    private static func lineStarts(of delimiter: [UInt8], in body: [UInt8]) -> [Int] {
        guard let first = delimiter.first else { return [] }
        var found: [Int] = []
        var index = 0
        while let start = body[index...].firstIndex(of: first) {
            let atLineStart = start == 0 || body[start - 1] == 0x0A
            if atLineStart, body[start...].starts(with: delimiter) { found.append(start) }
            index = start + 1
        }
        return found
    }

    /// Between two delimiters: a line end, header lines, a blank line, the content, a line end.
    private static func part(_ section: ArraySlice<UInt8>) -> Part? {
        let blank: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A]
        var start = section.startIndex
        while start < section.endIndex, !section[start...].starts(with: blank) { start += 1 }
        guard start < section.endIndex else { return nil }
        let head = String(decoding: section[..<start], as: UTF8.self)
        let content = section[(start + blank.count)...].dropLast(2)
        let lines = head.split { $0.isNewline }
        guard
            let line = lines.first(where: { $0.lowercased().hasPrefix("content-disposition:") }),
            let name = parameter("name", of: String(line))
        else { return nil }
        return Part(name: name, fileName: parameter("filename", of: String(line)), bytes: Array(content))
    }
}
