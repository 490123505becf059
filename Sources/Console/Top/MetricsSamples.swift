/// The samples of a page of metrics in Prometheus' text format, as a command reads them. Lines that are none are left out.
/// https://prometheus.io/docs/instrumenting/exposition_formats/
struct MetricsSamples {
    /// One sample.
    struct Sample: Equatable {
        var labels: [String: String]
        var value: Double

        /// The value as a count; 0 for what is none.
        var count: Int { value.isFinite && value > 0 && value < 1e15 ? Int(value) : 0 }
    }

    private var byName: [String: [Sample]] = [:]

    /// Reads `text`.
    init(_ text: String) {
        for line in text.utf8.split(separator: UInt8(ascii: "\n")) where line.first != UInt8(ascii: "#") {
            var reader = Reader(rest: line)
            guard let (name, sample) = reader.sample() else { continue }
            byName[name, default: []].append(sample)
        }
    }

    /// All samples called `name`.
    func named(_ name: String) -> [Sample] { byName[name] ?? [] }

    /// The sum of the samples called `name`.
    func total(_ name: String) -> Int { named(name).reduce(0) { $0 + $1.count } }

    private struct Reader {
        var rest: Substring.UTF8View.SubSequence

        mutating func sample() -> (String, Sample)? {
            let name = take { $0 != UInt8(ascii: "{") && $0 != UInt8(ascii: " ") }
            guard !name.isEmpty else { return nil }
            var labels: [String: String] = [:]
            if skip(UInt8(ascii: "{")) {
                while let first = rest.first, first != UInt8(ascii: "}") {
                    let label = take { $0 != UInt8(ascii: "=") }
                    guard skip(UInt8(ascii: "=")), let value = quoted() else { return nil }
                    labels[label] = value
                    _ = skip(UInt8(ascii: ","))
                }
                guard skip(UInt8(ascii: "}")) else { return nil }
            }
            guard skip(UInt8(ascii: " ")) else { return nil }
            // What follows the value is a time, or an exemplar.
            guard let value = Double(take { $0 != UInt8(ascii: " ") }) else { return nil }
            return (name, Sample(labels: labels, value: value))
        }

        private mutating func take(while isPart: (UInt8) -> Bool) -> String {
            let part = rest.prefix(while: isPart)
            rest = rest[part.endIndex...]
            return String(decoding: part, as: UTF8.self)
        }

        private mutating func skip(_ byte: UInt8) -> Bool {
            guard rest.first == byte else { return false }
            rest = rest.dropFirst()
            return true
        }

        private mutating func quoted() -> String? {
            guard skip(UInt8(ascii: "\"")) else { return nil }
            var bytes: [UInt8] = []
            while let byte = rest.first {
                rest = rest.dropFirst()
                switch byte {
                case UInt8(ascii: "\""): return String(decoding: bytes, as: UTF8.self)
                case UInt8(ascii: "\\"):
                    guard let next = rest.first else { return nil }
                    rest = rest.dropFirst()
                    bytes.append(next == UInt8(ascii: "n") ? UInt8(ascii: "\n") : next)
                default: bytes.append(byte)
                }
            }
            return nil
        }
    }
}
