import PlanBEngine

/// The answer of `planb check`.
public struct CheckReport: Sendable, Encodable {
    /// Whether the configuration can be used, with every secret.
    public let ok: Bool
    /// Errors, secrets that cannot be resolved, and warnings.
    public let diagnostics: [Diagnostic]
    /// Who receives a copy of what; empty if the configuration is invalid.
    public let routes: [RouteSummary]
    /// What is known of each target's model; empty if the configuration is invalid.
    public let targets: [TargetSummary]
    /// Where traces are sent; nil: nowhere.
    public let traces: String?
    /// Where the access log is; nil: there is none.
    public let accessLog: String?
    private let headline: String

    private enum CodingKeys: String, CodingKey {
        case ok, diagnostics, routes, targets, traces
        case accessLog = "access_log"
    }

    /// About a configuration that could be read.
    public init(_ settings: LoadedSettings) {
        ok = settings.unresolved.isEmpty
        diagnostics = settings.unresolved + settings.warnings
        routes = settings.summary
        targets = settings.targets
        traces = settings.traces.map { "\($0.place) (\($0.encoding.rawValue))" }
        accessLog = settings.accessLog?.text
        let counts = [
            (settings.snapshot.targets.count, "target"), (settings.summary.count, "route"),
            (settings.keys.count, "key"),
        ]
        .map { "\($0) \($1)\($0 == 1 ? "" : "s")" }.joined(separator: ", ")
        headline = "\(ok ? "ok" : "not ok: secrets are missing"): \(settings.snapshot.mode.rawValue) mode, \(counts)"
    }

    /// About a configuration that cannot be used.
    public init(_ failure: SettingsFailure) {
        ok = false
        diagnostics = failure.errors + failure.warnings
        routes = []
        targets = []
        traces = nil
        accessLog = nil
        headline = "not ok: \(failure.errors.count) error\(failure.errors.count == 1 ? "" : "s")"
    }

    /// For people: one line for each diagnostic, then the routes.
    public var text: String {
        let table = routes.flatMap { route -> [String] in
            let rows = route.targets.enumerated().map { index, target in
                let model = target.model ?? "the name asked for"
                return ["  \(index + 1)", target.name, target.vendor, target.region ?? "-", target.origin, model]
                    + (route.groups.isEmpty ? [] : [route.groups.note(on: target.name)]) + [
                        target.disabled.map { "disabled: \($0)" } ?? ""
                    ]
            }
            return ["", route.route] + TextTable.lines(rows)
                + (route.handling.lines + [route.rehearsal.line]).map { "  " + $0 }
                + ["  a copy may go to: \(route.vendors.joined(separator: ", "))"]
        }
        let contracts = targets.isEmpty ? [] : ["", "contracts"] + targets.flatMap(\.lines).map { "  " + $0 }
        let others = [traces.map { "traces go to \($0)" }, accessLog.map { "the access log goes to \($0)" }].compactMap
        { $0 }
        return (diagnostics.map(\.description) + [headline] + others + table + contracts).joined(separator: "\n")
    }
}
