/// How a request of a drill ended for its user.
public enum DrillOutcome: Sendable, Equatable {
    /// It was answered, or failed in a way that no drill has a part in: what is wrong with the request itself, a client that
    /// left.
    case fine
    /// Its user saw a failure that the drill can be blamed for. Only of requests that were let in as ones that could fail.
    case failure
    /// Nobody answered a request of which nothing was handed over: the backup failed, and so did the primary, which was asked
    /// in earnest and had time. Its user would have got no answer without the drill either, so that it is not the drill's
    /// failure; but there is no safety net just now, so that the drill ends.
    case unanswered
}
