import Foundation

/// An answer taken apart by hand, with no code of the gateway.
struct Answer: Sendable {
    let status: Int
    let head: String
    let body: [UInt8]
    /// The end of the body was told, by its length or by a last chunk.
    let isComplete: Bool
    /// Interim answers (1xx) that came before.
    let interim: [Int]

    var text: String { String(decoding: body, as: UTF8.self) }

    func header(_ name: String) -> String? {
        head.components(separatedBy: "\r\n").dropFirst()
            .first { $0.lowercased().hasPrefix(name.lowercased() + ":") }
            .map { $0.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces) }
    }

    /// The member of the JSON body at `path`, such as `error.code`.
    func json(_ path: String) -> Any? {
        let names = path.split(separator: ".").map(String.init)
        var value: Any? = try? JSONSerialization.jsonObject(with: Data(body))
        for name in names { value = (value as? [String: Any])?[name] }
        return value
    }

    init(_ bytes: ArraySlice<UInt8>) {
        var start = bytes.startIndex
        var interim: [Int] = []
        while true {
            let end = Self.headEnd(bytes, start) ?? bytes.endIndex
            let head = String(decoding: bytes[start..<end], as: UTF8.self)
            let status = Int(head.split(separator: " ", maxSplits: 2).dropFirst().first ?? "") ?? 0
            if (100..<200).contains(status), end < bytes.endIndex {
                interim.append(status)
                start = end
                continue
            }
            self.head = head
            self.status = status
            self.interim = interim
            start = end
            break
        }
        switch Self.framing(head) {
        case .chunked:
            let (ranges, end) = Self.chunks(bytes, start)
            body = ranges.flatMap { bytes[$0] }
            isComplete = end != nil
        case .length(let length):
            body = Array(bytes[start...].prefix(length))
            isComplete = body.count == length
        case .untilClose:
            body = Array(bytes[start...])
            isComplete = false
        }
    }

    /// Where the answer that begins at `start` ends; nil if that is still to come.
    static func end(of bytes: [UInt8], from start: Int, isHead: Bool, atEnd: Bool) -> Int? {
        var start = start
        let all = bytes[...]
        while let end = headEnd(all, start) {
            let head = String(decoding: bytes[start..<end], as: UTF8.self)
            if head.hasPrefix("HTTP/1.1 1") {
                start = end
                continue
            }
            if isHead { return end }
            switch framing(head) {
            case .chunked: return chunks(all, end).end ?? (atEnd ? bytes.count : nil)
            case .length(let length):
                return bytes.count - end >= length ? end + length : atEnd ? bytes.count : nil
            case .untilClose: return atEnd ? bytes.count : nil
            }
        }
        return nil
    }

    private enum Framing { case length(Int), chunked, untilClose }

    private static func framing(_ head: String) -> Framing {
        let lower = head.lowercased()
        if lower.contains("\r\ntransfer-encoding: chunked\r\n") { return .chunked }
        guard let range = lower.range(of: "\r\ncontent-length: ") else { return .untilClose }
        return .length(Int(lower[range.upperBound...].prefix { $0.isNumber }) ?? 0)
    }

    private static func headEnd(_ bytes: ArraySlice<UInt8>, _ start: Int) -> Int? {
        var index = start
        while index + 3 < bytes.endIndex {
            if bytes[index] == 13, bytes[index + 1] == 10, bytes[index + 2] == 13, bytes[index + 3] == 10 {
                return index + 4
            }
            index += 1
        }
        return nil
    }

    /// The data of the chunks, and where the body ends.
    private static func chunks(_ bytes: ArraySlice<UInt8>, _ start: Int) -> (ranges: [Range<Int>], end: Int?) {
        var ranges: [Range<Int>] = []
        var index = start
        while let lineEnd = bytes[index...].prefix(20).firstIndex(of: 10) {
            guard let size = Int(String(decoding: bytes[index..<(lineEnd - 1)], as: UTF8.self), radix: 16) else {
                break
            }
            index = lineEnd + 1
            if size == 0 { return (ranges, index + 2 <= bytes.endIndex ? index + 2 : nil) }
            ranges.append(index..<min(index + size, bytes.endIndex))
            guard index + size + 2 <= bytes.endIndex else { break }
            index += size + 2
        }
        return (ranges, nil)
    }
}
