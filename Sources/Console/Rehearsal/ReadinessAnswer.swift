public import Foundation
public import PlanBRehearsal

/// The answer to whether routes have a backup that was shown to work.
public struct ReadinessAnswer: Codable, Sendable, Equatable {
    /// Whether every route is ready.
    public var ready: Bool
    /// The names of those that are not.
    public var notReady: [String]
    /// What was asked for instead of what each route says, 0 to 1; nil: nothing.
    public var minimum: Double?
    /// When it was so, in milliseconds since 1970.
    public var now: Int64
    /// Every route, in the order of the configuration.
    public var routes: [RouteReadiness]

    /// An answer about `routes`. Without routes nothing is ready.
    public init(_ routes: [RouteReadiness], minimum: Double?, now: Int64) {
        notReady = routes.filter { !$0.isReady(minimum: minimum) }.map(\.route)
        ready = notReady.isEmpty && !routes.isEmpty
        self.minimum = minimum
        self.now = now
        self.routes = routes
    }

    /// Reads an answer of the admin port.
    public init(answer: Data) throws(UnreadableAnswer) {
        guard let read = try? JSONDecoder().decode(ReadinessAnswer.self, from: answer) else { throw UnreadableAnswer() }
        self = read
    }

    /// For people.
    public var text: String {
        let lines = routes.flatMap { $0.lines(minimum: minimum, now: now) }
        let count = routes.count - notReady.count
        let verdict = routes.isEmpty ? "there are no routes" : "\(count) of \(routes.count) routes ready"
        return (lines + [verdict]).joined(separator: "\n")
    }
}

/// A line of evidence, as the admin port gives it out.
public struct EvidenceAnswer: Codable, Sendable, Equatable {
    /// The line as it is on record, without its line break.
    public var line: String
    /// Anchors that could not be told, a sentence each.
    public var problems: [String]

    /// Reads an answer of the admin port.
    public init(answer: Data) throws(UnreadableAnswer) {
        guard let read = try? JSONDecoder().decode(EvidenceAnswer.self, from: answer) else { throw UnreadableAnswer() }
        self = read
    }

    init(_ entry: EvidenceLog.Entry) {
        line = entry.line
        problems = entry.problems
    }

    /// Whether every route that the line names is ready, where `minimum`, 0 to 1, is asked for instead of its own.
    public func isReady(minimum: Double?) throws(UnreadableAnswer) -> Bool {
        struct Statement: Decodable {
            var routes: [RouteReadiness]
        }
        guard let statement = try? JSONDecoder().decode(Statement.self, from: Data(line.utf8)) else {
            throw UnreadableAnswer()
        }
        return ReadinessAnswer(statement.routes, minimum: minimum, now: 0).ready
    }
}
