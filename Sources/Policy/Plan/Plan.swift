public import PlanBVocabulary

/// The targets a request may try, in order, and why the others are left out.
public struct Plan: Sendable, Equatable {
    /// A target that is left out.
    public struct Skip: Sendable, Equatable {
        /// Its name.
        public var name: String
        /// Why, for people.
        public var reason: String
        /// What the request needs and the target cannot do, if that is why.
        public var lacks: Capability?

        /// The target does not serve what is asked for, whatever it says.
        public var isOtherOperation: Bool

        /// A skip.
        public init(name: String, reason: String, lacks: Capability? = nil, isOtherOperation: Bool = false) {
            self.name = name
            self.reason = reason
            self.lacks = lacks
            self.isOtherOperation = isOtherOperation
        }
    }

    /// Targets to try, in order. Whether each is healthy is looked at when its turn comes.
    public var candidates: [Standing]
    /// Targets left out.
    public var skips: [Skip]

    /// A plan.
    public init(candidates: [Standing], skips: [Skip]) {
        self.candidates = candidates
        self.skips = skips
    }
}
