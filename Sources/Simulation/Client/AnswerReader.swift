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

    /// Takes an object: one event, or a whole answer. One pass over its quotes.
    mutating func readObject(_ bytes: UnsafeBufferPointer<UInt8>) {
        let before = text.count
        var place = 0
        while let quote = Scan.next(UInt8(ascii: "\""), in: bytes, from: place) {
            place = quote + 1
            guard place < bytes.count else { break }
            switch bytes[place] {
            case UInt8(ascii: "c") where Scan.matches("content\":\"", in: bytes, at: place):
                place = readString(bytes, from: place + 10)
            case UInt8(ascii: "a") where Scan.matches("arguments\":\"", in: bytes, at: place):
                place = readString(bytes, from: place + 12)
            case UInt8(ascii: "e") where Scan.matches("embedding\":[", in: bytes, at: place):
                place += 12
                while place < bytes.count, bytes[place] != UInt8(ascii: "]") {
                    text.append(bytes[place])
                    place += 1
                }
            case UInt8(ascii: "e") where Scan.matches("error\":{", in: bytes, at: place): hasError = true
            case UInt8(ascii: "f") where Scan.matches("finish_reason\":\"", in: bytes, at: place): isFinished = true
            case UInt8(ascii: "r") where Scan.matches("resumed\":", in: bytes, at: place): isMarkedResumed = true
            default: break
            }
        }
        if hasError, text.count > before { hasAftermath = true }
    }

    private mutating func readString(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        guard let end = JSONEscape.read(bytes, from: start, to: &text) else {
            isGarbled = true
            return bytes.count
        }
        return end + 1
    }
}
