import NIOCore
import PlanBEngine

/// Writes families and samples, in one of two formats. What does not change from line to line is made once: a gateway with many
/// targets writes more than ten thousand lines.
struct Exposition {
    /// A format that a scraper may ask for.
    enum Form {
        /// Prometheus' text format, version 0.0.4. https://prometheus.io/docs/instrumenting/exposition_formats/
        case prometheus
        /// OpenMetrics 1.0.0, which has exemplars.
        /// https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md
        case openMetrics

        /// What the `accept` header of a scraper asks for.
        init(accept: String) {
            self = accept.lowercased().contains("application/openmetrics-text") ? .openMetrics : .prometheus
        }

        var contentType: String {
            switch self {
            case .prometheus: "text/plain; version=0.0.4; charset=utf-8"
            case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
            }
        }
    }

    enum Kind: String {
        case counter
        case gauge
        case histogram
    }

    typealias Labels = [(name: String, value: String)]

    let form: Form
    private var buffer = ByteBuffer()
    private var family = ""

    init(_ form: Form = .prometheus) {
        self.form = form
        buffer.reserveCapacity(1 << 16)
    }

    /// The text, with its end.
    var bytes: ByteBuffer {
        var bytes = buffer
        if form == .openMetrics { bytes.writeStaticString("# EOF\n") }
        return bytes
    }

    /// Begins a family. Its samples follow.
    mutating func family(_ name: String, _ kind: Kind, _ help: String) {
        family = name
        // In OpenMetrics the family of a counter has not the suffix that its samples have.
        let isBare = form == .openMetrics && kind == .counter && name.hasSuffix("_total")
        let title = isBare ? String(name.dropLast(6)) : name
        buffer.writeString("# HELP \(title) \(help)\n# TYPE \(title) \(kind.rawValue)\n")
    }

    /// A sample of the family.
    mutating func sample(_ labels: Labels = [], _ value: Int) {
        sample(labels, String(value))
    }

    /// A sample of the family. `value` is a number as text.
    mutating func sample(_ labels: Labels = [], _ value: String) {
        head(labels)
        buffer.writeString(value)
        buffer.writeStaticString("\n")
    }

    /// A sample of the family.
    mutating func sample(_ labels: Labels = [], _ value: Double) { sample(labels, Self.text(value)) }

    /// A family with one sample, which has no labels.
    mutating func single(_ name: String, _ kind: Kind, _ help: String, _ value: Int) {
        family(name, kind, help)
        sample([], value)
    }

    /// One histogram of the family.
    mutating func histogram(_ labels: Labels = [], _ histogram: Histogram) {
        let text = Self.text(labels)
        var bucket = "\(family)_bucket{\(text)\(text.isEmpty ? "" : ",")le=\""
        let lines = HistogramLines(histogram, hasExemplars: form == .openMetrics)
        bucket.withUTF8 { start in
            _ = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: lines.mostBytes(start: start.count)) { room in
                lines.write(start: start, to: room)
            }
        }
        let tail = text.isEmpty ? " " : "{\(text)} "
        let value = Double(histogram.sum) / histogram.scale.unitsInSecond
        buffer.writeString("\(family)_sum\(tail)\(value)\n\(family)_count\(tail)\(histogram.total)\n")
    }

    private mutating func head(_ labels: Labels) {
        buffer.writeString(family)
        if labels.isEmpty { buffer.writeStaticString(" ") } else { buffer.writeString("{\(Self.text(labels))} ") }
    }

    /// `value` divided by a power of ten, exactly.
    static func decimal(_ value: Int, digits: Int) -> String {
        let text = String(value.magnitude)
        let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
        return "\(value < 0 ? "-" : "")\(padded.dropLast(digits)).\(padded.suffix(digits))"
    }

    /// A number as both formats write it.
    static func text(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        return value.isInfinite ? value < 0 ? "-Inf" : "+Inf" : String(value)
    }

    private static func text(_ labels: Labels) -> String {
        var text = ""
        for label in labels {
            text += text.isEmpty ? "" : ","
            text += label.name
            text += "=\""
            text += escaped(label.value)
            text += "\""
        }
        return text
    }

    private static func escaped(_ value: String) -> String {
        guard value.utf8.contains(where: { $0 == 0x5C || $0 == 0x22 || $0 == 0x0A }) else { return value }
        var text = ""
        for character in value.unicodeScalars {
            switch character {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(character)
            }
        }
        return text
    }
}
