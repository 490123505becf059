import PlanBVocabulary
import Testing

@Suite("Prices")
struct PriceTests {
    private static let list = Price(
        Price.Rates(input: 2_000_000, cached: 500_000, written: 2_500_000, output: 8_000_000),
        long: (1000, Price.Rates(input: 4_000_000, output: 15_000_000)))

    struct Row: Sendable {
        var usage: Usage
        var nanodollars: Int
    }

    static let rows = [
        Row(usage: Usage(input: 0, output: 0), nanodollars: 0),
        Row(usage: Usage(input: 1, output: 0), nanodollars: 2000),
        Row(usage: Usage(input: 100, output: 10), nanodollars: 280_000),
        // Cached and written tokens are part of the prompt.
        Row(usage: Usage(input: 100, output: 10, cachedInput: 60), nanodollars: 190_000),
        Row(usage: Usage(input: 100, output: 10, cachedInput: 60, writtenInput: 40), nanodollars: 210_000),
        // At the threshold the short price holds, above it the whole request has the long one.
        Row(usage: Usage(input: 1000, output: 0), nanodollars: 2_000_000),
        Row(usage: Usage(input: 1001, output: 0), nanodollars: 4_004_000),
        // Cached tokens of a long prompt cost what its input does where no other price is known.
        Row(usage: Usage(input: 2000, output: 0, cachedInput: 2000), nanodollars: 8_000_000),
        // What contradicts itself is taken as far as it goes.
        Row(usage: Usage(input: 10, output: 0, cachedInput: 50), nanodollars: 5000),
        Row(usage: Usage(input: -5, output: -7, cachedInput: -1), nanodollars: 0),
        Row(usage: Usage(input: .max, output: .max), nanodollars: .max),
    ]

    @Test("What an answer costs", arguments: rows)
    func cost(_ row: Row) { #expect(Self.list.cost(of: row.usage) == row.nanodollars) }

    @Test("Amounts are rounded half up, once", arguments: [(499, 0), (500, 1), (1499, 1), (1500, 2)])
    func rounding(_ picodollars: Int, _ nanodollars: Int) {
        #expect(Price(input: picodollars, output: 0).cost(of: Usage(input: 1, output: 0)) == nanodollars)
    }

    @Test("A discount is taken off every rate, and not off the hours")
    func discount() {
        var price = Self.list
        price.hourly = 7
        let cheap = price.discounted(basisPoints: 2000)
        #expect(cheap.rates == Price.Rates(input: 1_600_000, cached: 400_000, written: 2_000_000, output: 6_400_000))
        #expect(cheap.long?.rates.output == 12_000_000 && cheap.long?.above == 1000 && cheap.hourly == 7)
        #expect(price.discounted(basisPoints: 0) == price)
        #expect(price.discounted(basisPoints: 10_000).rates.input == 0)
    }
}
