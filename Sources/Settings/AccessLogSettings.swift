public import PlanBVocabulary

/// Where a line is written for each request, and for how long.
public struct AccessLogSettings: Sendable, Equatable {
    /// Where the lines go.
    public enum Place: Sendable, Equatable {
        /// Standard output.
        case standardOutput
        /// A file, absolute.
        case file(String)
    }

    /// Where the lines go.
    public var place: Place
    /// A file that is larger, in bytes, is put aside.
    public var size: Int
    /// Whether the gateway itself puts files aside, each day and by their size, and removes them. False: somebody else does.
    public var rotates: Bool
    /// For how long files are kept that were put aside.
    public var retention: Instant.Span

    /// Settings.
    public init(
        _ place: Place, size: Int = 256 << 20, rotates: Bool = true, retention: Instant.Span = .seconds(30 * 86_400)
    ) {
        self.place = place
        self.size = size
        self.rotates = rotates
        self.retention = retention
    }

    /// Where the lines go, for messages.
    public var text: String {
        switch place {
        case .standardOutput: "standard output"
        case .file(let path): path
        }
    }
}
