public import PlanBVocabulary

/// Whether a target may be asked now, and in which turn.
public enum Availability: Sendable, Equatable {
    /// In its turn.
    case ready
    /// After those that are ready: it is coming back, fails often, or has enough to do.
    case demoted(Demotion)
    /// Not before the moment given, for its rate limit; `isStated`: the provider said so, else it is a guess.
    case cooling(until: Instant, isStated: Bool)
    /// Given up: only if nothing else is left.
    case open(FailureClass, isHard: Bool)
    /// Its account was refused: not at all, until a probe at the moment given has shown otherwise.
    case barred(FailureClass, until: Instant)
    /// It has as much to do as it may have: not at all.
    case full

    /// Why a target stands back.
    public enum Demotion: String, Sendable, Equatable {
        /// It was given up, is back, and gets its traffic back in steps.
        case recovering
        /// More than half of its recent attempts failed.
        case failing
        /// More than one stream has waited for their first output for longer than it ever takes.
        case silent
        /// It serves as many requests as it can at a time.
        case busy
    }
}
