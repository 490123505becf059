import Foundation
import PlanBEngine
import PlanBFakeProvider
import PlanBLedger
import PlanBPolicy
import PlanBVocabulary
import Testing

@testable import PlanBTransport

extension MatrixRow {
    /// Runs `body` with a gateway whose first target fails in this way, and the second too if `isHopeless`.
    func run(isHopeless: Bool = false, _ body: @Sendable (TestGateway) async throws -> Void) async throws {
        var broken: [BrokenListener] = []
        var wishes = Wishes()
        wishes.vendor = "elsewhere"
        wishes.model = "gpt-4.1"
        wishes.timeouts = timeouts
        switch failing {
        case .behaves(let behaviour):
            wishes.primary = behaviour
            if isHopeless { wishes.backup = behaviour }
        case .breaks(let manner):
            for _ in 0..<2 { broken.append(try await BrokenListener.start(manner)) }
            let origins = broken.map { Origin(host: "127.0.0.1", port: $0.port, isTLS: false) }
            wishes.origin = origins[0]
            if isHopeless { wishes.backupOrigin = origins[1] }
        case .unknownName:
            wishes.origin = Origin(host: "no-such-name.invalid", port: 1, isTLS: false)
            if isHopeless { wishes.backupOrigin = Origin(host: "neither-this.invalid", port: 1, isTLS: false) }
        case .plaintext:
            for _ in 0..<2 { broken.append(try await BrokenListener.start(.closes)) }
            let origins = broken.map { Origin(host: "127.0.0.1", port: $0.port, isTLS: true) }
            wishes.origin = origins[0]
            if isHopeless { wishes.backupOrigin = origins[1] }
        }
        let result: Result<Void, any Error>
        do {
            try await TestGateway.run(wishes, body)
            result = .success(())
        } catch {
            result = .failure(error)
        }
        for listener in broken { await listener.shutdown() }
        try result.get()
    }

    /// Whether a fake provider sees the requests for the failing target.
    var isSeen: Bool { if case .behaves = failing { true } else { false } }
}

extension TestGateway {
    /// The outcomes of the attempts at the first target so far, in all requests.
    var primaryAttempts: [String] { attempts.filter { $0.target == "primary" }.map(\.outcome) }

    /// Asks until this part of the first target is given up, and looks at each answer. That the target fails now and then
    /// sends requests past it before, by chance.
    func expectGivenUp(
        _ part: String, after limit: Int, cause: String, isStream: Bool, _ said: Comment? = nil,
        each look: (Answer) -> Void = { _ in }
    ) async throws {
        for _ in 0..<60 {
            look(try #require(try await ask(Wire.chat(isStream: isStream)), said))
            let ailments = try await ailments()
            if primaryAttempts.count < limit {
                #expect(ailments.isEmpty, said)
            } else {
                #expect(ailments.count == 1, said)
                let ailment = try #require(ailments.first, said)
                #expect(ailment.hasPrefix(part + " "), said)
                #expect(ailment.hasSuffix(": open, \(cause)"), said)
                break
            }
        }
        let attempts = primaryAttempts.count
        #expect(attempts >= limit, said)
        for _ in 0..<2 { #expect(try await ask(Wire.chat(isStream: isStream))?.story == "backup:200", said) }
        #expect(primaryAttempts.count == attempts, said)
    }
}

extension Answer {
    var story: String? { header("x-planb-attempts") }

    /// The story of an answer that is an error, as its body tells it.
    var toldStory: String? {
        (json("planb.attempts") as? [[String: Any]])?.map { "\($0["target"] ?? ""):\($0["outcome"] ?? "")" }
            .joined(separator: ",")
    }

    /// A stream that ended as streams do.
    var isWholeStream: Bool { isComplete && text.hasSuffix("data: [DONE]\n\n") }

    /// The text of a stream, put together.
    var streamedText: String {
        text.components(separatedBy: "\n\n").compactMap { event -> String? in
            guard event.hasPrefix("data: {") else { return nil }
            let data = event.dropFirst(6).replacing("\ndata: ", with: "\n")
            let chunk = try? JSONSerialization.jsonObject(with: Data(data.utf8)) as? [String: Any]
            let choice = (chunk?["choices"] as? [[String: Any]])?.first
            return (choice?["delta"] as? [String: Any])?["content"] as? String
        }
        .joined()
    }
}
