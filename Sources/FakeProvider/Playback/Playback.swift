import NIOCore

/// Turns what a provider says and how a behaviour wants it said into steps on the wire. Pure: the same input gives the
/// same steps.
struct Playback {
    let behaviour: Behaviour
    let reply: Reply
    let request: ReceivedRequest
    let now: Int

    var steps: [WireStep] {
        var body = self.body
        let compressed = behaviour.encoding == .gzip
        if compressed, body.loop == nil { body.events = [gzip(Array(body.events.joined()))] }
        let place = behaviour.cut?.at
        let bodyCut = place.flatMap { BodyCut($0, events: body.events, isStream: isStream && !compressed) }

        let status = behaviour.head.status ?? reply.status
        let skipsBody = request.method == "HEAD" || (AnswerHead.hasNoBody(status) && behaviour.framing == nil)
        let framing = self.framing(endless: body.loop != nil)
        let head = self.head(status, framing, body.events.reduce(0) { $0 + $1.count })

        var script = StepWriter(behaviour)
        for status in behaviour.head.informational {
            script.add([WireSlice(bytes: AnswerHead.informational(status))])
        }
        let pause = headPause
        if place == .head { return script.finish(pause: pause, .cut(manner)) }
        var headBytes = head.bytes
        if place == .midHead { headBytes = Array(headBytes.prefix(headBytes.count / 2)) }
        var slices = [WireSlice(pause: pause, bytes: headBytes)]
        if place == .midHead || place == .afterHead { return script.finish(slices, .cut(manner)) }
        if skipsBody {
            return script.finish(slices, place == .end ? .cut(manner) : .end(keepAlive: !closes(head, framing)))
        }

        let paced = zip(body.events.indices, body.events).map { WireSlice(pause: body.pauses[$0], bytes: $1) }
        if let loop = body.loop, bodyCut == nil {
            let (intro, cycle) = (paced[..<loop.lowerBound], paced[loop])
            return script.endless(slices + framed(intro, framing, nil).slices, framed(cycle, framing, nil).slices)
        }
        var framer = framed(paced[...], framing, bodyCut)
        framer.end(pause: behaviour.delays.end.count)
        slices += framer.slices
        if framer.isCut || place == .end { return script.finish(slices, .cut(manner)) }
        return script.finish(slices, .end(keepAlive: !closes(head, framing)))
    }

    private var manner: Behaviour.Cut.Manner { behaviour.cut?.how ?? .fin }

    private var isStream: Bool { reply.isStream && behaviour.body == nil }

    private func framed(_ slices: ArraySlice<WireSlice>, _ framing: Behaviour.Framing, _ cut: BodyCut?) -> BodyFramer {
        let chunks = Array(slices).divided(behaviour.chunks)
        var framer = BodyFramer(framing: framing, cut: cut, bodyChunks: chunks.count)
        for chunk in chunks { framer.add(chunk) }
        return framer
    }

    private func framing(endless: Bool) -> Behaviour.Framing {
        if let framing = behaviour.framing { return framing }
        let old = request.version == "HTTP/1.0" || behaviour.head.version == "HTTP/1.0"
        if isStream || endless { return old ? .untilClose : .chunked }
        return .contentLength
    }

    private func head(_ status: Int, _ framing: Behaviour.Framing, _ length: Int) -> AnswerHead {
        var lines = [Behaviour.HeaderLine("date", httpDate(now))] + reply.headers
        if behaviour.encoding != nil { lines.append(.init("content-encoding", "gzip")) }
        if !AnswerHead.hasNoBody(status) || behaviour.framing != nil {
            switch framing {
            case .chunked, .badChunkSize: lines.append(.init("transfer-encoding", "chunked"))
            case .contentLength: lines.append(.init("content-length", String(length)))
            case .contentLengthOff(let off): lines.append(.init("content-length", String(max(0, length + off))))
            case .chunkedWithContentLength:
                lines += [.init("content-length", String(length)), .init("transfer-encoding", "chunked")]
            case .untilClose: break
            }
        }
        let old = request.version == "HTTP/1.0" || behaviour.head.version == "HTTP/1.0"
        if old || framing == .untilClose || request.lists("close", in: "connection") {
            lines.append(.init("connection", "close"))
        }
        return AnswerHead(status: status, lines: lines, edit: behaviour.head)
    }

    /// Whether the connection ends with this answer. A length that is too large has to end somewhere.
    private func closes(_ head: AnswerHead, _ framing: Behaviour.Framing) -> Bool {
        if case .contentLengthOff(let off) = framing, off > 0 { return true }
        return framing == .untilClose || head.isHTTP10 || request.version == "HTTP/1.0"
            || request.lists("close", in: "connection") || head.announcesClose
    }

    /// The pause before the head: a model answers when its first token is there, or all of them.
    private var headPause: Int {
        var pause = behaviour.delays.head.count
        if let latency = behaviour.latency {
            let more = isStream ? 0 : max(reply.tokens - 1, 0)
            let (rest, overflow) = latency.perToken.count.multipliedReportingOverflow(by: more)
            pause += latency.firstToken.count
            pause += overflow ? Behaviour.Milliseconds.year : min(rest, Behaviour.Milliseconds.year)
        }
        return min(pause, Behaviour.Milliseconds.year)
    }

    /// The events of the body with the pause before each, and which of them repeat.
    private var body: (events: [[UInt8]], pauses: [Int], loop: Range<Int>?) {
        let delays = behaviour.delays
        guard isStream else {
            let plain = behaviour.body ?? behaviour.plainBody
            let bytes =
                plain?.bytes ?? reply.events.flatMap { behaviour.stream.bytes($0.content, lineEnd: reply.lineEnd) }
            let edited = plain == nil ? behaviour.stream.edit(plain: bytes, reply) : ([bytes], nil)
            let pause = edited.1 == nil ? delays.firstEvent : max(delays.firstEvent, delays.betweenEvents)
            return (edited.0, [pause.count], edited.1)
        }
        let (events, loop) = behaviour.stream.edit(reply, now: now)
        let perToken = behaviour.latency?.perToken.count ?? 0
        let firstToken = events.firstIndex { $0.kind == .token }
        let pauses = events.indices.map { index in
            let place = index == 0 ? delays.firstEvent : delays.betweenEvents
            return place.count + (events[index].kind == .token && index != firstToken ? perToken : 0)
        }
        var bytes = events.map { behaviour.stream.bytes($0.content, lineEnd: reply.lineEnd) }
        if behaviour.stream.byteOrderMark, !bytes.isEmpty { bytes[0] = [0xEF, 0xBB, 0xBF] + bytes[0] }
        if behaviour.stream.unfinishedLastEvent, let last = bytes.indices.last {
            let end = (behaviour.stream.lineEnd ?? reply.lineEnd).bytes
            bytes[last].removeLast(min(end.count, bytes[last].count))
        }
        return (bytes, pauses, loop)
    }
}
