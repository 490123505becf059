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
    /// What may still be sent to it before the moment given is kept for those who go first: not at all.
    case reserved(until: Instant)

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
        /// More would be sent to it than the configuration says that the account may be sent.
        case overQuota = "over its quota"
        /// Load would grow faster than its provider's ramp rule lets it.
        case ramping
    }
}
