import Testing

@testable import PlanBPlot

/// Axes with round numbers, and drawings that say what they show.
struct PlotTests {
    @Test(
        "Ticks are round, few, and reach the largest value",
        arguments: [
            (0, false, [0, 1]), (1, true, [0, 1]), (3, true, [0, 1, 2, 3]), (7, true, [0, 2, 4, 6, 8]),
            (10, true, [0, 2, 4, 6, 8, 10]), (99, true, [0, 20, 40, 60, 80, 100]), (101, true, [0, 50, 100, 150]),
            (0.03, false, [0, 0.01, 0.02, 0.03]), (1234, true, [0, 500, 1000, 1500]), (-5, false, [0, 1]),
            (.infinity, false, [0, 1]), (.nan, true, [0, 1]), (0.4, true, [0, 1]),
        ] as [(Double, Bool, [Double])])
    func ticks(most: Double, isWhole: Bool, ticks: [Double]) {
        let found = PlotScale(upTo: most, isWhole: isWhole).ticks
        #expect(found.count == ticks.count && zip(found, ticks).allSatisfy { abs($0 - $1) < 1e-9 }, "\(found)")
    }

    @Test("Every scale has at most six ticks, and its last is not below the largest value")
    func scales() {
        var most = 1e-6
        while most < 1e15 {
            let scale = PlotScale(upTo: most)
            #expect(scale.top >= most * (1 - 1e-6) && (2...7).contains(scale.ticks.count), "\(most): \(scale)")
            most *= 1.37
        }
    }

    @Test(
        "Numbers are short",
        arguments: [
            (0, "0"), (0.25, "0.25"), (0.001234, "0.0012"), (1e-9, "0"), (0.5, "0.5"), (9.999, "10"), (12.34, "12.3"),
            (999, "999"), (1000, "1k"), (1234, "1.23k"),
            (35_000_000, "35M"), (-1500, "-1.5k"), (.infinity, "?"), (1e300, "1000000000T"),
        ] as [(Double, String)])
    func numbers(number: Double, text: String) { #expect(Plot.short(number) == text) }

    private let bars = Plot(
        "Tokens <by> day", summary: "Most on \"Monday\" & less later", .bars, over: "day", places: ["a", "b"],
        series: [.init("in", [30, nil]), .init("out", [10, 20])])

    @Test("Bars stand on each other, and each says what it is")
    func stacked() {
        let svg = bars.svg(id: "tokens")
        #expect(svg.contains("<title id=\"tokens-title\">Tokens &lt;by&gt; day</title>"))
        #expect(svg.contains("<desc id=\"tokens-desc\">Most on &quot;Monday&quot; &amp; less later</desc>"))
        #expect(svg.contains("aria-labelledby=\"tokens-title tokens-desc\""))
        #expect(svg.contains("<title>in, a: 30</title>") && svg.contains("<title>out, b: 20</title>"))
        // 194 units are 40: 30 of them are 145.5 high, the 10 on top 48.5.
        #expect(svg.contains("y=\"66.5\"") && svg.contains("height=\"145.5\""))
        #expect(svg.contains("y=\"18\"") && svg.contains("height=\"48.5\""))
        #expect(svg.matches(of: /<rect/).count == 3)
    }

    @Test("Colours are those of the turn, unless a series has one of its own")
    func colours() {
        let series = (0..<9).map { Plot.Series("\($0)", [1], colour: $0 == 1 ? 4 : nil) }
        let plot = Plot("t", summary: "s", .bars, over: "day", places: ["a"], series: series)
        #expect(
            series.indices.map(plot.colour(of:)).map { $0.suffix(1) } == ["0", "4", "2", "3", "4", "5", "6", "7", "0"])
        #expect(plot.svg(id: "p").contains("<g class=\"plot-4\">"))
    }

    @Test("Nothing in a drawing is a style, a script or a link")
    func policy() {
        let hostile = "\"><script>x</script>\u{0}\u{1B}[31m' onload='y"
        let plot = Plot(
            hostile, summary: hostile, .lines, over: hostile, places: [hostile, "b"],
            series: [.init(hostile, [1, 2])], marks: [.init(hostile, at: 0)])
        let svg = plot.svg(id: hostile)
        #expect(!svg.contains("<script") && !svg.contains("style=") && !svg.contains(" onload='"))
        #expect(!svg.contains("href") && !svg.unicodeScalars.contains { $0.value < 0x20 })
    }

    @Test("A line is broken where nothing is known")
    func gaps() {
        let plot = Plot(
            "t", summary: "s", .lines, over: "day", places: ["a", "b", "c", "d"],
            series: [.init("x", [1, nil, 2, 4]), .init("y", [nil, nil, nil, nil])])
        let svg = plot.svg(id: "p")
        let path = svg.firstMatch(of: /<g class="plot-0"><path class="line" d="([^"]*)"/)?.output.1 ?? ""
        #expect(path.count { $0 == "M" } == 2 && path.count { $0 == "L" } == 1, "\(path)")
        #expect(!svg.contains("plot-1") && svg.matches(of: /<circle/).count == 3)
    }

    @Test("The table says the same")
    func table() {
        #expect(bars.table.header == ["day", "in", "out"])
        #expect(bars.table.rows == [["a", "30", "10"], ["b", "-", "20"]])
    }

    @Test("Names of places are left out where there is no room, and nothing fails without places or series")
    func room() {
        let many = Plot(
            "t", summary: "s", .bars, over: "day", places: (0..<400).map { "2026-01-\($0)" },
            series: [.init("x", Array(repeating: 1, count: 400))], marks: [.init("p50", at: 3), .init("p95", at: 1e9)])
        let names = many.svg(id: "p").matches(of: /text-anchor="middle"/).count
        #expect((2...9).contains(names), "\(names)")
        let none = Plot("t", summary: "s", .lines, over: "day", places: [], series: [])
        #expect(none.svg(id: "p").hasSuffix("</svg>") && none.table.rows.isEmpty)
        let short = Plot("t", summary: "s", .bars, over: "day", places: ["a", "b"], series: [.init("x", [-1])])
        #expect(!short.svg(id: "p").contains("<rect"))
    }
}
