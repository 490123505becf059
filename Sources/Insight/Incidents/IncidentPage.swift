public import PlanBReport

extension IncidentReport {
    /// The report in a form. Names from the configuration and the ledger do nothing where it is shown.
    public func text(_ form: ReportForm) -> String { form.text(self, as: page) }

    /// What it is called on its page.
    public var title: String {
        "Incident: \(incident.vendor), \(Figures.time(incident.start))"
    }

    /// The report for people: the story in a few sentences, then figures.
    public var page: ReportPage { ReportPage(title: title, blocks: opening + timelineBlocks + closing) }

    /// What comes before the timeline.
    public var opening: [ReportPage.Block] {
        var blocks: [ReportPage.Block] = [.paragraph(conclusion), .paragraph(whoNoticed)]
        if isCut {
            blocks.append(.paragraph("There are more rows of this time than were looked at: figures are too small."))
        }
        blocks.append(.facts(facts))
        blocks += [.heading("What failed"), targetTable]
        if !incident.givenUp.isEmpty { blocks += [.heading("What the gateway gave up"), givenUpTable] }
        blocks += [.heading("What was done"), .facts(doneFacts)]
        if !standIns.isEmpty {
            blocks.append(
                .table(
                    header: ["answered instead", "requests", "cost of these answers"],
                    rows: standIns.map { [$0.target, String($0.requests), Figures.dollars(Int($0.cost))] }))
        }
        blocks += [.heading("Who noticed"), callerTable]
        if callerCount > callers.count {
            blocks.append(.paragraph("\(callerCount - callers.count) more callers are not shown."))
        }
        return blocks
    }

    /// The timeline as a table.
    public var timelineBlocks: [ReportPage.Block] {
        let step = stepMinutes == 1 ? "minute by minute" : "in steps of \(stepMinutes) minutes"
        return [
            .heading("Timeline, \(step)"),
            .table(
                header: [
                    "from", "attempts", "failed", "requests", "answered", "by others", "refused", "cut", "on record",
                ],
                rows: timeline.map { step in
                    [
                        Figures.time(step.time), String(step.attempts), String(step.failed),
                        String(step.endings.requests), String(step.endings.answered), String(step.byOthers),
                        String(step.endings.refused), String(step.endings.cut), step.events.joined(separator: "; "),
                    ]
                }),
        ]
    }

    /// What comes after the timeline.
    public var closing: [ReportPage.Block] {
        var blocks: [ReportPage.Block] = []
        if !events.isEmpty {
            blocks += [
                .heading("On record at the same time"),
                .table(
                    header: ["time", "what", "of what", "detail"],
                    rows: events.map { [Figures.time($0.time), $0.kind, $0.subject, $0.detail] }),
            ]
        }
        if !drills.isEmpty {
            blocks += [
                .heading("Drills at the same time"),
                .table(
                    header: ["drill", "routes", "first request", "last request", "requests"],
                    rows: drills.map {
                        [
                            $0.id, $0.routes.joined(separator: ", "), Figures.time($0.first), Figures.time($0.last),
                            String($0.requests),
                        ]
                    }),
            ]
        }
        blocks += [.heading("How to read this"), .paragraph(Self.method)]
        return blocks
    }

    private static let method =
        "Attempts count at the targets of the incident; requests count on the routes concerned: those whose requests met a failure, "
        + "that ask one of these targets first, or that had nobody else left to ask. Answered are "
        + "also errors that are final whoever gives them. Mistakes of clients, what limits and budgets of the gateway refused, and "
        + "what drills made are left out. \"By others\" are requests that another target answered, whether or not they met a "
        + "failure first. A delay is the time that a request spent on attempts that failed; the cost of the attempts is what "
        + "is known to be charged for them."

