import Hummingbird
import PlanBEngine

/// A place in the console: where it is, what it is called in the navigation, and who may do what there. This is the one table
/// of them: the navigation and the roles both come from here.
struct WebPlace: Sendable, Equatable {
    /// The path of its page; what is below belongs to it.
    let path: String
    /// What the navigation calls it.
    let title: String
    /// The least role that may look.
    let see: AdminRole
    /// The least role that may send its forms.
    let act: AdminRole

    static let readiness = WebPlace(path: "/", title: "Readiness", see: .viewer, act: .admin)
    static let live = WebPlace(path: "/live", title: "Live", see: .viewer, act: .admin)
    static let incidents = WebPlace(path: "/incidents", title: "Incidents", see: .viewer, act: .admin)
    static let usage = WebPlace(path: "/usage", title: "Usage", see: .viewer, act: .admin)
    static let exposure = WebPlace(path: "/exposure", title: "Exposure", see: .viewer, act: .admin)
    static let whatIf = WebPlace(path: "/what-if", title: "What if", see: .viewer, act: .admin)
    static let rehearsals = WebPlace(path: "/rehearsals", title: "Rehearsals", see: .viewer, act: .operator)
    static let keys = WebPlace(path: "/keys", title: "Keys", see: .operator, act: .admin)
    static let configuration = WebPlace(path: "/configuration", title: "Configuration", see: .operator, act: .admin)

    /// All of them, in the order of the navigation.
    static let all: [WebPlace] = [
        .readiness, .live, .incidents, .usage, .exposure, .whatIf, .rehearsals, .keys, .configuration,
    ]

    /// What `AdminPolicy` makes of them.
    static let rules: [(method: HTTPRequest.Method, path: String, role: AdminRole)] = all.flatMap { place in
        [(.get, place.path, place.see), (.post, place.path, place.act)]
    }
}
