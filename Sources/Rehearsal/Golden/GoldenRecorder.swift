public import NIOCore
public import PlanBEngine
import PlanBLedger
import PlanBWire

/// Proposes a golden set from requests whose callers consented: what is asked, with secrets and persons taken out before
/// anything is kept; near-duplicates dropped; with checks of the form that the primary's answer had.
///
/// What comes out is a proposal: names of people are not recognised, and whether an answer was right is not known. The file
/// says so at its top.
public struct GoldenRecorder: Sendable {
    /// What became of a request.
    public enum Outcome: Sendable, Equatable {
        /// It is in the proposal.
        case kept
        /// Something very like it is there already.
        case duplicate
        /// The proposal has as many prompts as it may.
        case full
        /// It cannot be a golden prompt, with the reason in words.
        case unusable(String)
    }

    /// The most prompts that a golden file has.
    public static let mostPrompts = 1000
    /// The most bytes of one prompt.
    public static let longestPrompt = 32 << 10
    /// The most bytes of the file.
    public static let longestFile = 4 << 20

    private let limit: Int
    private var entries: [String] = []
    private var prints: [LikenessPrint] = []
    private var bytes = 0
    private var looked = 0

    /// A recorder of at most `limit` prompts, 1 to `mostPrompts`.
    public init(limit: Int = 100) { self.limit = min(max(1, limit), Self.mostPrompts) }

    /// How many prompts there are.
    public var count: Int { entries.count }

    /// Considers a request.
    /// - Parameters:
    ///   - asked: what was asked.
    ///   - body: the request as a chat completion.
    ///   - answer: how the primary answered it.
    public mutating func note(_ asked: AskedFor, body: ByteBuffer, answer: DrilledAnswer) -> Outcome {
        looked += 1
        guard entries.count < limit else { return .full }
        guard body.readableBytes <= Self.longestPrompt else { return .unusable("it is longer than 32 KiB") }
        guard answer.outcome == .answered, let transcript = answer.transcript, let finish = transcript.finish,
            finish == .stop || finish == .calls,
            transcript.refusal.isEmpty
        else { return .unusable("the primary did not answer it") }
        guard let json = try? JSONValue.parse(body.readableBytesUInt8Span) else {
            return .unusable("it is no JSON")
        }
        let prompt: RecordedPrompt
        switch RecordedPrompt.read(json) {
        case .success(let read): prompt = read
        case .failure(let reason): return .unusable(reason.description)
        }
        let print = LikenessPrint(prompt.essence)
        guard !prints.contains(where: { $0.resembles(print) }) else { return .duplicate }
        let entry = prompt.entry(name: "recorded-\(entries.count + 1)", checks: checks(asked, transcript, prompt))
        guard entry.utf8.count <= 2 * Self.longestPrompt else { return .unusable("it is longer than 32 KiB") }
        guard bytes + entry.utf8.count <= Self.longestFile - 4096 else { return .full }
        bytes += entry.utf8.count
        entries.append(entry)
        prints.append(print)
        return .kept
    }

    /// The proposal as a golden file; nil: there is nothing to propose.
    public var yaml: String? {
        guard !entries.isEmpty else { return nil }
        return """
            # Proposed by `planb rehearse --record`: \(entries.count) prompts out of \(looked) requests whose callers consented.
            # Read every prompt before you keep it. Keys, mail addresses, numbers and the like were taken out; names of
            # people were not. Checks are of form only: add {contains: …}, {regex: …} or {judge: …} where you know what
            # is right.
            version: 1
            prompts:

            """ + entries.joined()
    }

    /// What the answer shows to be possible: the schema that was asked for, and the functions that were called.
    private func checks(_ asked: AskedFor, _ transcript: Transcript, _ prompt: RecordedPrompt) -> [JSONValue] {
        var checks: [JSONValue] = []
        if transcript.calls.isEmpty, let schema = asked.schema,
            let value = try? JSONValue.parse(Array(schema.utf8).span)
        {
            checks.append(.object([JSONPair("schema", RecordedPrompt.redacted(value))]))
        }
        let known = Set(prompt.tools)
        var named: Set<String> = []
        for call in transcript.calls where known.contains(call.name) && named.insert(call.name).inserted {
            checks.append(.object([JSONPair("call", .object([JSONPair("name", .string(call.name))]))]))
        }
        return checks
    }
}

/// Why a request cannot be a golden prompt.
struct RecordingProblem: Error, CustomStringConvertible {
    var description: String
}
