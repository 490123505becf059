/// What is wrong with one value, without repeating anything that may be a secret.
struct ValueProblem: Error, Equatable {
    /// What is wrong, to follow the name of the key and a colon.
    var message: String
    /// What to write instead, if that is known.
    var hint: String?

    init(_ message: String, hint: String? = nil) {
        self.message = message
        self.hint = hint
    }
}
