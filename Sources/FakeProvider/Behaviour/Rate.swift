extension Behaviour {
    /// A share of something, from 0 to 1. A script writes `25%` or `0.25`.
    public struct Rate: Sendable, Equatable, ExpressibleByFloatLiteral {
        /// The share.
        public let share: Double

        /// This share, brought into the range of 0 to 1.
        public init(_ share: Double) { self.share = share.isNaN ? 0 : min(max(share, 0), 1) }
        /// A literal share.
        public init(floatLiteral value: Double) { self.init(value) }
    }
}

extension Behaviour.Rate: Codable {
    /// Reads `25%` or `0.25`.
    public init(from decoder: any Decoder) throws {
        let single = try decoder.singleValueContainer()
        if let share = try? single.decode(Double.self), (0...1).contains(share) {
            self.init(share)
            return
        }
        let text = try single.decode(String.self).trimmed
        guard text.hasSuffix("%"), let percent = Double(text.dropLast().trimmed), (0...100).contains(percent) else {
            throw decoder.corrupted("'\(text)' is not a share; write 25% or 0.25")
        }
        self.init(percent / 100)
    }

    /// Writes the share as a number.
    public func encode(to encoder: any Encoder) throws {
        var single = encoder.singleValueContainer()
        try single.encode(share)
    }
}
