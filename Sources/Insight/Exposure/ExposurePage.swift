public import PlanBReport

extension ExposureReport {
    /// The report in a form. Names from the configuration and the ledger do nothing where it is shown.
    public func text(_ form: ReportForm) -> String { form.text(self, as: page) }

    /// The report for people: what to worry about first, then the shares.
    public var page: ReportPage {
        var blocks: [ReportPage.Block] = [.paragraph(conclusion)]
        blocks.append(
            .facts([
                ("period", "\(since) to \(until), whole days, UTC"), ("answered requests", String(requests)),
                ("tokens", String(tokens)), ("spend", Figures.dollars(Int(cost))),
            ]))
        if requests == 0 {
            blocks.append(
                .paragraph("Nothing was answered in this period: what follows is by the configuration alone."))
        }
        if isCut { blocks.append(.paragraph("There is more traffic than was looked at: ask for fewer days.")) }
        blocks += [.heading("Routes"), routeTable]
        let shared = routes.flatMap { route in
            route.shared.map { "\(route.route): \($0.backup) has \(Self.words($0.with)) in common with the primary" }
        }
        if !shared.isEmpty { blocks += [.heading("Backups that may fall together with the primary"), .list(shared)] }
        if !retirements.isEmpty { blocks += [.heading("Models that end"), retirementTable] }
        for concentration in concentrations where concentration.shares.contains(where: { $0.name != Self.unknown }) {
            blocks.append(
                .heading("By \(concentration.by.rawValue)" + (concentration.index.map { ", HHI \($0)" } ?? "")))
            blocks.append(Self.table(concentration))
        }
        blocks += [
            .heading("How to read this"),
            .paragraph(
                "A loss is everything of one vendor, account, cloud, region or lineage at once. HHI is the "
                    + "Herfindahl–Hirschman index of the answered requests: 10,000 is everything in one place; above 1,800 "
                    + "a market counts as highly concentrated (U.S. Merger Guidelines, 2023). \"\(Self.unknown)\" are "
                    + "targets of which it is not known, or that are not configured any more. Rehearsals are not counted. "
                    + "Whether a backup works is said by planb readiness, not here."),
        ]
        return ReportPage(title: "Exposure", blocks: blocks)
    }

    private var conclusion: String {
        let single = routes.filter(\.hasSinglePointOfFailure)
        guard !routes.isEmpty else { return "There are no routes." }
        guard let first = single.first, let loss = first.smallestLosses.first?.first else {
            return "Every route has a target left whatever single vendor, account, cloud, region or lineage is lost."
        }
        let more = single.count == 1 ? "" : ", and \(single.count - 1) more"
        return "\(Figures.count(single.count, "route")) of \(routes.count) would stop with a single loss: "
            + "\(first.route) (\(loss))\(more)."
    }

    private var routeTable: ReportPage.Block {
        .table(
            header: ["route", "targets", "requests", "smallest losses that stop it"],
            rows: routes.map { route in
                let losses = route.smallestLosses.map { $0.joined(separator: " + ") }.joined(separator: ", or ")
                return [
                    route.route, route.targets.joined(separator: ", "), String(route.requests),
                    losses.isEmpty
                        ? (route.targets.isEmpty ? "it has no target" : "more than \(SmallestLosses.deepest)") : losses,
                ]
            })
    }

    private var retirementTable: ReportPage.Block {
        .table(
            header: ["day", "in", "target", "model", "routes"],
            rows: retirements.map { end in
                let left = end.daysLeft < 0 ? "\(-end.daysLeft) days ago" : "\(end.daysLeft) days"
                return [end.day, left, end.target, end.model, end.routes.joined(separator: ", ")]
            })
    }

    private static func table(_ concentration: Concentration) -> ReportPage.Block {
        .table(
            header: [concentration.by.rawValue, "requests", "tokens", "spend", "first on", "alone on"],
            rows: concentration.shares.map { share in
                [
                    share.name, "\(share.requests) (\(Figures.percent(share.requestShare)))",
                    "\(share.tokens) (\(Figures.percent(share.tokenShare)))",
                    "\(Figures.dollars(Int(share.cost))) (\(Figures.percent(share.costShare)))",
                    Figures.count(share.routesFirst, "route"), Figures.count(share.routesOnly, "route"),
                ]
            })
    }

    private static func words(_ kinds: [Dependence]) -> String {
        let words = kinds.map(\.rawValue)
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " and " + last
    }
}
