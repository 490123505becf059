public import PlanBEngine
public import PlanBPolicy
import PlanBWire

/// Whether an answer to a golden prompt is right: quality, not form.
public enum GoldenScore {
    /// What a judge model is asked.
    public struct Question: Sendable, Equatable {
        /// What the answer has to fulfil, in words.
        public var sentence: String
        /// What was asked, its beginning.
        public var prompt: String
        /// The answer's text.
        public var answer: String
        /// The answer is to be put before the sentence, and "no" before "yes": a judge that only has a liking for what
        /// comes first says the opposite then.
        public var isSwapped: Bool
    }

    /// Puts a question to a judge; nil: it did not say yes or no.
    public typealias Judge = (Question) async -> Bool?

    /// The checks that were met, of those that could be measured; nil: none could.
    ///
    /// A judge is asked twice with the order swapped, and only two equal answers count. An answer that is not complete, or
    /// refuses, meets nothing.
    public static func quality(
        _ checks: [GoldenSet.Check], _ asked: AskedFor, _ answer: DrilledAnswer, judge: Judge? = nil
    ) async -> Sample.QualityCount? {
        var count = Sample.QualityCount(met: 0, of: 0)
        for check in checks {
            var isMet = passes(check, answer)
            if isMet == nil, case .judge(let sentence) = check, let judge {
                isMet = await verdict(sentence, asked, answer, judge)
            }
            guard let isMet else { continue }
            count.of += 1
            if isMet { count.met += 1 }
        }
        return count.of > 0 ? count : nil
    }

    /// The most bytes of a text that an expression looks at.
    public static let longestSearch = 4096

    /// Whether the answer meets a check; nil: that takes a judge, or the check cannot be read.
    public static func passes(_ check: GoldenSet.Check, _ answer: DrilledAnswer) -> Bool? {
        guard let transcript = Conformance.completeTranscript(answer) else { return false }
        switch check {
        case .contains(let words): return transcript.text.lowercased().contains(words.lowercased())
        case .lacks(let words): return !transcript.text.lowercased().contains(words.lowercased())
        case .matches(let pattern):
            guard let expression = try? Regex(pattern) else { return nil }
            // The text is a model's, and some expressions take a time that grows with the square of its length.
            let start = String(decoding: transcript.text.utf8.prefix(longestSearch), as: UTF8.self)
            return (try? expression.firstMatch(in: start)) != nil
        case .schema(let schema):
            let asked = AskedFor(wantsJSON: true, schema: schema)
            return switch JSONGate.check(asked, transcript.text) {
            case .pass: true
            case .fail: false
            case .notApplicable: nil
            }
        case .call(let name, let arguments): return calls(transcript, name, arguments)
        case .judge: return nil
        }
    }

    private static func calls(_ transcript: Transcript, _ name: String, _ arguments: String?) -> Bool? {
        let calls = transcript.calls.filter { $0.name == name }
        guard let arguments else { return !calls.isEmpty }
        guard let wanted = JSONGate.node(arguments), wanted.kind == .object else { return nil }
        return calls.contains { call in
            guard let given = JSONGate.node(call.arguments) else { return false }
            let members = Dictionary(given.items.map { ($0.key, $0) }) { _, last in last }
            return wanted.items.allSatisfy { member in
                members[member.key].map(same(member)) ?? false
            }
        }
    }

    private static func same(_ wanted: JSONNode) -> (JSONNode) -> Bool {
        let text = CanonicalJSON.text(wanted)
        return { text != nil && CanonicalJSON.text($0) == text }
    }

    private static func verdict(
        _ sentence: String, _ asked: AskedFor, _ answer: DrilledAnswer, _ judge: Judge
    ) async -> Bool? {
        guard let text = answer.transcript?.text else { return false }
        var question = Question(sentence: sentence, prompt: asked.prompt, answer: text, isSwapped: false)
        guard let first = await judge(question) else { return nil }
        question.isSwapped = true
        return await judge(question) == first ? first : nil
    }
}
