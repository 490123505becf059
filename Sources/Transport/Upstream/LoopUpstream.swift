import NIOCore
import PlanBEngine
import PlanBVocabulary

/// Connections to providers from one event loop, with a pool of idle ones for each origin.
final class LoopUpstream: Upstream {
    private static let lingerTime = Instant.Span.seconds(1)
    private static let idlePerOrigin = 256

    private let connector: Connector
    private let deadlines: DeadlineQueue
    private let time: SystemTime
    private let limits: TimeLimits
    private var idle: [Origin: [UpstreamConnection]] = [:]

    init(loop: any EventLoop, deadlines: DeadlineQueue, time: SystemTime, tls: TLSClientContexts, limits: TimeLimits) {
        connector = Connector(loop: loop, deadlines: deadlines, tls: tls)
        self.deadlines = deadlines
        self.time = time
        self.limits = limits
    }

    /// Sends `request` and waits for the response head. A kept connection that turns out to be dead before it gave a
    /// byte of answer says nothing about the provider: the request goes out once more on a fresh one.
    func open(
        _ request: UpstreamRequest, clocks: OpeningClocks, presence: ClientPresence
    ) async throws(AttemptFailure) -> UpstreamConnection {
        guard !presence.isGone else { throw AttemptFailure(presence.failureClass) }
        var isRepeated = false
        if !request.needsFreshConnection, let kept = lease(request.origin) {
            do throws(AttemptFailure) {
                try await kept.exchange(request, clocks, presence, time)
                return kept
            } catch {
                guard error.failureClass == .reset, !kept.hasReceived, request.isRepeatable else { throw error }
                isRepeated = true
            }
        }
        do throws(AttemptFailure) {
            let fresh = try await connect(request.origin, clocks, presence)
            try await fresh.exchange(request, clocks, presence, time)
            return fresh
        } catch {
            var failure = error
            failure.forbidsRepeat = failure.forbidsRepeat || isRepeated
            throw failure
        }
    }

    /// Lets time pass until `moment`, or until the client departs.
    func pause(until moment: Instant, presence: ClientPresence) async {
        guard !presence.isGone, moment > time.now() else { return }
        let pause = Pause()
        presence.onDeparture = { pause.end() }
        await pause.wait(until: moment, deadlines)
        presence.settle()
    }

    private func connect(
        _ origin: Origin, _ clocks: OpeningClocks, _ presence: ClientPresence
    ) async throws(AttemptFailure) -> UpstreamConnection {
        let now = time.now()
        let limit = min(now + clocks.connect, clocks.deadline)
        let stream: ByteStream
        do throws(AttemptFailure) {
            stream = try await connector.connect(to: origin, before: limit, now: now) { stream in
                presence.onDeparture = { stream.cancel() }
            }
        } catch {
            throw presence.isGone ? AttemptFailure(presence.failureClass) : error
        }
        guard !presence.isGone else {
            stream.close()
            throw AttemptFailure(presence.failureClass)
        }
        return UpstreamConnection(stream, origin: origin, pool: self, madeAt: time.now())
    }

    private func lease(_ origin: Origin) -> UpstreamConnection? {
        while let connection = idle[origin]?.popLast() {
            // Bytes on an idle connection are no answer to anything: taken for one, they would be another request's.
            if !connection.stream.isEnded, connection.stream.inbox.readableBytes == 0,
                time.now() - connection.madeAt < limits.pooledLifetime
            {
                connection.leave()
                return connection
            }
            connection.leave()
            connection.stream.close()
        }
        return nil
    }

    /// Gives a connection whose answer is complete a moment for the end of its body.
    func linger(_ connection: UpstreamConnection) {
        deadlines.watch(connection, until: time.now() + Self.lingerTime)
    }

    /// Takes back a connection whose answer is over.
    func keep(_ connection: UpstreamConnection) {
        let now = time.now()
        let kept = idle[connection.origin]?.count ?? 0
        guard now - connection.madeAt < limits.pooledLifetime, kept < Self.idlePerOrigin else {
            return connection.expire()
        }
        idle[connection.origin, default: []].append(connection)
        deadlines.watch(connection, until: now + limits.pooledIdle)
    }

    /// Forgets an idle connection that has ended or idled for too long.
    func drop(_ connection: UpstreamConnection) {
        idle[connection.origin]?.removeAll { $0 === connection }
        if idle[connection.origin]?.isEmpty == true { idle[connection.origin] = nil }
        deadlines.remove(connection)
        connection.stream.close()
    }

    /// Forgets the deadline of a connection that is used again.
    func stopWatching(_ connection: UpstreamConnection) { deadlines.remove(connection) }
}

extension UpstreamRequest {
    /// Whether the same bytes can be sent again.
    var isRepeatable: Bool {
        if case .bytes = body { return true }
        return false
    }
}
