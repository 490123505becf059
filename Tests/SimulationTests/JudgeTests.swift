import NIOCore
import PlanBEngine
import PlanBLedger
import PlanBVocabulary
import Testing

@testable import PlanBSimulation

struct JudgeTests {
    private static let error = "data: {\"error\":{\"message\":\"m\"}}\n\n"

    @Test("A good answer breaks nothing")
    func good() {
        let theatre = Theatre()
        theatre.attempt(0, text: "one two ")
        theatre.delta("one ")
        theatre.delta("two ")
        #expect(theatre.verdict().isEmpty)
    }

    @Test("A marked continuation of exactly what the client has breaks nothing")
    func marked() {
        let theatre = Theatre()
        theatre.attempt(0, text: "one ", isWhole: false, outcome: "cut", failure: .cut)
        theatre.delta("one ")
        theatre.attempt(1, text: "two ", given: "one ")
        theatre.delta("two ")
        #expect(theatre.verdict("data: {\"planb\":{\"resumed\":{}}}\n\ndata: [DONE]\n\n").isEmpty)
    }

    @Test("A continuation without a mark is found")
    func unmarked() {
        let theatre = Theatre()
        theatre.attempt(0, text: "one ", isWhole: false, outcome: "cut", failure: .cut)
        theatre.delta("one ")
        theatre.attempt(1, text: "two ", given: "one ")
        theatre.delta("two ")
        #expect(theatre.verdict() == [.bytes])
    }

    @Test("Two answers mixed are found, marked or not")
    func mixed() {
        let theatre = Theatre()
        theatre.attempt(0, text: "one ", isWhole: false, outcome: "cut", failure: .cut)
        theatre.delta("one ")
        theatre.attempt(1, text: "uno dos ", given: "once ")
        theatre.delta("dos ")
        #expect(theatre.verdict("data: {\"planb\":{\"resumed\":{}}}\n\ndata: [DONE]\n\n") == [.bytes])
    }

    @Test(
        "A lost and a repeated piece are found", arguments: [["one ", "three "], ["one ", "one ", "two ", "three "]])
    func pieces(received: [String]) {
        let theatre = Theatre()
        theatre.attempt(0, text: "one two three ")
        for piece in received { theatre.delta(piece) }
        #expect(theatre.verdict() == [.bytes])
    }

    @Test("A cut answer that ends like a whole one is found", arguments: ["data: [DONE]\n\n", ""])
    func cleanCut(last: String) {
        let theatre = Theatre()
        theatre.attempt(0, text: "one ", isWhole: false, outcome: "cut", failure: .cut)
        theatre.delta("one ")
        #expect(theatre.verdict(last, outcome: last.isEmpty ? .cut : .answered).contains(.bytes))
    }

    @Test("A cut answer that ends in an error and an abort breaks nothing")
    func honestCut() {
        let theatre = Theatre()
        theatre.attempt(0, text: "one ", isWhole: false, outcome: "cut", failure: .cut)
        theatre.delta("one ")
        #expect(theatre.verdict(Self.error, isClean: false, outcome: .cut).isEmpty)
    }

    @Test("[DONE] after an error is found")
    func doneAfterError() {
        let theatre = Theatre()
        theatre.attempt(0, text: "one ", isWhole: false, outcome: "cut", failure: .cut)
        theatre.delta("one ")
        #expect(theatre.verdict(Self.error + "data: [DONE]\n\n", isClean: false, outcome: .cut).contains(.bytes))
    }

    @Test("Giving up while a healthy target was never asked is found")
    func givenUp() {
        let theatre = Theatre()
        theatre.attempt(0, text: "", isWhole: false, outcome: "cut", failure: .cut)
        theatre.receive("{\"error\":{}}", status: 502)
        #expect(theatre.verdict("", outcome: .failed) == [.success])
    }

    @Test("Giving up is right when nobody was healthy")
    func nobodyHealthy() {
        let theatre = Theatre {
            $0.faults = [
                FaultPlan(
                    scope: .everything, kind: .refused, stage: .connect, from: VirtualLoop.start, to: .distantFuture,
                    share: FaultPlan.always)
            ]
        }
        theatre.receive("{\"error\":{}}", status: 502)
        #expect(theatre.verdict("", outcome: .failed).isEmpty)
    }

    @Test("More attempts than targets and two retries are found")
    func tooMany() {
        let theatre = Theatre()
        for _ in 0..<4 { theatre.attempt(0, text: "", isWhole: false, outcome: "cut", failure: .cut) }
        theatre.attempt(1, text: "one ")
        theatre.delta("one ")
        #expect(theatre.verdict() == [.attempts])
    }

    @Test("An attempt without a row, a false row, and a request with two rows or none are found")
    func rows() {
        let unrecorded = Theatre()
        unrecorded.attempt(0, text: "one ", isRecorded: false)
        unrecorded.delta("one ")
        #expect(unrecorded.verdict() == [.ledger])
        let untrue = Theatre()
        untrue.attempt(0, text: "one ", outcome: "refused", failure: .refused)
        untrue.delta("one ")
        #expect(untrue.verdict() == [.ledger])
        for count in [0, 2] {
            let theatre = Theatre()
            theatre.attempt(0, text: "one ")
            theatre.delta("one ")
            #expect(theatre.verdict(rows: count) == [.ledger])
        }
    }

    @Test("Passing over a target that never failed is found")
    func passedOver() {
        let theatre = Theatre()
        theatre.attempt(1, text: "one ")
        theatre.delta("one ")
        #expect(theatre.verdict() == [.liveness])
    }

    @Test(
        "A provider's words, pages and refusals are found where a client can see them",
        arguments: [(502, "{\"error\":\"sk-canary-1\"}"), (502, "<html>"), (401, "{}"), (403, "{}")])
    func leaks(status: Int, body: String) {
        let theatre = Theatre { $0.requests[0].departs = .seconds(1) }
        theatre.receive(body, status: status)
        #expect(theatre.verdict("", outcome: .failed).contains(.secrecy))
    }

    @Test("An end after the deadline is found")
    func late() {
        let theatre = Theatre { $0.requests[0].deadline = .milliseconds(500) }
        theatre.attempt(0, text: "one ")
        theatre.delta("one ")
        theatre.pass()
        #expect(theatre.verdict() == [.outcome])
    }

    @Test(
        "Asking a refused account, or before a Retry-After is over, is found",
        arguments: [FaultKind.unauthorized, .rateLimitLong])
    func unwelcome(kind: FaultKind) {
        let theatre = Theatre {
            $0.faults = [
                FaultPlan(
                    scope: .target(0), kind: kind, stage: .head, from: VirtualLoop.start,
                    to: VirtualLoop.start + .milliseconds(1), share: FaultPlan.always)
            ]
        }
        theatre.refusal(0, wait: kind == .rateLimitLong ? 20_000 : nil)
        theatre.pass()
        theatre.attempt(0, text: "")
        #expect(Set(theatre.run.offences.map(\.invariant)) == [.attempts])
    }
}
