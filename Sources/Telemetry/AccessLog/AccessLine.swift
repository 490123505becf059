public import PlanBLedger
import PlanBVocabulary

/// The line of a request: a JSON object of the members named here and no others. Nothing of what was asked or answered is among
/// them, no credential, and no label that a client chose but the name of the model, which is bounded.
public enum AccessLine {
    /// The longest text, in Unicode scalars.
    static let longest = 128

    /// Appends the line of `request`, with its line end, to `line`.
    public static func append(_ request: RequestEntry, to line: inout [UInt8]) {
        var object = LineObject(line: line)
        line = []
        object.text("time", LedgerTime.text(milliseconds: request.time))
        object.text("request", request.id)
        object.text("key", request.key)
        if !request.team.isEmpty { object.text("team", request.team) }
        object.text("route", request.route)
        object.text("dialect", request.dialect.rawValue)
        object.text("operation", request.operation.rawValue)
        object.text("model", request.model)
        object.flag("stream", request.isStream)
        object.text("outcome", request.outcome.rawValue)
        object.number("status", request.status)
        if !request.code.isEmpty { object.text("code", request.code) }
        if let target = request.target { object.text("target", target) }
        object.number("attempts", request.attempts)
        object.milliseconds("ms", request.duration)
        if let commit = request.commitAfter { object.milliseconds("first_ms", commit) }
        object.number("bytes_in", request.bytesIn)
        if let usage = request.usage {
            object.number("input_tokens", usage.input)
            object.number("output_tokens", usage.output)
            if usage.cachedInput > 0 { object.number("cached_tokens", usage.cachedInput) }
            if request.isEstimated { object.flag("estimated", true) }
        }
        if let cost = request.cost { object.dollars("cost_usd", cost) }
        if let trace = request.trace { object.text("trace", trace.trace.text) }
        object.number("generation", request.generation)
        line = object.end()
    }
}

/// A JSON object on one line, in ASCII but for letters of other scripts.
private struct LineObject {
    private var line: [UInt8]
    private var isFirst = true

    init(line: [UInt8]) {
        self.line = line
        self.line.append(UInt8(ascii: "{"))
    }

    consuming func end() -> [UInt8] {
        line.append(contentsOf: "}\n".utf8)
        return line
    }

    mutating func text(_ name: StaticString, _ text: String) {
        key(name)
        line.append(UInt8(ascii: "\""))
        var left = AccessLine.longest
        for scalar in text.unicodeScalars {
            guard left > 0 else {
                line.append(contentsOf: "…".utf8)
                break
            }
            left -= 1
            append(scalar)
        }
        line.append(UInt8(ascii: "\""))
    }

    mutating func number(_ name: StaticString, _ number: Int) {
        key(name)
        line.append(contentsOf: String(number).utf8)
    }

    mutating func flag(_ name: StaticString, _ flag: Bool) {
        key(name)
        line.append(contentsOf: (flag ? "true" : "false").utf8)
    }

    /// With three digits behind the point: a gateway's own errors take microseconds.
    mutating func milliseconds(_ name: StaticString, _ span: Instant.Span) {
        key(name)
        decimal(Int(max(0, span.nanoseconds) / 1000), digits: 3)
    }

    /// From nanodollars, exactly.
    mutating func dollars(_ name: StaticString, _ nanodollars: Int) {
        key(name)
        if nanodollars < 0 { line.append(UInt8(ascii: "-")) }
        decimal(Int(clamping: nanodollars.magnitude), digits: 9)
    }

    private mutating func decimal(_ value: Int, digits: Int) {
        var unit = 1
        for _ in 0..<digits { unit *= 10 }
        line.append(contentsOf: String(value / unit).utf8)
        let rest = String(value % unit)
        line.append(UInt8(ascii: "."))
        line.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: digits - rest.utf8.count))
        line.append(contentsOf: rest.utf8)
    }

    private mutating func key(_ name: StaticString) {
        if !isFirst { line.append(UInt8(ascii: ",")) }
        isFirst = false
        line.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { line.append(contentsOf: $0) }
        line.append(contentsOf: "\":".utf8)
    }

    /// What controls a terminal, turns the direction of text or cannot be seen is escaped: a reader must not take one line for
    /// another.
    private mutating func append(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\"", "\\":
            line.append(UInt8(ascii: "\\"))
            line.append(UInt8(truncatingIfNeeded: scalar.value))
        case " "..."~": line.append(UInt8(truncatingIfNeeded: scalar.value))
        case _ where Self.isVisible(scalar): line.append(contentsOf: String(scalar).utf8)
        default: for unit in String(scalar).utf16 { escape(unit) }
        }
    }

    private mutating func escape(_ unit: UInt16) {
        line.append(contentsOf: "\\u".utf8)
        for shift in stride(from: UInt16(12), through: 0, by: -4) {
            let digit = UInt8(truncatingIfNeeded: unit >> shift) & 15
            line.append(digit < 10 ? 48 + digit : 87 + digit)
        }
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: scalar.properties.isDefaultIgnorableCodePoint == false
        }
    }
}
