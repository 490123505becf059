/// Who goes first when there is not enough for all. What is shed first leaves a part of every limit to the others.
public enum Priority: Int, Sendable, CaseIterable {
    /// Somebody waits for the answer.
    case interactive
    /// A batch job: its program waits, and can come again later.
    case batch
    /// A drill.
    case drill
    /// A copy whose answer nobody sees.
    case shadow

    /// Of `whole`, what is left to those who go before: nothing, an eighth, a quarter, a half. Those of rehearsals are rounded
    /// up, so that of the last one nothing is left for copies; that of batch jobs down, so that one can run where there is room
    /// for one.
    public func reserve(of whole: Int) -> Int {
        switch self {
        case .interactive: 0
        case .batch: whole / 8
        case .drill: whole / 4 + (whole % 4 == 0 ? 0 : 1)
        case .shadow: whole / 2 + whole % 2
        }
    }
}
