/// What tokens cost, in picodollars a token. A dollar for a million tokens is a million picodollars for one.
public struct Price: Sendable, Equatable {
    /// The prices of one kind of request.
    public struct Rates: Sendable, Equatable {
        /// Prompt tokens that were not read from the provider's cache.
        public var input: Int
        /// Prompt tokens that were; nil: as `input`.
        public var cached: Int?
        /// Prompt tokens that were written to the cache; nil: as `input`.
        public var written: Int?
        /// Generated tokens, reasoning included.
        public var output: Int

        /// Rates.
        public init(input: Int, cached: Int? = nil, written: Int? = nil, output: Int) {
            self.input = input
            self.cached = cached
            self.written = written
            self.output = output
        }

        fileprivate func scaled(_ scale: (Int) -> Int) -> Rates {
            Rates(
                input: scale(input), cached: cached.map(scale), written: written.map(scale), output: scale(output))
        }
    }

    /// The rates of most requests.
    public var rates: Rates
    /// The rates of whole requests whose prompt has more than so many tokens.
    public var long: (above: Int, rates: Rates)?
    /// What an hour costs however much is asked, in nanodollars: reserved capacity, or one's own hardware.
    public var hourly: Int?

    /// A price.
    public init(_ rates: Rates, long: (above: Int, rates: Rates)? = nil, hourly: Int? = nil) {
        self.rates = rates
        self.long = long
        self.hourly = hourly
    }

    /// A price without the finer points, in picodollars a token.
    public init(input: Int, output: Int) { self.init(Rates(input: input, output: output)) }

    /// Compares all parts.
    public static func == (one: Price, other: Price) -> Bool {
        one.rates == other.rates && one.hourly == other.hourly && one.long?.above == other.long?.above
            && one.long?.rates == other.long?.rates
    }

    /// The price with `basisPoints` hundredths of a percent taken off what tokens cost, rounded half up.
    public func discounted(basisPoints: Int) -> Price {
        let left = 10_000 - min(max(basisPoints, 0), 10_000)
        let scale = { (amount: Int) in Self.saturated((Int128(amount) * Int128(left) + 5000) / 10_000) }
        return Price(rates.scaled(scale), long: long.map { ($0.above, $0.rates.scaled(scale)) }, hourly: hourly)
    }

    /// What `usage` costs, in nanodollars, rounded half up. Counts that contradict each other are taken as far as they go:
    /// a provider's usage is input like any other.
    public func cost(of usage: Usage) -> Int {
        let input = max(usage.input, 0)
        let cached = min(max(usage.cachedInput, 0), input)
        let written = min(max(usage.writtenInput, 0), input - cached)
        var rates = rates
        if let long, input > long.above { rates = long.rates }
        let picodollars =
            Int128(input - cached - written) * Int128(rates.input)
            + Int128(cached) * Int128(rates.cached ?? rates.input)
            + Int128(written) * Int128(rates.written ?? rates.input)
            + Int128(max(usage.output, 0)) * Int128(rates.output)
        return Self.saturated((picodollars + 500) / 1000)
    }

    /// The most that so many tokens can cost, in nanodollars, rounded up: whatever is read from, or written to, a cache,
    /// and however long the prompt turns out to be.
    public func most(input: Int, output: Int) -> Int {
        let all = [rates] + (long.map { input > $0.above ? [$0.rates] : [] } ?? [])
        let costs = all.map { rates in
            Int128(max(input, 0)) * Int128(max(rates.input, rates.cached ?? 0, rates.written ?? 0))
                + Int128(max(output, 0)) * Int128(rates.output)
        }
        return Self.saturated(((costs.max() ?? 0) + 999) / 1000)
    }

    /// What a token costs in a request that is three parts prompt and one part answer: for comparing, not for billing.
    public var blend: Int { Self.saturated((Int128(rates.input) * 3 + Int128(rates.output)) / 4) }

    private static func saturated(_ amount: Int128) -> Int { Int(clamping: amount) }
}
