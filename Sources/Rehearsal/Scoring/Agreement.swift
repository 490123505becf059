public import PlanBEngine

/// Whether two answers say the same: exact for calls and for JSON, by likeness for free text.
public enum Agreement {
    /// From this likeness on two free texts agree. A convention: what counts is that both arms are held to the same one.
    public static let likeness = 0.5

    /// Whether `left` and `right` agree; nil: there is nothing to compare, because one of them is not complete or too large.
    /// - Parameters:
    ///   - asked: what was asked.
    ///   - measure: how alike two texts are, 0 to 1.
    public static func agrees(
        _ asked: AskedFor, _ left: DrilledAnswer, _ right: DrilledAnswer,
        measure: (String, String) -> Double = Likeness.ofTexts
    ) -> Bool? {
        guard let mine = Conformance.completeTranscript(left), let theirs = Conformance.completeTranscript(right) else {
            return nil
        }
        if Refusal.isOne(mine) || Refusal.isOne(theirs) { return Refusal.isOne(mine) == Refusal.isOne(theirs) }
        if !mine.calls.isEmpty || !theirs.calls.isEmpty { return ToolGate.areEqual(mine.calls, theirs.calls, asked) }
        if asked.wantsJSON || asked.schema != nil {
            guard let one = JSONGate.node(mine.text), let other = JSONGate.node(theirs.text) else {
                return mine.text == theirs.text
            }
            let schema = asked.schema.flatMap(JSONGate.node)
            guard let one = CanonicalJSON.text(one, schema: schema),
                let other = CanonicalJSON.text(other, schema: schema)
            else { return nil }
            return one == other
        }
        return mine.text == theirs.text || measure(mine.text, theirs.text) >= likeness
    }
}
