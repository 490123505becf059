import PlanBEngine
import PlanBPolicy
import PlanBRehearsal
import PlanBReport
import PlanBVocabulary

/// What a route can lose, and how it is now: what the front page says of it. Pure.
struct RouteOutlook: Equatable {
    /// One target of a route, as far as it matters here.
    struct Link: Equatable {
        var name: String
        var vendor: String
        var model: String
        var state: TargetState
        /// Why it is not well, or cannot be used.
        var cause: String
        var isUsable: Bool
        /// What rehearsals know of it; nil: it is asked first, or there are no rehearsals.
        var backup: RouteReadiness.Backup?
    }

    /// Whether the route goes on without the vendor that it asks first.
    enum Loss: Equatable {
        /// A backup at another vendor was shown to work.
        case survives(String)
        /// There is one, and nobody knows whether it works.
        case unproven(String)
        /// All its targets are of this vendor.
        case sameVendor
        /// There is no other target.
        case alone
    }

    /// How it is at this moment.
    enum Now: Equatable {
        /// What is asked first answers.
        case well
        /// Something else has to.
        case onBackup(String)
        /// Nothing is left that is not given up.
        case down
    }

    var route: String
    var minimum: Double
    var links: [Link]
    var readiness: RouteReadiness?

    /// The vendor that is asked first.
    var vendor: String { links.first?.vendor ?? "" }

    var loss: Loss {
        guard links.count > 1 else { return .alone }
        let elsewhere = links.dropFirst().filter { $0.vendor != vendor }
        if let proven = elsewhere.first(where: { $0.isUsable && isProven($0) }), isPortable {
            return .survives(proven.name)
        }
        guard let first = elsewhere.first(where: \.isUsable) ?? elsewhere.first else { return .sameVendor }
        return .unproven(first.name)
    }

    var now: Now {
        let able = links.filter { $0.isUsable && $0.state != .open }
        guard let first = able.first else { return .down }
        return first.name == links.first?.name ? .well : .onBackup(first.name)
    }

    func isProven(_ link: Link) -> Bool { link.backup?.counts(minimum: minimum) ?? false }

    /// Too many requests refer to what only one account has: no backup helps them.
    private var isPortable: Bool { 1 - (readiness?.stateful ?? 0) >= minimum - 1e-9 }
}

extension RouteOutlook {
    /// Every route of `snapshot` with what is known of it.
    static func all(
        _ snapshot: Snapshot, _ targets: [Gateway.TargetStanding], _ readiness: [RouteReadiness]
    ) -> [RouteOutlook] {
        let known = Dictionary(readiness.map { ($0.route, $0) }, uniquingKeysWith: { first, _ in first })
        // Between the two the configuration may have changed.
        let standings = Dictionary(targets.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        return snapshot.routes.routes.map { route in
            let ready = known[route.pattern.text]
            let links = route.targets.map { id in
                let target = snapshot[id]
                let standing = standings[target.name]
                return Link(
                    name: target.name, vendor: target.vendor, model: target.model ?? "the name asked for",
                    state: standing?.state ?? .well, cause: standing?.refusal ?? standing?.cause?.rawValue ?? "",
                    isUsable: standing?.refusal == nil,
                    backup: ready?.backups.first { $0.target == target.name })
            }
            return RouteOutlook(
                route: route.pattern.text, minimum: ready?.minimum ?? route.rehearsal.minimum, links: links,
                readiness: ready)
        }
    }
}
