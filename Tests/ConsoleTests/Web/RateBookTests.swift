import PlanBVocabulary
import Testing

@testable import PlanBConsole

/// How much peers may ask for.
struct RateBookTests {
    private func at(_ milliseconds: Int) -> Instant { Instant(nanoseconds: 0) + .milliseconds(milliseconds) }

    @Test("A burst at once, then as much as comes back, and the wait that is told is enough")
    func burst() {
        var book = RateBook(burst: 3, perSecond: 2)
        for _ in 0..<3 { #expect(book.take("a", now: at(0)) == nil) }
        let wait = book.take("a", now: at(0)) ?? .zero
        #expect(wait == .milliseconds(500))
        #expect(book.take("b", now: at(0)) == nil, "others are not concerned")
        #expect(book.take("a", now: at(499)) != nil)
        #expect(book.take("a", now: at(0) + wait) == nil)
        #expect(book.take("a", now: at(0) + wait) != nil)
        for _ in 0..<3 { #expect(book.take("a", now: at(60_000)) == nil, "more than the burst does not gather") }
        #expect(book.take("a", now: at(60_000)) != nil)
    }

    @Test("What is given back was not taken")
    func giveBack() {
        var book = RateBook(burst: 1, perSecond: 0.001)
        for _ in 0..<10 {
            #expect(book.take("a", now: at(0)) == nil)
            book.giveBack("a")
        }
    }

    @Test("The table is bounded, and peers that are no trouble are forgotten")
    func bounded() {
        var book = RateBook(burst: 2, perSecond: 1, most: 10)
        for index in 0..<1000 { _ = book.take("peer \(index)", now: at(0)) }
        #expect(book.count <= 11)
        #expect(book.take("another", now: at(0)) != nil, "those who share a bucket share its limit")
        #expect(book.take("peer 1", now: at(0)) == nil, "those who are known keep theirs")
        #expect(book.take("yet another", now: at(5000)) == nil)
        #expect(book.count <= 2)
    }

    @Test("A clock that goes back gives nothing")
    func backwards() {
        var book = RateBook(burst: 1, perSecond: 1)
        #expect(book.take("a", now: at(10_000)) == nil)
        #expect(book.take("a", now: at(0)) != nil)
        #expect(book.take("a", now: at(10_500)) != nil)
        #expect(book.take("a", now: at(11_000)) == nil)
    }

    @Test(
        "An IPv6 network is one peer, whichever way an address of it is written",
        arguments: [
            ("10.0.0.1", "10.0.0.1"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2"), ("2001:DB8:1:2::9", "2001:db8:1:2"),
            ("2001:db8::1", "2001:db8:0:0"), ("::1", "0:0:0:0"), ("::ffff:10.0.0.1", "10.0.0.1"),
            ("fe80::1:2:3:4", "fe80:0:0:0"),
            ("unknown", "unknown"), ("", ""), (":", "0:0:0:0"), ("::", "0:0:0:0"),
        ])
    func groups(_ peer: String, _ group: String) { #expect(RateBook.group(peer) == group) }
}
