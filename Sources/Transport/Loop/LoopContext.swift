import NIOCore
import PlanBEngine

/// What the connections of one event loop share. Confined to it.
final class LoopContext {
    let loop: any EventLoop
    let deadlines: DeadlineQueue
    let time: SystemTime
    let limits: TimeLimits
    let upstream: LoopUpstream
    var connections: Set<ServerConnection> = []
    /// No connection is to serve more than what it has begun.
    var isRetiring = false
    private var dateLine = ByteBuffer()
    private var dateSecond: Int64 = -1

    init(loop: any EventLoop, time: SystemTime, tls: TLSClientContexts, limits: TimeLimits) {
        self.loop = loop
        self.time = time
        self.limits = limits
        deadlines = DeadlineQueue(loop: loop, clock: time)
        upstream = LoopUpstream(loop: loop, deadlines: deadlines, time: time, tls: tls, limits: limits)
    }

    /// `date: …` with its CRLF, made once a second (RFC 9110 §6.6.1).
    func dateField() -> ByteBuffer {
        let second = time.epochSeconds()
        if second != dateSecond {
            dateSecond = second
            dateLine = ByteBuffer(string: "date: \(HTTPDate.text(epoch: second))\r\n")
        }
        return dateLine
    }
}