    /// What failed, in a sentence.
    public var conclusion: String {
        let attempts = targets.reduce(0) { $0 + $1.attempts }
        let failed = targets.reduce(0) { $0 + $1.failed }
        let span =
            incident.isGoingOn
            ? "since \(Figures.time(incident.start)); it is not known to be over"
            : "from \(Figures.time(incident.start)) to \(Figures.time(incident.end)) (\(Figures.age(incident.duration)))"
        let who = "\(incident.vendor) (\(incident.targets.joined(separator: ", ")))"
        guard failed > 0 else {
            return "The gateway gave up \(who) \(span). No request met a failure."
        }
        return "\(who) failed \(span): \(failed) of \(Figures.count(attempts, "attempt")) failed "
            + "(\(Self.words(incident.failures)))."
    }

    /// Who noticed, in a sentence.
    public var whoNoticed: String {
        guard concerned.requests > 0 else { return "No request was concerned." }
        let served =
            "\(concerned.answered) of \(Figures.count(concerned.requests, "request")) on "
            + "\(Figures.count(incident.routes.count, "route")) were answered (\(Figures.percent(concerned.share)))"
        guard concerned.refused + concerned.cut > 0 else { return "Nobody got an error: \(served)." }
        return "\(concerned.refused) refused, \(concerned.cut) cut: \(served)."
    }

    private var facts: [(name: String, value: String)] {
        var facts: [(name: String, value: String)] = [
            ("id", incident.id),
            ("routes", incident.routes.isEmpty ? "none" : incident.routes.joined(separator: ", ")),
            ("requests on these routes", Self.words(concerned)),
            ("requests on all routes", Self.words(all)),
        ]
        if !atTheSameTime.isEmpty { facts.append(("at the same time", atTheSameTime.joined(separator: ", "))) }
        return facts
    }

    private var doneFacts: [(name: String, value: String)] {
        var facts: [(name: String, value: String)] = [
            ("met a failure", Figures.count(response.met, "request")),
            ("answered all the same", Figures.count(response.rescued, "request")),
            ("answered by others at once", Figures.count(response.passedBy, "request")),
            ("failovers", String(response.failovers)),
            ("resumed in the middle", Figures.count(response.resumed, "answer")),
            ("paid for failed attempts", Figures.dollars(Int(response.wasted))),
        ]
        if let middle = response.delayP50, let p95 = response.delayP95, let most = response.delayMost {
            facts.insert(("delay (p50, p95, longest)", "\(middle) ms / \(p95) ms / \(most) ms"), at: 2)
        }
        return facts
    }

    private var targetTable: ReportPage.Block {
        .table(
            header: ["target", "attempts", "failed", "why", "first failure", "last failure", "answers again since"],
            rows: targets.map { part in
                let times = [part.firstFailure, part.lastFailure, part.answersSince].map {
                    $0.map(Figures.time) ?? "-"
                }
                return [part.target, String(part.attempts), String(part.failed), Self.words(part.failures)] + times
            })
    }

    private var givenUpTable: ReportPage.Block {
        .table(
            header: ["what", "why", "from", "to"],
            rows: incident.givenUp.map {
                [$0.part, $0.cause.isEmpty ? "-" : $0.cause, Figures.time($0.since), $0.until.map(Figures.time) ?? "-"]
            })
    }

    private var callerTable: ReportPage.Block {
        guard !callers.isEmpty else { return .paragraph("Nobody asked.") }
        return .table(
            header: ["route", "key", "requests", "answered", "of these later", "refused", "cut", "client left"],
            rows: callers.map { caller in
                [
                    caller.route, caller.key, String(caller.endings.requests), String(caller.endings.answered),
                    String(caller.delayed), String(caller.endings.refused), String(caller.endings.cut),
                    String(caller.endings.left),
                ]
            })
    }

    private static func words(_ endings: Endings) -> String {
        "\(Figures.count(endings.requests, "request")), \(Figures.percent(endings.share)) answered"
            + (endings.left > 0 ? " of those whose client stayed" : "")
    }

    /// `overloaded 30, reset 11`.
    fileprivate static func words(_ failures: [String: Int]) -> String {
        failures.isEmpty
            ? "-"
            : failures.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.key) \($0.value)" }
                .joined(separator: ", ")
    }
}

extension IncidentOutline {
    /// Why attempts failed, and how many: `overloaded 30, reset 11`.
    public var reasons: String { IncidentReport.words(failures) }
}
