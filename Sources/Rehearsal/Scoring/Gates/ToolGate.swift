import PlanBConversation
import PlanBEngine
import PlanBWire

/// Calls of functions.
enum ToolGate {
    /// - Parameters:
    ///   - calls: the backup's.
    ///   - others: the primary's; nil: there is nothing to compare with.
    static func check(
        _ asked: AskedFor, _ calls: [Transcript.Call], _ others: [Transcript.Call]?, equalArguments: Bool
    ) -> GateResult {
        let isAsked = !asked.tools.isEmpty
        // Without a function to call, only calls that were made up say something.
        guard isAsked || !calls.isEmpty else { return .notApplicable }
        guard isAsked, calls.allSatisfy({ isValid($0, asked) }) else { return .fail }
        guard let others else { return calls.isEmpty ? .notApplicable : .pass }
        guard Set(calls.map(\.name)) == Set(others.map(\.name)) else { return .fail }
        return equalArguments && areEqual(calls, others, asked) == false ? .fail : .pass
    }

    /// Whether the function is one that may be called, and the arguments are JSON that follows its schema.
    private static func isValid(_ call: Transcript.Call, _ asked: AskedFor) -> Bool {
        guard let tool = asked.tools.first(where: { $0.name == call.name }) else { return false }
        // A function without parameters is called with nothing at all by some models.
        guard let arguments = JSONGate.node(call.arguments.isEmpty ? "{}" : call.arguments), arguments.kind == .object
        else { return false }
        guard !tool.schema.isEmpty, let schema = JSONGate.node(tool.schema) else { return true }
        return SchemaCheck.mistake(in: arguments, of: schema) == nil
    }

    /// Whether the same functions are called with the same arguments, in whatever order; nil: they are too large to be
    /// compared.
    static func areEqual(_ calls: [Transcript.Call], _ others: [Transcript.Call], _ asked: AskedFor) -> Bool? {
        guard calls.count == others.count else { return false }
        let (mine, theirs) = (calls.compactMap { canonical($0, asked) }, others.compactMap { canonical($0, asked) })
        guard mine.count == calls.count, theirs.count == others.count else { return nil }
        return mine.sorted() == theirs.sorted()
    }

    private static func canonical(_ call: Transcript.Call, _ asked: AskedFor) -> String? {
        let schema = asked.tools.first { $0.name == call.name }.flatMap { JSONGate.node($0.schema) }
        let arguments = JSONGate.node(call.arguments.isEmpty ? "{}" : call.arguments)
        guard let arguments else { return call.name + " " + call.arguments }
        return CanonicalJSON.text(arguments, schema: schema).map { call.name + " " + $0 }
    }
}
