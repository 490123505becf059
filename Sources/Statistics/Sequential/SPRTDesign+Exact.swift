extension SPRTDesign {
    /// What a test does with samples of which a certain share passes.
    public struct Characteristic: Sendable, Equatable {
        /// The probability that it rejects.
        public var rejects: Double
        /// The probability that it accepts.
        public var accepts: Double
        /// The probability that it has not decided when the calculation was broken off: how far the others may be off.
        public var undecided: Double
        /// The expected number of samples; of what is undecided only those up to the end are counted.
        public var samples: Double
    }

    /// What the test does with samples that pass with a probability of `share`, independently of each other.
    ///
    /// Exact: the probability of every number of failures that is still open is carried from sample to sample, by the same
    /// rule that the test itself decides by. Wald's formulas leave out how far the last sample overshoots the bound, which
    /// for rare failures is a quarter of the samples.
    /// - Parameters:
    ///   - share: 0 to 1; clamped.
    ///   - most: after so many samples it is broken off; also as soon as less than 1e-13 is open.
    public func characteristic(at share: Double, most: Int = 1_000_000) -> Characteristic {
        let share = min(max(0, share), 1)
        var result = Characteristic(rejects: 0, accepts: 0, undecided: 1, samples: 0)
        // The open numbers of failures are a short run of neighbours: few accept, many reject.
        var fewest = 0
        var open = [1.0]
        var sample = 0
        while sample < most, result.undecided > 1e-13, !open.isEmpty {
            sample += 1
            var next = [Double](repeating: 0, count: open.count + 1)
            for (place, mass) in open.enumerated() {
                next[place] += mass * share
                next[place + 1] += mass * (1 - share)
            }
            result.undecided = 0
            var stays: [Double] = []
            var firstStaying = fewest
            for (place, mass) in next.enumerated() {
                let failed = fewest + place
                switch decision(passed: sample - failed, failed: failed) {
                case .reject:
                    result.rejects += mass
                    result.samples += mass * Double(sample)
                case .accept:
                    result.accepts += mass
                    result.samples += mass * Double(sample)
                case nil:
                    if stays.isEmpty { firstStaying = failed }
                    stays.append(mass)
                    result.undecided += mass
                }
            }
            (open, fewest) = (stays, firstStaying)
        }
        result.samples += result.undecided * Double(sample)
        return result
    }
}
