import Foundation
import PlanBRehearsal
import PlanBSettings

/// What `POST /api/v1/rehearsals/record` takes, in the words of the configuration.
public struct RecordWish: Codable, Sendable, Equatable {
    /// The route, as the configuration writes it.
    public var route: String
    /// How many prompts at most; nil: 100.
    public var count: Int?
    /// How long at most: `10m`; nil: ten minutes.
    public var duration: String?

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case route, count
        case duration = "for"
    }

    /// A recording of `route`.
    public init(route: String) { self.route = route }

    /// Reads a body. What is not known is refused.
    init(body: Data) throws(LedgerAPI.Problem) {
        func problem(_ message: String) -> LedgerAPI.Problem { .init(status: 400, message: message) }
        let names = CodingKeys.allCases.map(\.rawValue)
        guard let object = (try? JSONSerialization.jsonObject(with: body)) as? [String: Any] else {
            throw problem("expected a JSON object with route")
        }
        for name in object.keys.sorted() where !names.contains(name) {
            throw problem("there is no member \(String(name.prefix(40))); there are \(names.joined(separator: ", "))")
        }
        guard object["route"] is String else { throw problem("\"route\" is missing, or no text") }
        guard let wish = try? JSONDecoder().decode(RecordWish.self, from: body) else {
            throw problem("count is a whole number, for is a text such as 10m")
        }
        self = wish
    }

    /// The same as the desk takes it.
    func order() throws(LedgerAPI.Problem) -> RecordingOrder {
        var order = RecordingOrder(route: route)
        order.count = count ?? order.count
        if let duration {
            guard let value = WrittenValue.milliseconds(duration) else {
                throw .init(status: 400, message: "for is a length of time such as 10m")
            }
            order.duration = value
        }
        return order
    }

    /// What is written down of it.
    var detail: String {
        let order = RecordingOrder(route: route)
        return String("\(route), \(count ?? order.count) prompts at most, for \(duration ?? "10m")".prefix(300))
    }
}
