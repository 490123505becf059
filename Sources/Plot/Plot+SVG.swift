extension Plot {
    /// The drawing. Its title and summary are in it for screen readers; each figure has a title of its own.
    ///
    /// - Parameter id: what names in the drawing begin with; different for each one of a page. Letters, digits and hyphens.
    public func svg(id: String) -> String {
        let frame = Frame(self)
        var svg =
            "<svg class=\"plot\" viewBox=\"0 0 \(Frame.width) \(Frame.height)\" role=\"img\" "
            + "aria-labelledby=\"\(PlotText.escaped(id))-title \(PlotText.escaped(id))-desc\">"
        svg += "<title id=\"\(PlotText.escaped(id))-title\">\(PlotText.escaped(title))</title>"
        svg += "<desc id=\"\(PlotText.escaped(id))-desc\">\(PlotText.escaped(summary))</desc>"
        svg += frame.axes(self)
        svg += form == .bars ? frame.bars(self) : frame.lines(self)
        svg += frame.marks(self)
        return svg + "</svg>"
    }

    /// The largest value that has to fit.
    fileprivate var most: Double {
        switch form {
        case .lines: series.flatMap { $0.values.compactMap(\.self) }.filter(\.isFinite).max() ?? 0
        case .bars: places.indices.map { place in series.reduce(0) { $0 + ($1.value(at: place) ?? 0) } }.max() ?? 0
        }
    }
}

/// Where everything is, in units of the drawing.
private struct Frame {
    static let width = 720
    static let height = 240
    private static let top = 18.0
    private static let right = 708.0
    private static let bottom = 212.0
    /// About how wide a character is.
    private static let character = 6.6

    let scale: PlotScale
    let left: Double
    let slot: Double

    init(_ plot: Plot) {
        let most = plot.most
        scale = PlotScale(upTo: most, isWhole: plot.series.allSatisfy { $0.values.allSatisfy(Self.isWhole) })
        let widest = scale.ticks.map { plot.format($0).count }.max() ?? 1
        left = min(160, 14 + Double(widest) * Self.character)
        slot = (Self.right - left) / Double(max(1, plot.places.count))
    }

    private static func isWhole(_ value: Double?) -> Bool { value.map { $0 == $0.rounded() } ?? true }

    /// The middle of a place.
    func x(_ place: Double) -> Double { left + (place + 0.5) * slot }

    func y(_ value: Double) -> Double { Self.bottom - (Self.bottom - Self.top) * min(1, value / scale.top) }

    func axes(_ plot: Plot) -> String {
        var svg = ""
        for tick in scale.ticks {
            let y = PlotText.place(y(tick))
            svg += "<path class=\"grid\" d=\"M\(PlotText.place(left)) \(y)H\(PlotText.place(Self.right))\"/>"
            svg += text(plot.format(tick), x: left - 6, y: self.y(tick) + 4, anchor: "end")
        }
        for place in named(plot.places) {
            svg += text(plot.places[place], x: x(Double(place)), y: Self.bottom + 18, anchor: "middle")
        }
        return svg
    }

    /// As many places as there is room for their names, at equal distances.
    private func named(_ places: [String]) -> [Int] {
        guard let longest = places.map(\.count).max(), longest > 0 else { return [] }
        let needed = Double(min(longest, 24) + 2) * Self.character
        let every = max(1, Int((needed / slot).rounded(.up)))
        return Array(stride(from: 0, to: places.count, by: every))
    }

    private func text(_ text: String, x: Double, y: Double, anchor: String) -> String {
        let shown = text.count > 24 ? String(text.prefix(23)) + "…" : text
        return "<text x=\"\(PlotText.place(x))\" y=\"\(PlotText.place(y))\" text-anchor=\"\(anchor)\">"
            + PlotText.escaped(shown) + "</text>"
    }

    func bars(_ plot: Plot) -> String {
        var svg = ""
        var sums = [Double](repeating: 0, count: plot.places.count)
        let width = PlotText.place(max(1, slot * 0.72))
        for (index, series) in plot.series.enumerated() {
            svg += "<g class=\"\(plot.colour(of: index))\">"
            for place in plot.places.indices {
                guard let value = series.value(at: place), value > 0 else { continue }
                let (low, high) = (y(sums[place]), y(sums[place] + value))
                sums[place] += value
                svg +=
                    "<rect x=\"\(PlotText.place(x(Double(place)) - max(1, slot * 0.72) / 2))\" "
                    + "y=\"\(PlotText.place(high))\" width=\"\(width)\" "
                    + "height=\"\(PlotText.place(max(0.5, low - high)))\">\(label(plot, series, place, value))</rect>"
            }
            svg += "</g>"
        }
        return svg
    }

    func lines(_ plot: Plot) -> String {
        plot.series.enumerated().map { line($1, plot.colour(of: $0), plot) }.joined()
    }

    private func line(_ series: Plot.Series, _ colour: String, _ plot: Plot) -> String {
        var path = ""
        var points = ""
        var isDrawing = false
        let radius = plot.places.count > 62 ? "1.5" : "3"
        for place in plot.places.indices {
            guard let value = series.value(at: place) else {
                isDrawing = false
                continue
            }
            let (x, y) = (PlotText.place(x(Double(place))), PlotText.place(y(value)))
            path += "\(isDrawing ? "L" : "M")\(x) \(y)"
            isDrawing = true
            points += "<circle cx=\"\(x)\" cy=\"\(y)\" r=\"\(radius)\">\(label(plot, series, place, value))</circle>"
        }
        guard !path.isEmpty else { return "" }
        return "<g class=\"\(colour)\"><path class=\"line\" d=\"\(path)\"/>\(points)</g>"
    }

    private func label(_ plot: Plot, _ series: Plot.Series, _ place: Int, _ value: Double) -> String {
        let name = plot.series.count > 1 ? "\(series.name), " : ""
        return "<title>\(PlotText.escaped("\(name)\(plot.places[place]): \(plot.format(value))"))</title>"
    }

    func marks(_ plot: Plot) -> String {
        var svg = ""
        for (index, mark) in plot.marks.enumerated() {
            let x = min(Self.right, max(left, x(mark.place)))
            let isAtTheEnd = x > (left + Self.right) / 2
            svg +=
                "<path class=\"mark\" d=\"M\(PlotText.place(x)) \(PlotText.place(Self.top))V\(PlotText.place(Self.bottom))\"/>"
            // One below the other, as they may be near each other.
            svg += text(
                mark.name, x: x + (isAtTheEnd ? -5 : 5), y: Self.top + 8 + Double(index) * 14,
                anchor: isAtTheEnd ? "end" : "start")
        }
        return svg
    }
}
