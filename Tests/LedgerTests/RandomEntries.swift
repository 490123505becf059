import PlanBLedger
import PlanBVocabulary

/// Entries with anything in them that may be in one.
struct RandomEntries {
    var dice: Dice

    init(seed: UInt64) { dice = Dice(seed: seed) }

    mutating func flag() -> Bool { Bool.random(using: &dice) }

    mutating func number() -> Int {
        switch Int.random(in: 0..<6, using: &dice) {
        case 0: 0
        case 1: Int.random(in: -3...200, using: &dice)
        case 2: Int.random(in: 0...5_000_000, using: &dice)
        case 3: .max
        case 4: .min
        default: Int.random(in: .min ... .max, using: &dice)
        }
    }

    mutating func optional() -> Int? { flag() ? number() : nil }

    mutating func span() -> Instant.Span { Instant.Span(nanoseconds: Int64(number())) }

    mutating func text() -> String {
        let alphabet = Array("abcxyz0189-_. \"\\\n\u{0}é☕🇫🇷")
        let longest = flag() ? 8 : 150
        return String(
            (0..<Int.random(in: 0...longest, using: &dice)).compactMap { _ in alphabet.randomElement(using: &dice) })
    }

    mutating func name() -> String { "r" + text() }

    mutating func list() -> [String] { (0..<Int.random(in: 0...4, using: &dice)).map { _ in text() } }

    mutating func usage() -> Usage? {
        guard flag() else { return nil }
        return Usage(
            input: number(), output: number(), cachedInput: number(), reasoning: number(), writtenInput: number())
    }

    mutating func one<Words: CaseIterable>(of _: Words.Type) -> Words {
        let all = Array(Words.allCases)
        return all[Int.random(in: 0..<all.count, using: &dice)]
    }

    mutating func entry() -> LedgerEntry {
        switch Int.random(in: 0..<4, using: &dice) {
        case 0: .open(open())
        case 1: .attempt(attempt())
        case 2: .request(request())
        default: .event(EventEntry(time: Int64(number()), kind: text(), subject: text(), detail: text()))
        }
    }

    mutating func open() -> OpenEntry {
        OpenEntry(
            request: name(), number: number(), reason: text(), time: Int64(number()), expires: Int64(number()),
            key: text(), team: text(), route: text(), operation: text(), asked: text(), target: text(),
            vendor: text(), model: text(), promptTokens: number(), expected: optional(),
            holds: (0..<Int.random(in: 0...3, using: &dice)).map { _ in
                OpenEntry.Hold(account: text(), period: Int64(number()), amount: number())
            })
    }

    mutating func attempt() -> AttemptEntry {
        AttemptEntry(
            request: name(), number: number(), reason: text(), time: Int64(number()), key: text(), team: text(),
            tags: list(), route: text(), operation: one(of: Operation.self), target: text(), vendor: text(),
            account: text(), cloud: text(), region: text(), lineage: text(), model: text(), outcome: text(),
            failure: flag() ? one(of: FailureClass.self) : nil, status: optional(), sentAfter: flag() ? span() : nil,
            firstOutputAfter: flag() ? span() : nil, duration: span(), bytesSent: number(), bytesReceived: number(),
            providerRequest: text(), retryAfter: flag() ? span() : nil, usage: usage(), isEstimated: flag(),
            cost: optional(), priceVersion: text(), isDelivered: flag(), detail: text())
    }

    mutating func request() -> RequestEntry {
        RequestEntry(
            id: name(), time: Int64(number()), key: text(), team: text(), tags: list(), route: text(),
            dialect: one(of: DialectID.self), operation: one(of: Operation.self), model: text(), isStream: flag(),
            needs: list(), bytesIn: number(), promptTokens: number(), outputCap: optional(),
            conversation: flag() ? dice.next() : nil, patience: span(), target: flag() ? text() : nil,
            outcome: one(of: RequestEntry.Outcome.self), status: number(), attempts: number(),
            commitAfter: flag() ? span() : nil, duration: span(), resumedAt: optional(), usage: usage(),
            isEstimated: flag(), cost: optional(), isUnpriced: flag(), code: text(), skips: list(),
            generation: number())
    }
}
