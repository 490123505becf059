import PlanBPolicy
import PlanBReport

/// One drill on one page: what was done, to whom, what was compared, what differed, what to change.
struct DrillReportPage {
    let report: DrillReport

    var page: ReportPage {
        var blocks: [ReportPage.Block] = [.paragraph(conclusion)]
        blocks += [.heading("What was done"), .paragraph(Self.meaning(of: report.level)), .facts(deeds)]
        blocks += [.heading("To whom"), .facts(people)]
        blocks.append(.heading("What was compared"))
        blocks += comparison
        blocks.append(.heading("What differed"))
        blocks += differences
        blocks.append(.heading("What to change"))
        blocks.append(report.advice.isEmpty ? .paragraph(Self.noAdvice(report)) : .list(report.advice))
        blocks += [.heading("How to read this"), .list(Self.legend)]
        return ReportPage(title: "Rehearsal of \(report.route): \(report.level.rawValue)", blocks: blocks)
    }

    // MARK: - The conclusion

    private var conclusion: String {
        let end =
            switch report.state {
            case .running: "It goes on. "
            case .ended: ""
            case .aborted: "It was ended early: \(report.reason.isEmpty ? "no reason was noted" : report.reason). "
            case .interrupted: "The gateway ended under it; nothing stayed forced. "
            }
        let verdict =
            switch report.verdict {
            case .good: "The backup \(report.backup) was good enough."
            case .bad: "The backup \(report.backup) was not good enough."
            case .undecided: "There were too few samples to say anything of the backup \(report.backup)."
            }
        return end + verdict
    }

    private static func noAdvice(_ report: DrillReport) -> String {
        switch report.verdict {
        case .good: "Nothing."
        case .bad: "Nothing is known beyond what differed."
        case .undecided: "Nothing is known yet: more samples are needed."
        }
    }

    static func meaning(of level: DrillLevel) -> String {
        switch level {
        case .probe: "One small request was sent to the target, to see that its name, key, model and quota are there."
        case .golden:
            "The prompts of the route's golden set were sent to the backup, and to the primary to compare with."
        case .shadow:
            "Requests of users were sent to the backup as well, after they were answered. Nobody saw its answers."
        case .live:
            "The backup answered a share of the users' requests. The primary stood by until output was handed over."
        case .cutover:
            "For a while the primary counted as dead for a share of the requests. It stood by until output was handed over."
        case .fault:
            "For a while failures of the primary were made up inside the gateway for a share of the requests, so that the "
                + "detector had to find them."
        }
    }

    // MARK: - What was done, and to whom

    private var deeds: [(name: String, value: String)] {
        var facts: [(name: String, value: String)] = [
            ("drill", report.id), ("route", report.route), ("primary", report.primary), ("backup", report.backup),
            ("wanted by", report.actor), ("began", Figures.time(report.started)),
        ]
        if let ended = report.ended {
            facts.append(("ended", "\(Figures.time(ended)), after \(Figures.age(ended &- report.started))"))
        }
        facts.append(("state", report.state.rawValue + (report.reason.isEmpty ? "" : ": \(report.reason)")))
        for target in report.skipped ?? [] { facts.append(("not asked", target)) }
        facts.append(
            (
                "cost",
                Figures.dollars(report.spend) + (report.spendCap.map { " of at most \(Figures.dollars($0))" } ?? "")
            ))
        return facts
    }

    private var people: [(name: String, value: String)] {
        var facts: [(name: String, value: String)] = []
        if let share = report.share { facts.append(("share of requests", Figures.percent(share))) }
        facts.append(("sent to the backup", Figures.count(report.requests, "request")))
        facts.append(("in the control arm", Figures.count(report.controls, "request")))
        facts.append(
            (
                "failures that users saw",
                report.level.reachesUsers
                    ? "\(report.userFailures) of at most \(report.userFailureCap)" : "none: no answer reached a user"
            ))
        if let unanswered = report.unanswered {
            facts.append(("answered by nobody, the primary included", Figures.count(unanswered, "request")))
        }
        return facts
    }

    // MARK: - What was compared

    private var comparison: [ReportPage.Block] {
        var blocks: [ReportPage.Block] = []
        if let score = report.score {
            blocks.append(.facts(Self.facts(of: score)))
            if !score.gates.isEmpty { blocks.append(Self.gates(score)) }
            if let fields = report.fields { blocks.append(Self.fields(fields)) }
        } else {
            blocks.append(.paragraph("There were no samples: neither conformance nor quality is measured."))
        }
        if !report.detections.isEmpty { blocks.append(detections) }
        if let failbacks = report.failbacks {
            blocks.append(
                .paragraph(
                    "Fail-back: \(Figures.count(failbacks, "conversation")) went on at the primary with what was said at the "
                        + "backup; \(report.failedFailbacks.map { "\($0) failed" } ?? "failures were not looked at")."))
        }
        if let capacity = report.capacity { blocks.append(.facts(CapacityWords.facts(capacity))) }
        blocks.append(plants)
        return blocks
    }

