/// An invariant that did not hold.
struct Offence {
    var invariant: Invariant
    /// The request, by its place in the scenario, if it is about one.
    var request: Int?
    var message: String

    init(_ invariant: Invariant, _ request: Int?, _ message: String) {
        self.invariant = invariant
        self.request = request
        self.message = message
    }
}
