import PlanBInsight
import PlanBVocabulary
import Testing

@testable import PlanBSimulation

/// What-if, held against outages that are played.
struct PredictionTests {
    @Test("A quota that is a bucket lets a minute's worth through at once, and then as much as flows in")
    func bucket() {
        var truth = QuotaTruth(TargetPlan.Quota(requests: 6, tokens: 6000))
        func take(_ tokens: Int, _ second: Int) -> Int? {
            truth?.take(tokens, at: VirtualLoop.start + .seconds(second))
        }
        for _ in 0..<6 { #expect(take(10, 0) == nil) }
        #expect(take(10, 0) == 10 && take(10, 9) == 1 && take(10, 10) == nil && take(10, 10) == 10)
        // A full bucket again, and one request that takes all tokens of it: another hundred in a second.
        #expect(take(6000, 200) == nil && take(100, 200) == 1 && take(100, 201) == nil && take(300, 201) == 3)
    }

    @Test("A strict quota lets so much through in any 60 seconds, and says when it lets more through")
    func strict() {
        var truth = QuotaTruth(TargetPlan.Quota(requests: 3, tokens: 100, isStrict: true))
        func take(_ tokens: Int, _ second: Int) -> Int? {
            truth?.take(tokens, at: VirtualLoop.start + .seconds(second))
        }
        #expect(take(10, 0) == nil && take(10, 1) == nil && take(10, 30) == nil)
        #expect(take(10, 31) == 29 && take(10, 59) == 1)
        #expect(take(10, 60) == nil && take(10, 60) == 1)
        // All tokens of a minute are used, until those of the first request count no more.
        #expect(take(80, 120) == nil && take(20, 121) == nil && take(1, 122) == 58)
        // What is larger than all that may pass goes by itself.
        #expect(take(1000, 200) == nil && take(1, 210) == 50)
        #expect(QuotaTruth(nil) == nil)
    }

    @Test("A day is the same with the outage and without it, but for the outage")
    func day() {
        for seed in 1...20 {
            let day = OutageDay(UInt64(seed))
            let (calm, hit) = (day.calm, day.hit)
            #expect(calm.requests.count == hit.requests.count && calm.requests.count > 1500)
            #expect(hit.faults.count == calm.faults.count + 1)
            #expect(zip(calm.requests, calm.requests.dropFirst()).allSatisfy { $0.at <= $1.at })
            #expect(day.outage.to > day.outage.from)
            let question = day.question
            #expect(
                (question.until ?? 0) - (question.from ?? 0) == (day.outage.to - day.outage.from).nanoseconds
                    / 1_000_000)
        }
    }

    @Test("A prediction counts what came in the time of the outage, and is what the replay says")
    func prediction() {
        // A vendor alone: everything in that time is lost, in truth and in the replay.
        let alone = OutageShape.allCases.firstIndex(of: .alone) ?? 0
        let prediction = Prediction.make(OutageDay(UInt64(alone)), Player())
        #expect(prediction.shape == .alone && prediction.requests > 100)
        #expect(prediction.actual.answered <= 2 && prediction.predicted.answered <= 2)
        let errors = Prediction(
            seed: 1, shape: .alone, requests: 200, predicted: .init(answered: 190, cost: 90),
            actual: .init(answered: 192, cost: 100))
        #expect(errors.servedError == -1 && abs((errors.costError ?? 0) + 10) < 1e-9)
    }
}
