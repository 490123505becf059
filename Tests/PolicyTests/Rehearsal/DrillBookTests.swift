import PlanBPolicy
import PlanBVocabulary
import Testing

/// The laws of `DrillBook`, under random use.
struct DrillBookTests {
    static func order(_ level: DrillLevel = .live, share: Double = 1, failures: Int = 3, spend: Int? = nil)
        -> DrillOrder
    {
        DrillOrder(
            id: "d", level: level, route: "r", primary: "a", backup: "b", share: share, salt: 11,
            caps: .init(userFailures: failures, spend: spend))
    }

    static func begun(_ number: Int?) throws -> Int { try #require(number) }

    /// Whatever is assigned, and however many of it fail at once: the caps hold.
    @Test(arguments: 0..<200)
    func capsHoldUnderAnyUse(seed: UInt64) throws {
        var chance = Chance(seed)
        var book = DrillBook()
        let cap = Int(chance.next() % 6)
        let spend = chance.unit() < 0.5 ? Int(chance.next() % 10_000) : nil
        let number = try Self.begun(book.begin(Self.order(failures: cap, spend: spend)))
        var open: [(exposes: Bool, bound: Int)] = []
        var now = Instant(nanoseconds: 0)
        for _ in 0..<500 {
            now = now + .milliseconds(1)
            if chance.unit() < 0.6 {
                let (exposes, bound) = (chance.unit() < 0.7, Int(chance.next() % 500))
                let isOver = book.tally(of: number)?.end != nil
                if book.enter(number, .experiment, exposes: exposes, bound: bound, now: now) {
                    #expect(!isOver)
                    open.append((exposes, bound))
                }
            } else if !open.isEmpty {
                let (exposes, bound) = open.remove(at: Int(chance.next() % UInt64(open.count)))
                let isFailure = exposes && chance.unit() < 0.5
                book.leave(
                    number, .experiment, exposes: exposes, bound: bound, cost: Int(chance.unit() * Double(bound)),
                    outcome: isFailure ? .failure : .fine, now: now)
            }
            let tally = try #require(book.tally(of: number))
            #expect(tally.failures + tally.exposed <= max(cap, tally.failures))
            #expect(tally.failures <= cap)
            #expect(tally.exposed == open.count { $0.exposes } && tally.underWay == open.count)
            if let spend { #expect(tally.spend <= spend) }
        }
    }

    @Test(arguments: [0.01, 0.05, 0.25, 0.5, 0.9])
    func armsAreDrawnByConversationInEqualParts(share: Double) {
        let order = Self.order(share: share)
        var arms: [DrillArm?: Int] = [:]
        var chance = Chance(3)
        let count = 40_000
        for _ in 0..<count {
            let conversation = chance.next()
            let arm = order.arm(of: conversation)
            #expect(order.arm(of: conversation) == arm)
            arms[arm, default: 0] += 1
        }
        let expected = Double(count) * share
        #expect(abs(Double(arms[.experiment, default: 0]) - expected) < 6 * expected.squareRoot() + 1)
        let control = Double(count) * min(share, 1 - share)
        #expect(abs(Double(arms[.control, default: 0]) - control) < 6 * control.squareRoot() + 1)
    }

    @Test func aRouteHasOneExclusiveDrillAndNothingBesideIt() throws {
        var book = DrillBook()
        let live = try Self.begun(book.begin(Self.order(.live)))
        let again = book.begin(Self.order(.live))
        #expect(again == nil)
        let copies = book.begin(Self.order(.shadow))
        #expect(copies != nil)
        let cut = try Self.begun(book.begin(Self.order(.cutover, share: 0.0001)))
        let other = book.begin(Self.order(.fault))
        #expect(other == nil)
        let now = Instant(nanoseconds: 0)
        // Hardly any conversation is part of the cut-over, and yet the live share rests.
        #expect(book.draw(route: "r", conversation: 5, consent: .live, now: now) == nil)
        book.end(cut, .planned, now: now)
        #expect(book.draw(route: "r", conversation: 5, consent: .live, now: now)?.number == live)
        #expect(book.draw(route: "r", conversation: 5, consent: .shadow, now: now)?.order.level == .shadow)
        #expect(book.draw(route: "r", conversation: 5, consent: .probe, now: now) == nil)
        #expect(book.draw(route: "s", conversation: 5, consent: .live, now: now) == nil)
    }

    /// Several at once that nobody answers: no cap is exceeded, and the drill is over with the first.
    @Test func whatNobodyAnswersEndsTheDrillAndIsNoFailureOfIt() throws {
        var book = DrillBook()
        let number = try Self.begun(book.begin(Self.order(.cutover, failures: 0)))
        let now = Instant(nanoseconds: 0)
        for _ in 0..<5 {
            let isIn = book.enter(number, .experiment, exposes: false, bound: 0, now: now)
            #expect(isIn)
        }
        for _ in 0..<5 {
            book.leave(
                number, .experiment, exposes: false, bound: 0, cost: 0, outcome: .unanswered, now: now)
        }
        let tally = try #require(book.tally(of: number))
        #expect(tally.failures == 0 && tally.unanswered == 5 && tally.end == .unanswered && tally.underWay == 0)
        let isIn = book.enter(number, .experiment, exposes: false, bound: 0, now: now)
        #expect(!isIn)
    }

    @Test func afterItsEndNothingIsAssigned() throws {
        var book = DrillBook()
        var order = Self.order()
        order.until = Instant(nanoseconds: 100)
        let number = try Self.begun(book.begin(order))
        let (before, after) = (Instant(nanoseconds: 99), Instant(nanoseconds: 100))
        #expect(book.draw(route: "r", conversation: 1, consent: .live, now: before) != nil)
        #expect(book.draw(route: "r", conversation: 1, consent: .live, now: after) == nil)
        let late = book.enter(number, .experiment, exposes: false, bound: 0, now: after)
        #expect(!late)
        book.end(number, .stopped("somebody said so"), now: before)
        let stopped = book.enter(number, .experiment, exposes: false, bound: 0, now: before)
        #expect(!stopped)
        #expect(book.isIdle)
        book.forget(number)
        #expect(book.tally(of: number) == nil)
    }
}
