extension JSONCursor {
    /// Passes one value of any kind and validates all of it. Uses no recursion: the open containers are bits of a word.
    /// - Returns: the kind and the bytes of the value.
    public mutating func skipValue(in bytes: Span<UInt8>) throws(JSONFault) -> JSONValueRange {
        let start = JSONScan.whitespace(in: bytes, from: offset)
        guard start < bytes.count, let kind = JSONKind(firstByte: bytes[start]) else {
            throw .unexpected(in: bytes, at: start, expected: .value)
        }
        offset = try passValue(in: bytes, from: start)
        isFirst = false
        return JSONValueRange(kind: kind, bytes: start..<offset)
    }

    private mutating func passValue(in bytes: Span<UInt8>, from start: Int) throws(JSONFault) -> Int {
        var at = start
        var passed = members
        var open = OpenContainers(available: limits.depth - depth)

        while true {
            at = try passFirst(in: bytes, from: at, opening: &open, counting: &passed)
            // After a value: close what ends here, up to the next comma.
            while true {
                if open.isEmpty {
                    members = passed
                    return at
                }
                at = JSONScan.whitespace(in: bytes, from: at)
                guard at < bytes.count else { throw JSONFault(.unexpectedEnd, at: at) }
                if bytes[at] == UInt8(ascii: ",") { break }
                guard bytes[at] == open.innermostBracket else {
                    throw .unexpected(
                        in: bytes, at: at, expected: open.innermostIsObject ? .commaOrBrace : .commaOrBracket)
                }
                open.pop()
                at += 1
            }
            at = JSONScan.whitespace(in: bytes, from: at + 1)
            if open.innermostIsObject { at = try passKey(in: bytes, from: at, counting: &passed) }
        }
    }

    /// Passes a scalar or an empty container whole, of any other container only what stands before its first scalar.
    @inline(__always)
    private func passFirst(
        in bytes: Span<UInt8>, from start: Int, opening open: inout OpenContainers, counting passed: inout Int
    ) throws(JSONFault) -> Int {
        var at = start
        while true {
            guard at < bytes.count else { throw JSONFault(.unexpectedEnd, at: at) }
            switch bytes[at] {
            case UInt8(ascii: "\""): return try JSONScan.string(in: bytes, from: at + 1)
            case UInt8(ascii: "{"):
                guard open.push(isObject: true) else { throw JSONFault(.depth, at: at) }
                at = JSONScan.whitespace(in: bytes, from: at + 1)
                if at < bytes.count, bytes[at] == UInt8(ascii: "}") {
                    open.pop()
                    return at + 1
                }
                at = try passKey(in: bytes, from: at, counting: &passed)
            case UInt8(ascii: "["):
                guard open.push(isObject: false) else { throw JSONFault(.depth, at: at) }
                at = JSONScan.whitespace(in: bytes, from: at + 1)
                if at < bytes.count, bytes[at] == UInt8(ascii: "]") {
                    open.pop()
                    return at + 1
                }
            case UInt8(ascii: "t"): return try JSONScan.literal("true", in: bytes, from: at)
            case UInt8(ascii: "f"): return try JSONScan.literal("false", in: bytes, from: at)
            case UInt8(ascii: "n"): return try JSONScan.literal("null", in: bytes, from: at)
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                return try JSONScan.number(in: bytes, from: at)
            default: throw .unexpected(in: bytes, at: at, expected: .value)
            }
        }
    }

    @inline(__always)
    private func passKey(
        in bytes: Span<UInt8>, from start: Int, counting passed: inout Int
    ) throws(JSONFault) -> Int {
        let key = try JSONScan.key(in: bytes, from: start)
        guard passed < limits.members else { throw JSONFault(.tooManyMembers, at: start) }
        passed += 1
        return JSONScan.whitespace(in: bytes, from: key.value)
    }
}

/// A stack of at most 64 open containers: bit 0 tells of the innermost one whether it is an object.
private struct OpenContainers {
    private var areObjects: UInt64 = 0
    private var count = 0
    private let available: Int

    init(available: Int) { self.available = min(available, JSONLimits.greatestDepth) }

    var isEmpty: Bool { count == 0 }
    var innermostIsObject: Bool { areObjects & 1 == 1 }
    var innermostBracket: UInt8 { innermostIsObject ? UInt8(ascii: "}") : UInt8(ascii: "]") }

    /// False if no more container may be opened.
    mutating func push(isObject: Bool) -> Bool {
        guard count < available else { return false }
        count += 1
        areObjects = areObjects << 1 | (isObject ? 1 : 0)
        return true
    }

    mutating func pop() {
        count -= 1
        areObjects >>= 1
    }
}
