/// What a sink has done since the process started, for metrics.
public struct LedgerFigures: Sendable, Equatable {
    /// Bytes written.
    public var bytes = 0
    /// Records written.
    public var records = 0
    /// Records that could be written nowhere.
    public var lost = 0
    /// Records that wait in memory for room on the disk.
    public var waiting = 0
    /// How often forcing records to the disk failed.
    public var syncErrors = 0
    /// How often it was done.
    public var syncs = 0
    /// The number of the file that is written now.
    public var segment = 0
    /// Tries that are under way.
    public var open = 0

    /// Nothing yet.
    public init() {}
}
