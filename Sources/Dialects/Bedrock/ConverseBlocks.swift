import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire

/// The blocks of a ConverseStream, one after the other. The first one is written as it grows; those after it wait until
/// it is over: a call that has not ended holds up what comes after it.
struct ConverseBlocks {
    private enum Content {
        case text(JSONString)
        /// What the model thought, with the seal that ends it.
        case thought(JSONString, seal: JSONString?)
        case sealed(JSONString)
        case call(number: Int, id: String, name: String, arguments: JSONString)
    }

    private struct Block {
        var content: Content
        /// Nothing more is added to it.
        var isOver = false
    }

    /// The first one is open, as far as it has been written: then its content is what has not.
    private var queue: [Block] = []
    private var isOpen = false
    /// Whether arguments of the open call have been written.
    private var hasArguments = false
    private var index = 0

    /// Whether any block has been begun.
    var hasWritten: Bool { index > 0 || isOpen }

    mutating func text(_ text: JSONString, _ out: inout ByteBuffer) {
        if let last = queue.indices.last, !queue[last].isOver, case .text(var waiting) = queue[last].content {
            // Held once, so that it grows in place.
            queue[last].content = .text("")
            waiting.append(text)
            queue[last].content = .text(waiting)
        } else {
            add(.text(text))
        }
        advance(&out)
    }

    mutating func thought(_ text: JSONString, _ out: inout ByteBuffer) {
        if let last = queue.indices.last, !queue[last].isOver,
            case .thought(var waiting, nil) = queue[last].content
        {
            queue[last].content = .thought("", seal: nil)
            waiting.append(text)
            queue[last].content = .thought(waiting, seal: nil)
        } else {
            add(.thought(text, seal: nil))
        }
        advance(&out)
    }

    /// Seals of other makers stay behind; the thought ends all the same.
    mutating func seal(_ seal: Reasoning, _ out: inout ByteBuffer) {
        let isOwn = seal.origin == .bedrock
        if let sealed = seal.sealed {
            endLast()
            if isOwn { add(.sealed(sealed), isOver: true) }
        } else if let last = queue.indices.last, !queue[last].isOver,
            case .thought(let waiting, nil) = queue[last].content
        {
            queue[last].content = .thought(waiting, seal: isOwn ? seal.signature : nil)
            queue[last].isOver = true
        } else if isOwn, let signature = seal.signature {
            add(.thought(seal.text ?? "", seal: signature), isOver: true)
        }
        advance(&out)
    }

    mutating func call(_ number: Int, id: String, name: String, _ out: inout ByteBuffer) {
        add(.call(number: number, id: id, name: name, arguments: ""))
        advance(&out)
    }

    mutating func arguments(_ number: Int, _ text: JSONString, _ out: inout ByteBuffer) {
        guard let place = place(ofCall: number), case .call(_, let id, let name, var waiting) = queue[place].content
        else { return }
        queue[place].content = .call(number: number, id: id, name: name, arguments: "")
        waiting.append(text)
        queue[place].content = .call(number: number, id: id, name: name, arguments: waiting)
        advance(&out)
    }

    mutating func endCall(_ number: Int, _ out: inout ByteBuffer) {
        guard let place = place(ofCall: number) else { return }
        queue[place].isOver = true
        advance(&out)
    }

    mutating func endAll(_ out: inout ByteBuffer) {
        for place in queue.indices { queue[place].isOver = true }
        advance(&out)
    }

    private func place(ofCall number: Int) -> Int? {
        queue.firstIndex {
            guard !$0.isOver, case .call(let its, _, _, _) = $0.content else { return false }
            return its == number
        }
    }

    /// A text or a thought ends where something else begins.
    private mutating func endLast() {
        guard let last = queue.indices.last else { return }
        if case .call = queue[last].content { return }
        queue[last].isOver = true
    }

    private mutating func add(_ content: Content, isOver: Bool = false) {
        endLast()
        queue.append(Block(content: content, isOver: isOver))
    }

    /// Writes what can be written.
    private mutating func advance(_ out: inout ByteBuffer) {
        while let first = queue.first {
            writeNew(first.content, &out)
            guard first.isOver else { return }
            end(first.content, &out)
            queue.removeFirst()
        }
    }

    /// Writes what the first block has got since it was written last.
    private mutating func writeNew(_ content: Content, _ out: inout ByteBuffer) {
        switch content {
        case .text(let text):
            isOpen = true
            if !text.isEmpty { delta(&out) { $0.member("text", text) } }
            queue[0].content = .text("")
        case .thought(let text, let seal):
            isOpen = true
            if !text.isEmpty { thoughtDelta("text", text, &out) }
            if let seal { thoughtDelta("signature", seal, &out) }
            queue[0].content = .thought("", seal: nil)
        case .sealed(let sealed):
            isOpen = true
            thoughtDelta("redactedContent", sealed, &out)
        case .call(let number, let id, let name, let arguments):
            if !isOpen { start(id: id, name: name, &out) }
            isOpen = true
            guard !arguments.isEmpty else { return }
            argumentsDelta(arguments, &out)
            queue[0].content = .call(number: number, id: id, name: name, arguments: "")
        }
    }

    private mutating func end(_ content: Content, _ out: inout ByteBuffer) {
        // No arguments at all are an empty object.
        if case .call = content, !hasArguments { argumentsDelta("{}", &out) }
        let index = index
        ConverseFrame.append("contentBlockStop", to: &out) { $0.member("contentBlockIndex", index) }
        self.index += 1
        isOpen = false
        hasArguments = false
    }

    private func start(id: String, name: String, _ out: inout ByteBuffer) {
        ConverseFrame.append("contentBlockStart", to: &out) { json in
            json.member("contentBlockIndex", index)
            json.key("start")
            json.beginObject()
            json.key("toolUse")
            json.beginObject()
            json.member("toolUseId", id)
            json.member("name", name)
            json.endObject()
            json.endObject()
        }
    }

    private func delta(_ out: inout ByteBuffer, _ content: (inout JSONWriter) -> Void) {
        ConverseFrame.append("contentBlockDelta", to: &out) { json in
            json.member("contentBlockIndex", index)
            json.key("delta")
            json.beginObject()
            content(&json)
            json.endObject()
        }
    }

    private func thoughtDelta(_ name: String, _ text: JSONString, _ out: inout ByteBuffer) {
        delta(&out) { json in
            json.key("reasoningContent")
            json.beginObject()
            json.member(name, text)
            json.endObject()
        }
    }

    private mutating func argumentsDelta(_ text: JSONString, _ out: inout ByteBuffer) {
        hasArguments = true
        delta(&out) { json in
            json.key("toolUse")
            json.beginObject()
            json.member("input", text)
            json.endObject()
        }
    }
}
