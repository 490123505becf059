/// Figures over places that have names: days, minutes, classes. Drawn as SVG without any style of its own: colours come from the
/// classes `plot-0` to `plot-7`, so that a strict content security policy can stand.
public struct Plot: Sendable {
    /// How it is drawn.
    public enum Form: Sendable {
        /// A line for each series; nothing is drawn where a value is missing.
        case lines
        /// Bars, those of one place on top of each other.
        case bars
    }

    /// Some figures, one for each place.
    public struct Series: Sendable, Equatable {
        /// For the legend.
        public var name: String
        /// The value of each place; nil: there is none. What is negative is drawn as nothing.
        public var values: [Double?]
        /// Which colour it has; nil: that of its turn.
        public var colour: Int?

        /// A series.
        public init(_ name: String, _ values: [Double?], colour: Int? = nil) {
            self.name = name
            self.values = values
            self.colour = colour
        }
    }

    /// A line across, such as that of a percentile.
    public struct Mark: Sendable, Equatable {
        /// What it says.
        public var name: String
        /// Where it is, in places: 1.5 is between the second and the third.
        public var place: Double

        /// A line.
        public init(_ name: String, at place: Double) {
            self.name = name
            self.place = place
        }
    }

    /// Series beyond have the colours of the first ones again.
    public static let colours = 8

    /// What it shows.
    public var title: String
    /// What there is to see, in a sentence, for those who cannot see it.
    public var summary: String
    /// How it is drawn.
    public var form: Form
    /// The names of the places.
    public var places: [String]
    /// What places are called together: `day`.
    public var axis: String
    /// The figures.
    public var series: [Series]
    /// Lines across.
    public var marks: [Mark]
    /// How a value is written.
    public var format: @Sendable (Double) -> String

    /// A plot.
    public init(
        _ title: String, summary: String, _ form: Form, over axis: String, places: [String], series: [Series],
        marks: [Mark] = [], format: @escaping @Sendable (Double) -> String = Plot.short
    ) {
        self.title = title
        self.summary = summary
        self.form = form
        self.axis = axis
        self.places = places
        self.series = series
        self.marks = marks
        self.format = format
    }

    /// The same as a table: a row for each place.
    public var table: (header: [String], rows: [[String]]) {
        let rows = places.indices.map { place in
            [places[place]] + series.map { $0.value(at: place).map(format) ?? "-" }
        }
        return ([axis] + series.map(\.name), rows)
    }

    /// The class of the colour of a series.
    public func colour(of index: Int) -> String {
        let turn = series.indices.contains(index) ? series[index].colour ?? index : index
        return "plot-\(Int(turn.magnitude) % Self.colours)"
    }

    /// `1.2k`, `35M`: short enough for an axis.
    public static let short: @Sendable (Double) -> String = { number in
        guard number.isFinite else { return "?" }
        let sign = number < 0 ? "-" : ""
        let magnitude = number.magnitude
        let units: [(Double, String)] = [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")]
        for (size, letter) in units where magnitude >= size {
            return sign + digits(min(magnitude / size, 1e9)) + letter
        }
        return sign + digits(magnitude)
    }

    /// Three digits, without zeros at the end; of what is less than one two of those that count, down to a millionth.
    private static func digits(_ number: Double) -> String {
        var (places, factor) = number >= 100 ? (0, 1.0) : number >= 10 ? (1, 10) : (2, 100)
        while number > 0, number * factor < 10, places < 6, number < 1 { (places, factor) = (places + 1, factor * 10) }
        let scaled = Int((number * factor).rounded())
        var fraction = places == 0 ? "" : String(String(Int(factor) + scaled % Int(factor)).dropFirst())
        while fraction.hasSuffix("0") { fraction.removeLast() }
        return "\(scaled / Int(factor))" + (fraction.isEmpty ? "" : "." + fraction)
    }
}

extension Plot.Series {
    /// The value of a place, as it is drawn; nil: there is none.
    func value(at place: Int) -> Double? {
        guard values.indices.contains(place), let value = values[place], value.isFinite else { return nil }
        return max(0, value)
    }
}
