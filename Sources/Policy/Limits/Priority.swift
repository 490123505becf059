/// Who goes first when there is not enough for all. What is shed first leaves a part of every limit to the others.
public enum Priority: Int, Sendable, CaseIterable {
    /// Somebody waits for the answer.
    case interactive
    /// A drill.
    case drill
    /// A copy whose answer nobody sees.
    case shadow

    /// Of `whole`, what is left to those who go before: nothing, a quarter, a half; rounded up, so that of the last one
    /// nothing is left for copies.
    public func reserve(of whole: Int) -> Int {
        switch self {
        case .interactive: 0
        case .drill: whole / 4 + (whole % 4 == 0 ? 0 : 1)
        case .shadow: whole / 2 + whole % 2
        }
    }
}
