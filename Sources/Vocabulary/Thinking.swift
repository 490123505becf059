/// How long a model thinks before it says something.
public enum Thinking: String, Sendable, Equatable {
    /// It answers at once.
    case none
    /// It reasons first.
    case reasons
    /// It is made to think for minutes.
    case thinksLong = "thinks_long"
}

/// How hard a request asks a model to think.
public enum Effort: String, Sendable, Equatable {
    /// Not at all, or as little as possible.
    case low
    /// The model's own default.
    case usual
    /// As hard as it can.
    case high
}
