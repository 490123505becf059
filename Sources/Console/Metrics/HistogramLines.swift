import PlanBEngine
import PlanBVocabulary

/// The buckets of one histogram as lines. They are most of what a scrape is, so that they are written straight into memory: what
/// is the same in all lines is copied, and no line makes a string of its own.
struct HistogramLines {
    private let histogram: Histogram
    private let hasExemplars: Bool
    private let bounds: [[UInt8]]

    init(_ histogram: Histogram, hasExemplars: Bool) {
        self.histogram = histogram
        self.hasExemplars = hasExemplars && !histogram.exemplars.isEmpty
        bounds = Self.bounds(histogram.scale)
    }

    /// The most that the lines take, each beginning with `start` bytes: a bound, a number, an exemplar, and a line end.
    func mostBytes(start: Int) -> Int { histogram.counts.count * (start + 32 + 20 + (hasExemplars ? 128 : 0) + 1) }

    /// Writes the lines, each beginning with the bytes of `start`, and gives how many bytes they take. `room` has at least
    /// `mostBytes`.
    func write(start: UnsafeBufferPointer<UInt8>, to room: UnsafeMutableRawBufferPointer) -> Int {
        var line = Writer(room: room)
        var sum = 0
        for place in histogram.counts.indices {
            sum &+= histogram.counts[place]
            line.add(UnsafeRawBufferPointer(start))
            bounds[place].withUnsafeBytes { line.add($0) }
            line.add(sum)
            if hasExemplars, let exemplar = histogram.exemplars[place] {
                var text = Self.text(exemplar, histogram.scale)
                text.withUTF8 { line.add(UnsafeRawBufferPointer($0)) }
            }
            line.add(UInt8(ascii: "\n"))
        }
        return line.count
    }

    private static func text(_ exemplar: Histogram.Exemplar, _ scale: Histogram.Scale) -> String {
        let value = Double(exemplar.value) / scale.unitsInSecond
        let time = Exposition.decimal(Int(exemplar.time), digits: 3)
        return " # {trace_id=\"\(exemplar.trace.text)\"} \(value) \(time)"
    }

    /// Fills memory from its beginning.
    private struct Writer {
        let room: UnsafeMutableRawBufferPointer
        private(set) var count = 0

        init(room: UnsafeMutableRawBufferPointer) { self.room = room }

        mutating func add(_ bytes: UnsafeRawBufferPointer) {
            UnsafeMutableRawBufferPointer(rebasing: room[count...]).copyMemory(from: bytes)
            count += bytes.count
        }

        mutating func add(_ byte: UInt8) {
            room[count] = byte
            count += 1
        }

        /// A number that is not below 0, in decimal digits.
        mutating func add(_ number: Int) {
            var (rest, digits) = (number, 1)
            while rest >= 10 {
                rest /= 10
                digits += 1
            }
            rest = number
            for place in stride(from: count + digits - 1, through: count, by: -1) {
                room[place] = UInt8(truncatingIfNeeded: 48 + rest % 10)
                rest /= 10
            }
            count += digits
        }
    }

    /// What follows `le="` in each line, up to the value.
    private static func bounds(_ scale: Histogram.Scale) -> [[UInt8]] {
        switch scale {
        case .answers: answers
        case .own: own
        case .tokens: tokens
        }
    }

    private static let answers = ends(.answers)
    private static let own = ends(.own)
    private static let tokens = ends(.tokens)

    private static func ends(_ scale: Histogram.Scale) -> [[UInt8]] {
        (scale.bounds.map { "\(Double($0) / scale.unitsInSecond)\"} " } + ["+Inf\"} "]).map { Array($0.utf8) }
    }
}
