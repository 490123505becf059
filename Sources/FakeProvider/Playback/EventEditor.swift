extension Behaviour.Stream {
    /// The events of a stream as they go on the wire, and those of them that repeat for ever.
    func edit(_ reply: Reply, now: Int) -> (events: [Reply.Event], loop: Range<Int>?) {
        var kept = reply.events.filter { !drop.contains($0.kind) }
        if let keep { kept = Array(kept.prefix(max(keep, 0))) }
        var events = kept
        if !insert.isEmpty {
            events = []
            for index in 0...kept.count {
                for insertion in insert where min(max(insertion.before ?? kept.count, 0), kept.count) == index {
                    let event = made(insertion.what, reply, now: now)
                    events += repeatElement(event, count: max(insertion.times, 0))
                }
                if index < kept.count { events.append(kept[index]) }
            }
        }
        guard endless, !events.isEmpty else { return (events, nil) }
        let first = events.firstIndex { $0.kind == .token } ?? events.count - 1
        let last = events.lastIndex { $0.kind == .token } ?? events.count - 1
        return (Array(events[...last]), first..<last + 1)
    }

    private func made(_ what: Behaviour.Insertion.What, _ reply: Reply, now: Int) -> Reply.Event {
        if let event = reply.insertion(what) { return event }
        switch what {
        case .raw(let payload): return .init(.other, .raw(payload.bytes))
        case .ping: return .init(.other, .comment("ping - \(httpDate(now))"))
        case .comment, .role, .emptyDelta, .emptyChoices, .error, .failure, .badChecksum, .done:
            return .init(.other, .comment("keep-alive"))
        }
    }

    /// What becomes of the body of an answer that is not a stream. See ``Behaviour/Stream``.
    func edit(plain body: [UInt8], _ reply: Reply) -> (events: [[UInt8]], loop: Range<Int>?) {
        if endless { return ([[0x0A]], 0..<1) }
        let told = insert.map(\.what).first { what in
            if case .failure = what { true } else { what == .error }
        }
        if let told, let event = reply.insertion(told), case .event(_, let data) = event.content {
            return ([Array(data.utf8)], nil)
        }
        let comments = insert.filter { $0.what == .comment }.reduce(0) { $0 + min(max($1.times, 0), 1_000_000) }
        let kept = keep == nil ? body : Array(body.prefix(body.count / 2))
        return ([[UInt8](repeating: 0x0A, count: comments) + kept], nil)
    }

    /// The bytes of an event, in a stream whose lines have this end unless the behaviour has another one.
    func bytes(_ content: Reply.Content, lineEnd usual: Behaviour.LineEnd) -> [UInt8] {
        let end = (lineEnd ?? usual).bytes
        var bytes: [UInt8] = []
        switch content {
        case .event(let name, let data):
            if let name { bytes += Array("event: \(name)".utf8) + end }
            for line in multiLine ? lines(Array(data.utf8)) : [Array(data.utf8)[...]] {
                bytes += Array("data: ".utf8) + line + end
            }
            return bytes + end
        case .comment(let text):
            return Array(": \(text)".utf8) + end + end
        case .raw(let raw):
            return raw
        }
    }

    /// JSON, divided after the commas between the members of the outermost object.
    private func lines(_ json: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var (start, depth, inString, escaped) = (0, 0, false, false)
        for (index, byte) in json.enumerated() {
            if inString {
                inString = escaped || byte != 0x22
                escaped = !escaped && byte == 0x5C
                continue
            }
            switch byte {
            case 0x22: inString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: ",") where depth == 1:
                lines.append(json[start...index])
                start = index + 1
            default: break
            }
        }
        return lines + [json[start...]]
    }
}
