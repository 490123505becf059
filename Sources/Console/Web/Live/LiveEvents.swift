import HTTPTypes
import Hummingbird
import NIOCore
import PlanBEngine
import PlanBLedger
import Synchronization

/// `GET /live/events`: what happens, as server-sent events, to a bounded number of browsers. Each has a mailbox of its own
/// that is emptied four times a second: requests never wait for a browser.
struct LiveEvents: Sendable {
    /// So many streams at a time.
    static let most = 16
    /// Entries that wait for one browser; what is more is counted and left out.
    private static let capacity = 2000
    private static let pause = Duration.milliseconds(250)
    /// Pauses between two signs of life.
    private static let beat = 40

    let gateway: Gateway
    let feed: LedgerFeed?
    let seats = LiveSeats(LiveEvents.most)
    /// Milliseconds since 1970.
    let now: @Sendable () -> Int64

    func add(to router: Router<AdminContext>) {
        let (gateway, feed, seats, now) = (gateway, feed, seats, now)
        router.get("live/events") { request, context in
            guard let seat = seats.take() else {
                throw HTTPError(
                    .serviceUnavailable, headers: [.retryAfter: "5"],
                    message: "\(Self.most) browsers are watching already; close one of them.")
            }
            let isHealthOnly = WebForm(request.uri.query ?? "")?["only"] == "health"
            var headers = WebConsole.headers(adding: [.contentType: "text/event-stream"])
            headers[.init("x-accel-buffering") ?? .cacheControl] = "no"
            let isAllowed = context.isAllowed
            return Response(
                status: .ok, headers: headers,
                body: ResponseBody { writer in
                    let watcher = isHealthOnly ? nil : feed?.watch(capacity: Self.capacity)
                    defer { if let watcher { feed?.end(watcher) } }
                    let isGone = Flag()
                    try await request.body.consumeWithInboundCloseHandler { _ in
                        try await writer.write(ByteBuffer(string: "retry: 1000\n: planb\n\n"))
                        var story = LiveStory()
                        var news = HealthNews(gateway.healthReport)
                        var quiet = 0
                        while !isGone.isSet, isAllowed() {
                            var text = ""
                            let changes = news.changes(gateway.healthReport, time: now())
                            if !changes.isEmpty { text += HealthNews.text(changes) }
                            if let (entries, missed) = watcher?.take() {
                                for event in story.events(entries) { text += event.text }
                                if missed > 0 { text += Self.missed(missed) }
                            }
                            quiet = text.isEmpty ? quiet + 1 : 0
                            if quiet >= Self.beat {
                                quiet = 0
                                text = ": still here\n\n"
                            }
                            if !text.isEmpty { try await writer.write(ByteBuffer(string: text)) }
                            try await Task.sleep(for: Self.pause)
                        }
                    } onInboundClosed: {
                        isGone.set()
                    }
                    seat.leave()
                    try await writer.finish(nil)
                })
        }
    }

    private static func missed(_ count: Int) -> String {
        "event: missed\ndata: {\"said\":\"Too much happens to show all of it: \(count) entries were left out.\"}\n\n"
    }
}

/// How many streams there are.
final class LiveSeats: Sendable {
    private let taken = Mutex(0)
    private let most: Int

    init(_ most: Int) { self.most = most }

    /// A seat; nil: all are taken. It is given back at the latest when nobody holds it any more: of an answer that is never
    /// sent, nobody says that it is over.
    func take() -> Seat? {
        let isFree = taken.withLock { taken in
            guard taken < most else { return false }
            taken += 1
            return true
        }
        return isFree ? Seat(self) : nil
    }

    /// How many are taken.
    var count: Int { taken.withLock { $0 } }

    final class Seat: Sendable {
        private let seats: LiveSeats
        private let isLeft = Flag()

        fileprivate init(_ seats: LiveSeats) { self.seats = seats }

        func leave() { if isLeft.set() { seats.taken.withLock { $0 -= 1 } } }

        deinit { leave() }
    }
}

/// Something that happens once.
final class Flag: Sendable {
    private let value = Atomic<Bool>(false)

    var isSet: Bool { value.load(ordering: .acquiring) }

    /// Sets it; whether it was not set before.
    @discardableResult
    func set() -> Bool { !value.exchange(true, ordering: .acquiringAndReleasing) }
}
