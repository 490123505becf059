import Foundation
import PlanBPolicy
import PlanBRehearsal
import PlanBSettings

/// What `POST /api/v1/rehearsals` takes, in the words of the configuration.
public struct DrillWish: Codable, Sendable, Equatable {
    /// The route, as the configuration writes it.
    public var route: String
    /// probe, golden, shadow, live, cutover or fault.
    public var level: String
    /// The target to be rehearsed; nil: the first after the primary.
    public var backup: String?
    /// The share of requests: `5%`; nil: what the configuration says.
    public var share: String?
    /// How long: `10m`; nil: what the configuration says.
    public var duration: String?
    /// Who asks is content with what the preview says.
    public var accept: Bool?
    /// Only say what it would do.
    public var dryRun: Bool?

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case route, level, backup, share, accept
        case duration = "for"
        case dryRun = "dry_run"
    }

    /// A drill of `route`.
    public init(route: String, level: String) {
        self.route = route
        self.level = level
    }

    /// Reads a body. What is not known is refused: a share that is misspelt must not become the usual one.
    init(body: Data) throws(LedgerAPI.Problem) {
        func problem(_ message: String) -> LedgerAPI.Problem { .init(status: 400, message: message) }
        let names = CodingKeys.allCases.map(\.rawValue)
        guard let object = (try? JSONSerialization.jsonObject(with: body)) as? [String: Any] else {
            throw problem("expected a JSON object with route and level")
        }
        for name in object.keys.sorted() where !names.contains(name) {
            throw problem("there is no member \(String(name.prefix(40))); there are \(names.joined(separator: ", "))")
        }
        for name in ["route", "level"] where !(object[name] is String) {
            throw problem("\"\(name)\" is missing, or no text")
        }
        guard let wish = try? JSONDecoder().decode(DrillWish.self, from: body) else {
            throw problem("backup, share and for are texts; accept and dry_run are true or false")
        }
        self = wish
    }

    /// The same as the desk takes it.
    func request(actor: String) throws(LedgerAPI.Problem) -> DrillRequest {
        guard let level = DrillLevel(rawValue: level) else {
            let levels = DrillLevel.allCases.map(\.rawValue).joined(separator: ", ")
            throw .init(status: 400, message: "there is no level \(String(level.prefix(40))); there are \(levels)")
        }
        var request = DrillRequest(route: route, level: level, backup: backup, isAccepted: accept, actor: actor)
        if let share {
            guard let value = WrittenValue.share(share) else {
                throw .init(status: 400, message: "share is more than 0% and at most 100%, such as 5%")
            }
            request.share = value
        }
        if let duration {
            guard let value = WrittenValue.milliseconds(duration) else {
                throw .init(status: 400, message: "for is a length of time such as 10m")
            }
            request.duration = value
        }
        return request
    }

    /// What is written down of it.
    var detail: String {
        var words = [route, level]
        if let backup { words.append("backup \(backup)") }
        if let share { words.append("share \(share)") }
        if let duration { words.append("for \(duration)") }
        if accept == true { words.append("accepted") }
        return String(words.joined(separator: ", ").prefix(300))
    }
}
