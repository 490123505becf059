/// Reads what a client receives, with a scan of its own: a codec shared with the gateway would share its mistakes.
struct AnswerReader {
    /// Text and arguments of tool calls, decoded and put together.
    private(set) var text: [UInt8] = []
    /// `[DONE]` was received.
    private(set) var isDone = false
    /// A choice has its finish reason.
    private(set) var isFinished = false
    private(set) var hasError = false
    /// The mark of an answer that was put together from two.
    private(set) var isMarkedResumed = false
    /// Something came after `[DONE]`, or text after an error.
    private(set) var hasAftermath = false
    /// Something that is no event.
    private(set) var isGarbled = false
    private var pending: [UInt8] = []

    /// Takes the next bytes of an event stream.
    mutating func feed(_ bytes: UnsafeBufferPointer<UInt8>) {
        if pending.isEmpty {
            let used = readEvents(bytes)
            if used < bytes.count { pending.append(contentsOf: bytes[used...]) }
        } else {
            pending.append(contentsOf: bytes)
            let all = pending
            let used = all.withUnsafeBufferPointer { readEvents($0) }
            pending.removeFirst(used)
        }
    }

    /// Whether an event was begun and never ended.
    var isTorn: Bool { !pending.isEmpty }

    private mutating func readEvents(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var start = 0
        while let end = Scan.find("\n\n", in: bytes, from: start) {
            if end > start { readEvent(UnsafeBufferPointer(rebasing: bytes[start..<end])) }
            start = end + 2
        }
        return start
    }

    private mutating func readEvent(_ event: UnsafeBufferPointer<UInt8>) {
        if event[0] == UInt8(ascii: ":") { return }
        guard Scan.find("data: ", in: event) == 0 else {
            isGarbled = true
            return
        }
        if isDone { hasAftermath = true }
        if event.count == 12, Scan.find("[DONE]", in: event) == 6 {
            if hasError { hasAftermath = true }
            isDone = true
            return
        }
        readObject(event)
    }

    /// Takes an object: one event, or a whole answer.
    mutating func readObject(_ bytes: UnsafeBufferPointer<UInt8>) {
        if Scan.find("\"error\":{", in: bytes) != nil { hasError = true }
        if Scan.find("\"resumed\":", in: bytes) != nil { isMarkedResumed = true }
        if Scan.find("\"finish_reason\":\"", in: bytes) != nil { isFinished = true }
        let before = text.count
        if let place = Scan.find("\"content\":\"", in: bytes) {
            if JSONEscape.read(bytes, from: place + 11, to: &text) == nil { isGarbled = true }
        } else if let place = Scan.find("\"arguments\":\"", in: bytes) {
            if JSONEscape.read(bytes, from: place + 13, to: &text) == nil { isGarbled = true }
        } else if let place = Scan.find("\"embedding\":[", in: bytes) {
            var index = place + 13
            while index < bytes.count, bytes[index] != UInt8(ascii: "]") {
                text.append(bytes[index])
                index += 1
            }
        }
        if hasError, text.count > before { hasAftermath = true }
    }
}
