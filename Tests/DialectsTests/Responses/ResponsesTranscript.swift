import NIOCore
import PlanBWire

/// Reads a stream of the Responses API as a strict client would, and says what is wrong with it. Shares nothing with the
/// code that writes it.
struct ResponsesTranscript {
    private(set) var faults: [String] = []
    private(set) var last: JSONValue?
    /// Items by index, put together from pieces.
    private var items: [Int: JSONValue] = [:]
    private var texts: [String: String] = [:]
    private var isOpen: Set<Int> = []
    private var openParts: Set<String> = []
    private(set) var types: [String] = []

    init(_ stream: ByteBuffer) throws {
        var framer = SSEFramer()
        framer.append(stream)
        while let event = try framer.next() {
            let data = try JSONValue.parse(event.data.readableBytesUInt8Span)
            take(event.event.map { String(buffer: $0) }, data)
        }
    }

    private mutating func fault(_ text: String) { faults.append("event \(types.count - 1): \(text)") }

    private mutating func take(_ name: String?, _ data: JSONValue) {
        let type = data["type"]?.string ?? ""
        types.append(type)
        if name != type { fault("named \(name ?? "nothing") and of type \(type)") }
        if data["sequence_number"]?.int != types.count - 1 { fault("out of sequence") }
        if last != nil { fault("after the end") }
        let index = data["output_index"]?.int ?? -1
        switch type {
        case "response.created": if types.count != 1 { fault("not first") }
        case "response.in_progress": if types.count != 2 { fault("not second") }
        case "response.output_item.added":
            if index != items.count { fault("item \(index) after \(items.count)") }
            items[index] = data["item"]
            isOpen.insert(index)
        case "response.output_item.done":
            if !isOpen.contains(index) { fault("item was not open") }
            isOpen.remove(index)
            if openParts.contains(where: { $0.hasPrefix("\(index).") }) { fault("a part is still open") }
            compare(index, data["item"])
            items[index] = data["item"]
        case "response.completed", "response.incomplete": end(type, data)
        case "error": last = data
        default: takePart(type, data, index)
        }
    }

    private mutating func takePart(_ type: String, _ data: JSONValue, _ index: Int) {
        guard isOpen.contains(index) else { return fault("\(type) outside an item") }
        if data["item_id"] != items[index]?["id"] { fault("wrong item id") }
        let place = data["content_index"]?.int ?? data["summary_index"]?.int ?? 0
        let key = "\(index).\(place)"
        switch type {
        case "response.content_part.added", "response.reasoning_summary_part.added":
            if texts[key] != nil { fault("part twice") }
            texts[key] = ""
            openParts.insert(key)
        case "response.output_text.delta", "response.refusal.delta", "response.reasoning_summary_text.delta":
            if !openParts.contains(key) { fault("delta outside a part") }
            if type == "response.output_text.delta", data["logprobs"]?.array == nil { fault("no logprobs") }
            texts[key, default: ""] += data["delta"]?.string ?? "?"
        case "response.function_call_arguments.delta": texts[key, default: ""] += data["delta"]?.string ?? "?"
        case "response.output_text.done", "response.reasoning_summary_text.done":
            if data["text"]?.string != texts[key] { fault("done says other words") }
        case "response.refusal.done": if data["refusal"]?.string != texts[key] { fault("done says other words") }
        case "response.function_call_arguments.done":
            if data["arguments"]?.string != texts[key] { fault("done says other words") }
            if data["name"] != items[index]?["name"] { fault("no name") }
        case "response.content_part.done", "response.reasoning_summary_part.done":
            let part = data["part"]
            if (part?["text"] ?? part?["refusal"])?.string != texts[key] { fault("part says other words") }
            openParts.remove(key)
        default: fault("unknown type \(type)")
        }
    }

    private mutating func compare(_ index: Int, _ item: JSONValue?) {
        if item?["id"] != items[index]?["id"] { fault("another id") }
        let parts = item?["content"]?.array ?? item?["summary"]?.array
        let words = parts?.map { ($0["text"] ?? $0["refusal"])?.string ?? "?" } ?? [item?["arguments"]?.string ?? "?"]
        for (place, text) in words.enumerated() where texts["\(index).\(place)"] != text {
            fault("item says other words")
        }
    }

    private mutating func end(_ type: String, _ data: JSONValue) {
        last = data
        if !isOpen.isEmpty { fault("items are open at the end") }
        let output = items.sorted { $0.key < $1.key }.map(\.value)
        if data["response"]?["output"]?.array != output { fault("the output is not what has come") }
        if data["response"]?["status"]?.string.map({ "response." + $0 }) != type { fault("wrong status") }
    }
}
