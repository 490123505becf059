public import PlanBLedger
import PlanBVocabulary

/// The line of a request: a JSON object of the members named here and no others. Nothing of what was asked or answered is among
/// them, no credential, and no label that a client chose but the name of the model, which is bounded.
public enum AccessLine {
    /// The longest text, in Unicode scalars.
    static let longest = 128

    /// Appends the line of `request`, with its line end, to `lines`. On event loops: no text is copied on its own.
    public static func append(_ request: borrowing RequestEntry, to lines: inout RecordBuffer) {
        var object = LineObject()
        object.text("time", LedgerTime.text(milliseconds: request.time), &lines)
        object.text("request", request.id, &lines)
        object.text("key", request.key, &lines)
        if !request.team.isEmpty { object.text("team", request.team, &lines) }
        object.text("route", request.route, &lines)
        object.text("dialect", request.dialect.rawValue, &lines)
        object.text("operation", request.operation.rawValue, &lines)
        object.text("model", request.model, &lines)
        object.flag("stream", request.isStream, &lines)
        object.text("outcome", request.outcome.rawValue, &lines)
        object.number("status", request.status, &lines)
        if !request.code.isEmpty { object.text("code", request.code, &lines) }
        if let target = request.target { object.text("target", target, &lines) }
        object.number("attempts", request.attempts, &lines)
        object.milliseconds("ms", request.duration, &lines)
        if let commit = request.commitAfter { object.milliseconds("first_ms", commit, &lines) }
        object.number("bytes_in", request.bytesIn, &lines)
        if let usage = request.usage {
            object.number("input_tokens", usage.input, &lines)
            object.number("output_tokens", usage.output, &lines)
            if usage.cachedInput > 0 { object.number("cached_tokens", usage.cachedInput, &lines) }
            if request.isEstimated { object.flag("estimated", true, &lines) }
        }
        if let cost = request.cost { object.dollars("cost_usd", cost, &lines) }
        if let trace = request.trace { object.text("trace", trace.trace.text, &lines) }
        object.number("generation", request.generation, &lines)
        lines.append("}\n")
    }
}

/// A JSON object on one line, in ASCII but for letters of other scripts.
private struct LineObject {
    private var isFirst = true

    mutating func text(_ name: StaticString, _ text: String, _ line: inout RecordBuffer) {
        key(name, &line)
        line.byte(UInt8(ascii: "\""))
        if !Self.appendPlain(text, &line) { Self.appendAny(text, &line) }
        line.byte(UInt8(ascii: "\""))
    }

    mutating func number(_ name: StaticString, _ number: Int, _ line: inout RecordBuffer) {
        key(name, &line)
        if number < 0 { line.byte(UInt8(ascii: "-")) }
        line.decimal(number.magnitude)
    }

    mutating func flag(_ name: StaticString, _ flag: Bool, _ line: inout RecordBuffer) {
        key(name, &line)
        line.append(flag ? "true" : "false")
    }

    /// With three digits behind the point: a gateway's own errors take microseconds.
    mutating func milliseconds(_ name: StaticString, _ span: Instant.Span, _ line: inout RecordBuffer) {
        key(name, &line)
        let microseconds = UInt(max(0, span.nanoseconds) / 1000)
        line.decimal(microseconds / 1000)
        line.byte(UInt8(ascii: "."))
        line.decimal(microseconds % 1000, digits: 3)
    }

    /// From nanodollars, exactly.
    mutating func dollars(_ name: StaticString, _ nanodollars: Int, _ line: inout RecordBuffer) {
        key(name, &line)
        if nanodollars < 0 { line.byte(UInt8(ascii: "-")) }
        line.decimal(nanodollars.magnitude / 1_000_000_000)
        line.byte(UInt8(ascii: "."))
        line.decimal(nanodollars.magnitude % 1_000_000_000, digits: 9)
    }

    private mutating func key(_ name: StaticString, _ line: inout RecordBuffer) {
        line.append(isFirst ? "{\"" : ",\"")
        isFirst = false
        line.append(name)
        line.append("\":")
    }

    /// Appends a text as it is, if it is short and nothing in it needs to be escaped, as almost all are.
    private static func appendPlain(_ text: String, _ line: inout RecordBuffer) -> Bool {
        let isDone = text.utf8.withContiguousStorageIfAvailable { bytes in
            guard bytes.count <= AccessLine.longest else { return false }
            var isPlain = true
            for byte in bytes {
                let isOther =
                    (byte < 0x20) || (byte > 0x7E) || (byte == UInt8(ascii: "\"")) || (byte == UInt8(ascii: "\\"))
                isPlain = isPlain && !isOther
            }
            if isPlain { line.raw(UnsafeRawBufferPointer(bytes)) }
            return isPlain
        }
        return isDone ?? false
    }

    private static func appendAny(_ text: String, _ line: inout RecordBuffer) {
        var left = AccessLine.longest
        for scalar in text.unicodeScalars {
            guard left > 0 else { return line.append("…") }
            left -= 1
            append(scalar, &line)
        }
    }

    /// What controls a terminal, turns the direction of text or cannot be seen is escaped: a reader must not take one line for
    /// another.
    private static func append(_ scalar: Unicode.Scalar, _ line: inout RecordBuffer) {
        switch scalar {
        case "\"", "\\":
            line.byte(UInt8(ascii: "\\"))
            line.byte(UInt8(truncatingIfNeeded: scalar.value))
        case " "..."~": line.byte(UInt8(truncatingIfNeeded: scalar.value))
        case _ where isVisible(scalar): for byte in String(scalar).utf8 { line.byte(byte) }
        default: for unit in String(scalar).utf16 { escape(unit, &line) }
        }
    }

    private static func escape(_ unit: UInt16, _ line: inout RecordBuffer) {
        line.append("\\u")
        for shift in stride(from: UInt16(12), through: 0, by: -4) {
            let digit = UInt8(truncatingIfNeeded: unit >> shift) & 15
            line.byte(digit < 10 ? 48 + digit : 87 + digit)
        }
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: scalar.properties.isDefaultIgnorableCodePoint == false
        }
    }
}

extension RecordBuffer {
    fileprivate mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { raw(UnsafeRawBufferPointer($0)) }
    }

    /// A number in decimal digits, with zeros before it up to as many digits.
    fileprivate mutating func decimal(_ number: UInt, digits: Int = 1) {
        var unit: UInt = 1
        var count = 1
        while count < digits || number / unit >= 10 {
            unit *= 10
            count += 1
        }
        while unit > 0 {
            byte(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / unit % 10))
            unit /= 10
        }
    }
}