    /// Two figures, two names.
    static func facts(of score: Scorecard) -> [(name: String, value: String)] {
        var facts = [
            ("conformance (form)", Figures.share(score.conformance)),
            ("quality (is it right)", score.quality.map(Figures.share) ?? "not measured"),
        ]
        if let agreement = score.agreement { facts.append(("agrees with the primary", Figures.share(agreement))) }
        if let agreement = score.selfAgreement {
            facts.append(("the primary agrees with itself", Figures.share(agreement)))
        }
        if score.agreement != nil {
            facts.append(
                (
                    "no less than the primary with itself",
                    score.isAgreementNoWorse.map { $0 ? "yes, but for the margin" : "no" } ?? "too few pairs to say"
                ))
        }
        for (name, mean) in [
            ("fields of JSON equal to the primary's", score.fields),
            ("the same, of the primary with itself", score.selfFields),
        ] {
            if let mean { facts.append((name, Figures.mean(mean))) }
        }
        for (name, mean) in [
            ("similarity to the primary by embeddings", score.similarity),
            ("the same, of the primary to itself", score.selfSimilarity),
        ] {
            if let mean { facts.append((name, Figures.cosine(mean))) }
        }
        for (name, ratio) in [
            ("first output", score.firstOutput), ("whole answer", score.duration), ("tokens", score.outputTokens),
            ("cost", score.cost),
        ] {
            facts.append((name + ", backup to primary", ratio.map(Figures.ratio) ?? "not measured"))
        }
        return facts
    }

    private static func fields(_ fields: [DrillReport.FieldDifference]) -> ReportPage.Block {
        .table(
            header: ["field of JSON", "differed from the primary's"],
            rows: fields.map { [$0.name, "\($0.differed) of \(Figures.count($0.of, "sample"))"] })
    }

    private static func gates(_ score: Scorecard) -> ReportPage.Block {
        let rows = score.gates.sorted { $0.key < $1.key }.map { gate, count in
            [gate, "\(count.passed) of \(count.of)", Figures.share(count)]
        }
        return .table(header: ["gate", "passed", "share"], rows: rows)
    }

    private var detections: ReportPage.Block {
        .table(
            header: [
                "fault", "made up", "answered all the same", "failed", "given up after", "added to the first output",
            ],
            rows: report.detections.map { found in
                [
                    found.fault, String(found.injected), String(found.answered), String(found.failed),
                    found.openedAfter.map { "\($0) ms" } ?? "not given up",
                    found.added.map(Figures.added) ?? "not measured",
                ]
            })
    }

    private var plants: ReportPage.Block {
        guard !report.plants.isEmpty else {
            return .paragraph(
                "No backup that was made bad on purpose was given to this scoring, so that this drill proves nothing by itself."
            )
        }
        return .table(
            header: ["backup made bad on purpose", "rejected", "after samples"],
            rows: report.plants.map { [$0.plant, $0.isRejected ? "yes" : "NO", String($0.samples)] })
    }

    // MARK: - What differed

    private var differences: [ReportPage.Block] {
        guard !report.differences.isEmpty else { return [.paragraph("Nothing that is on record.")] }
        return report.differences.enumerated().flatMap { index, difference -> [ReportPage.Block] in
            let gates = difference.gates.isEmpty ? "no gate" : difference.gates.joined(separator: ", ")
            var blocks: [ReportPage.Block] = [
                .sample(title: "\(index + 1). Failed: \(gates). Asked", text: difference.prompt)
            ]
            if !difference.primary.isEmpty {
                blocks.append(.sample(title: "\(report.primary) answered", text: difference.primary))
            }
            blocks.append(.sample(title: "\(report.backup) answered", text: difference.backup))
            return blocks
        }
    }

    private static let legend = [
        "Conformance is form: complete, ended alike, schema, tools, no change of refusal, language. Quality is whether the "
            + "answer is right, as golden checks or a judge find. Neither stands for the other.",
        "Shares have their one-sided 95 % interval (Clopper and Pearson) and the number of samples. A sample is one "
            + "conversation, or one different golden prompt.",
        "Ratios are of medians, backup to primary, with a 90 % interval by the bootstrap; so are differences of times, of the "
            + "experiment and its control.",
        "Prompts and answers are beginnings, with what looked personal or secret taken out.",
    ]
}

/// Capacity in words.
enum CapacityWords {
    static func facts(_ capacity: CapacityFigure) -> [(name: String, value: String)] {
        func perMinute(_ number: Double?) -> String { number.map { "\(Figures.decimal($0)) a minute" } ?? "not known" }
        var facts = [
            ("capacity, quota to demand", capacity.ratio.map { "\(Figures.decimal($0))×" } ?? "not known"),
            ("requests, 99th percentile", perMinute(capacity.requestDemand)),
            ("tokens, 99th percentile", perMinute(capacity.tokenDemand)),
            ("quota of requests", perMinute(capacity.requestQuota.map(Double.init))),
            ("quota of tokens", perMinute(capacity.tokenQuota.map(Double.init))),
        ]
        if !capacity.source.isEmpty { facts.append(("quota known from", capacity.source)) }
        for (minute, share) in [
            (1, capacity.refusedInMinute1), (15, capacity.refusedInMinute15), (60, capacity.refusedInMinute60),
        ] {
            if let share { facts.append(("refused in minute \(minute), estimated", Figures.percent(share))) }
        }
        if let minutes = capacity.rampMinutes {
            facts.append(("until it bears all, estimated", "\(Figures.decimal(minutes)) min"))
        }
        if let cost = capacity.hourlyCost { facts.append(("an hour of the load would cost", Figures.dollars(cost))) }
        if let cost = capacity.hourlyCostAtPrimary { facts.append(("at the primary it costs", Figures.dollars(cost))) }
        return facts
    }
}
