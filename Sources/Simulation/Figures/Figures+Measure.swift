import PlanBVocabulary

extension Figures {
    /// Measures everything. Deterministic, so that it is the same for everybody.
    static func measure() -> Figures {
        let player = Player()
        var detection: [Detection] = []
        let deaths: [(String, FaultKind, Stage)] = [
            ("connection refused", .refused, .connect), ("503 at once", .unavailable, .head),
            ("silence", .stall, .head),
        ]
        for (name, kind, stage) in deaths {
            for (rate, runs) in [(1, 40), (10, 20), (1000, 3)] {
                for away in kind == .refused ? [0, 20] : [20] {
                    detection.append(Self.detection(name, kind, stage, away: away, rate: rate, runs: runs, player))
                }
            }
        }
        return Figures(
            partialOutage: partialOutage(player), detection: detection,
            comeback: deaths.map { comeback($0.0, $0.1, $0.2, player) }, ramp: ramp())
    }

    private static func partialOutage(_ player: Player) -> PartialOutage {
        var figure = PartialOutage(requests: 0, primaryFailures: 0, clientErrors: 0, clientErrorRate: 0)
        for seed in 1...20 {
            let end = VirtualLoop.start + .seconds(10_000)
            // 25 % in all: what is not hit by the first fault may be hit by the second.
            let run = player.play(
                FigureScenario.steady(
                    UInt64(seed), rate: 2, seconds: 2500,
                    faults: [(.internalError, .head, 13), (.unavailable, .head, 14)], until: end))
            for outcome in run.outcomes where arrival(outcome, run) >= FigureScenario.death {
                figure.requests += 1
                if outcome.kind != .answered { figure.clientErrors += 1 }
            }
            figure.primaryFailures += run.world.attempts.count {
                $0.request != nil && $0.target == 0 && $0.fault != nil
            }
        }
        figure.clientErrorRate = Double(figure.clientErrors) / Double(max(1, figure.requests))
        return figure
    }

    private static func detection(
        _ name: String, _ kind: FaultKind, _ stage: Stage, away: Int, rate: Int, runs: Int, _ player: Player
    ) -> Detection {
        var failed: [Int] = []
        var times: [Double] = []
        var informed = 0
        var afterwards = 0
        var errors = 0
        for seed in 1...runs {
            let run = player.play(
                FigureScenario.steady(
                    UInt64(seed), rate: rate, seconds: rate < 100 ? 240 : 85, away: away, faults: [(kind, stage, 100)],
                    until: .distantFuture))
            let later = run.outcomes.filter { arrival($0, run) >= FigureScenario.death }
                .sorted { arrival($0, run) < arrival($1, run) }
            let turn = later.firstIndex { $0.targets.first != 0 } ?? later.count
            failed.append(turn)
            let known = firstFailure(run)
            informed = max(informed, later[..<turn].count { arrival($0, run) > known })
            if turn < later.count { times.append(seconds(arrival(later[turn], run) - FigureScenario.death)) }
            afterwards = max(afterwards, later[turn...].count { $0.targets.first == 0 })
            errors += later.count { $0.kind != .answered }
        }
        failed.sort()
        times.sort()
        return Detection(
            fault: name, away: away, requestsPerSecond: rate, failedAttempts: failed[failed.count / 2],
            failedAttemptsAtWorst: failed.last ?? 0, failedThoughKnownAtWorst: informed,
            seconds: times.isEmpty ? 0 : times[times.count / 2],
            sentFirstAfterwards: afterwards, clientErrors: errors)
    }

    /// When the gateway first learned that the dead primary fails: from a user's attempt or from a probe.
    private static func firstFailure(_ run: ScenarioRun) -> Instant {
        run.world.attempts.filter { $0.target == 0 && $0.openedAt >= FigureScenario.death && $0.end != .complete }
            .map(\.endedAt).min() ?? .distantFuture
    }

    private static func comeback(_ name: String, _ kind: FaultKind, _ stage: Stage, _ player: Player) -> Return {
        var first: [Double] = []
        var full: [Double] = []
        for seed in 1...20 {
            let health = FigureScenario.death + .seconds(120)
            let run = player.play(
                FigureScenario.steady(UInt64(seed), rate: 10, seconds: 340, faults: [(kind, stage, 100)], until: health)
            )
            let later = run.outcomes.filter { arrival($0, run) >= health }
            let back = later.filter { $0.targets.first == 0 }.map { arrival($0, run) }.min() ?? .distantFuture
            let last = later.filter { $0.targets.first != 0 }.map { arrival($0, run) }.max() ?? health
            first.append(seconds(back - health))
            full.append(seconds(last - health))
        }
        first.sort()
        full.sort()
        return Return(
            fault: name, requestsPerSecond: 10, firstRequest: first[first.count / 2],
            firstRequestAtWorst: first.last ?? 0, fullShare: full[full.count / 2])
    }

    private static func arrival(_ outcome: ClientOutcome, _ run: ScenarioRun) -> Instant {
        run.scenario.requests[outcome.request].at
    }

    private static func seconds(_ span: Instant.Span) -> Double {
        (Double(span.nanoseconds) / 1e6).rounded() / 1e3
    }
}
