public import PlanBReport

/// The incidents of a stretch of time.
public struct IncidentList: Codable, Sendable, Equatable {
    /// From when on was asked, in milliseconds since 1970.
    public var since: Int64
    /// Until when.
    public var until: Int64
    /// From when on was looked: later than `since` if there are more failures than are looked at.
    public var lookedAtFrom: Int64
    /// The latest first.
    public var incidents: [IncidentOutline]

    /// There were more failures than are looked at, or more incidents than are shown.
    public var isCut: Bool

    /// The list in a form. Names from the configuration and the ledger do nothing where it is shown.
    public func text(_ form: ReportForm) -> String { form.text(self, as: page) }

    /// The list for people.
    public var page: ReportPage {
        var blocks: [ReportPage.Block] = [
            .paragraph(conclusion), .facts([("period", "\(Figures.time(since)) to \(Figures.time(until))")]),
        ]
        if isCut {
            blocks.append(
                .paragraph(
                    "There are more failures than were looked at: of what began before \(Figures.time(lookedAtFrom)) only that is "
                        + "shown which the gateway gave up. Ask for a shorter time that ends earlier."))
        }
        if !incidents.isEmpty { blocks.append(table) }
        return ReportPage(title: "Incidents", blocks: blocks)
    }

    /// How many there were, in a sentence.
    public var conclusion: String {
        guard !incidents.isEmpty else { return "No incidents are on record in this time." }
        let noticed = incidents.count { !$0.isUnnoticed }
        let goingOn = incidents.count(where: \.isGoingOn)
        return "\(Figures.count(incidents.count, "incident")), \(noticed) of them noticed by somebody"
            + (goingOn > 0 ? "; \(goingOn) not known to be over." : ".")
    }

    private var table: ReportPage.Block {
        .table(
            header: ["id", "from", "for", "who", "failed attempts", "why", "routes", "refused", "cut"],
            rows: incidents.map { incident in
                [
                    incident.id, Figures.time(incident.start),
                    incident.isGoingOn ? "goes on" : Figures.age(incident.duration),
                    "\(incident.vendor) (\(incident.targets.joined(separator: ", ")))", String(incident.failedAttempts),
                    incident.reasons, incident.routes.joined(separator: ", "),
                    String(incident.refused), String(incident.cut),
                ]
            })
    }
}
