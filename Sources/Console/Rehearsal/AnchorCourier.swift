import NIOCore
import NIOPosix
public import PlanBEngine
import PlanBLedger
import PlanBVocabulary
import Synchronization

/// Tells places on the network the newest anchor of the evidence. One that could not be told is tried again; since an anchor
/// stands for all lines before it, only the newest counts.
public final class AnchorCourier: Sendable {
    /// Where anchors are told.
    public enum Place: Sendable, Equatable {
        /// A POST with the anchor as its JSON body; any 2xx takes it.
        case webhook(Origin, path: String)
        /// A message of RFC 5424 over TCP, framed by its length (RFC 6587).
        case syslog(host: String, port: Int)

        var name: String {
            switch self {
            case .webhook(let origin, _): "the webhook at \(origin.authority)"
            case .syslog(let host, let port): "syslog at \(host):\(port)"
            }
        }
    }

    /// What is still to be told to each place.
    private let waiting: Mutex<[String?]>
    private let places: [Place]
    private let fetcher: any Fetcher
    private let group: any EventLoopGroup
    private let say: @Sendable (String) -> Void

    /// A courier. `say` is told once when a place stops taking anchors, and when it takes them again.
    public init(
        _ places: [Place], fetcher: any Fetcher, say: @escaping @Sendable (String) -> Void
    ) {
        self.places = places
        self.fetcher = fetcher
        group = MultiThreadedEventLoopGroup.singleton
        self.say = say
        waiting = Mutex(places.map { _ in nil })
    }

    /// Takes the newest anchor along.
    public func take(_ anchor: String) { waiting.withLock { $0 = $0.map { _ in anchor } } }

    /// Tries every place that has not heard of the newest anchor, once; the indices of those that did not take it.
    func deliver(at time: String) async -> [Int] {
        var failed: [Int] = []
        for (index, place) in places.enumerated() {
            guard let anchor = waiting.withLock({ $0[index] }) else { continue }
            if await tell(place, anchor, at: time) {
                waiting.withLock { if $0[index] == anchor { $0[index] = nil } }
            } else {
                failed.append(index)
            }
        }
        return failed
    }

    /// Delivers until the surrounding task is cancelled; `now` is the time in milliseconds since 1970.
    public func run(now: @Sendable () -> Int64) async {
        guard !places.isEmpty else { return }
        var isFailing = Set<Int>()
        while !Task.isCancelled {
            let failed = Set(await deliver(at: LedgerTime.text(milliseconds: now())))
            for index in failed.subtracting(isFailing) {
                say("\(places[index].name) does not take anchors of the evidence; it is tried again")
            }
            for index in isFailing.subtracting(failed) { say("\(places[index].name) takes anchors again") }
            isFailing = failed
            try? await Task.sleep(for: .seconds(failed.isEmpty ? 1 : 15))
        }
    }

    private func tell(_ place: Place, _ anchor: String, at time: String) async -> Bool {
        switch place {
        case .webhook(let origin, let path):
            let head =
                "POST \(path.isEmpty ? "/" : path) HTTP/1.1\r\nhost: \(origin.authority)\r\nconnection: close\r\n"
                + "content-type: application/json\r\ncontent-length: \(anchor.utf8.count)\r\n"
                + "user-agent: planb/\(Build.version)\r\n\r\n"
            let request = FetchRequest(
                origin: origin, head: Secret(head), body: Secret(anchor), limit: .seconds(10))
            guard let answer = try? await fetcher.fetch(request) else { return false }
            return (200..<300).contains(answer.status)
        case .syslog(let host, let port):
            // Facility 13 (log audit), severity 6 (informational).
            let message = "<110>1 \(time) - planb - evidence - \(anchor)"
            let frame = ByteBuffer(string: "\(message.utf8.count) \(message)")
            do {
                let channel = try await ClientBootstrap(group: group).connectTimeout(.seconds(5))
                    .connect(host: host, port: port).get()
                do { try await channel.writeAndFlush(frame) } catch {
                    try? await channel.close()
                    return false
                }
                try? await channel.close()
                return true
            } catch { return false }
        }
    }
}
