import PlanBEngine
import PlanBPolicy
import PlanBVocabulary

/// Routes and standings of requests that ask alike: most do.
struct PlanShelf {
    /// A route, as it is for some requests. An object: it is large, and looked at for each of them.
    final class Place: Sendable {
        /// Its place in the configuration.
        let index: Int
        let route: Route
        let standings: [Standing]

        init(index: Int, route: Route, standings: [Standing]) {
            self.index = index
            self.route = route
            self.standings = standings
        }
    }

    private struct Key: Hashable {
        var model: String
        var dialect: DialectID
        var vendors: [String]
    }

    private var places: [Key: Place?] = [:]

    /// The route that serves `request`, and its targets; nil: there is none.
    mutating func place(
        of request: RecordedRequest, vendors: [String], _ snapshot: Snapshot, _ slots: [HealthSlot]
    ) -> Place? {
        let key = Key(model: request.model, dialect: request.dialect, vendors: vendors)
        if let known = places[key] { return known }
        let place = snapshot.routes.route(for: request.model).map { route in
            Place(
                index: snapshot.routes.routes.firstIndex { $0.pattern == route.pattern } ?? 0, route: route,
                standings: snapshot.standings(
                    of: route, asked: request.model, dialect: request.dialect, vendors: vendors, slots: slots))
        }
        // Clients may ask for names without end.
        if places.count > 10_000 { places = [:] }
        places[key] = .some(place)
        return place
    }
}
