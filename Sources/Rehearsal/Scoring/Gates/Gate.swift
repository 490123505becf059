/// What every answer of a backup has to meet, whatever it says: form, not quality.
public enum Gate: String, Sendable, CaseIterable, Codable, CodingKeyRepresentable {
    /// It came to its end, and says something.
    case complete
    /// It ended for the same reason as the primary's: done, too long, waiting for calls, filtered.
    case finish
    /// It is JSON where JSON was asked for, and follows the schema.
    case schema
    /// It calls the functions that the primary calls, with arguments that follow their schemas.
    case tools
    /// It refuses if and only if the primary does.
    case refusal
    /// It is written in the language and the script of the primary's.
    case language
    /// It shows no tokens of a template and no thoughts.
    case leak
    /// It is text that somebody could have meant: no replacement characters, no endless repetition, no salad.
    case readable

    /// For reports.
    public var title: String {
        switch self {
        case .complete: "complete"
        case .finish: "ended alike"
        case .schema: "JSON as asked"
        case .tools: "tool calls"
        case .refusal: "no change of refusal"
        case .language: "same language"
        case .leak: "no leaked tokens"
        case .readable: "readable"
        }
    }
}

/// How an answer did at a gate.
public enum GateResult: String, Sendable, Codable {
    /// It met it.
    case pass
    /// It did not.
    case fail
    /// The gate says nothing of this answer: there was no schema, no primary to compare with, …
    case notApplicable
}
