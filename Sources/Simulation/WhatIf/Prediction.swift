import PlanBInsight
import PlanBLedger
import PlanBVocabulary

/// What what-if said about an outage, and how the outage went.
struct Prediction {
    /// What a run, or a replay, came to in the time of the outage.
    struct Side {
        var answered: Int
        /// In nanodollars.
        var cost: Int
    }

    let seed: UInt64
    let shape: OutageShape
    /// Requests in the time of the outage.
    let requests: Int
    let predicted: Side
    let actual: Side

    /// By how many points of a hundred the served share was missed; negative: it was better than predicted.
    var servedError: Double {
        Double(predicted.answered - actual.answered) / Double(max(1, requests)) * 100
    }

    /// By how many percent the cost was missed; nil: nothing was paid.
    var costError: Double? {
        actual.cost > 0 ? (Double(predicted.cost) / Double(actual.cost) - 1) * 100 : nil
    }

    /// Plays `day` without the outage, asks what-if about it, plays it with the outage, and compares.
    static func make(_ day: OutageDay, _ player: Player) -> Prediction {
        let calm = player.play(day.calm)
        var requests: [RecordedRequest] = []
        var samples: [String: [TargetMeasure.Sample]] = [:]
        for index in day.calm.requests.indices {
            for row in calm.ledger.requests[index] {
                if let request = RecordedRequest(row) { requests.append(request) }
            }
            for row in calm.ledger.attempts[index] { samples[row.target, default: []].append(.init(row)) }
        }
        for rehearsal in day.rehearsals {
            for row in player.play(rehearsal).ledger.attempts.joined() {
                samples[row.target, default: []].append(.init(row))
            }
        }
        requests.sort { $0.time < $1.time }
        let question = day.question
        let report = WhatIf(question, in: Configuration.snapshot(day.calm, day.calm.route, generation: 1)).report(
            of: requests, measures: samples.mapValues { TargetMeasure($0) }, since: question.from ?? 0,
            until: question.until ?? 0)

        let hit = player.play(day.hit)
        var actual = Side(answered: 0, cost: 0)
        var count = 0
        for outcome in hit.outcomes {
            let plan = day.calm.requests[outcome.request]
            guard plan.at >= day.outage.from, plan.at < day.outage.to else { continue }
            count += 1
            if outcome.kind == .answered { actual.answered += 1 }
            for row in hit.ledger.requests[outcome.request] { actual.cost += row.cost ?? 0 }
        }
        return Prediction(
            seed: day.seed, shape: day.shape, requests: count,
            predicted: Side(answered: report.after.answered, cost: report.costAfter), actual: actual)
    }
}
