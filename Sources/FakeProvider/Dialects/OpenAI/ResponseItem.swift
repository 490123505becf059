/// An item of the output of a response, with its content in the pieces in which it is streamed.
struct ResponseItem: Sendable {
    enum Content: Sendable {
        case message([String], isRefusal: Bool)
        case call(id: String, Utterance.Call)
        /// A summary of the thoughts, and the thoughts themselves so that only the provider can read them.
        case reasoning([String], secret: String?)
    }

    let id: String
    let content: Content

    /// The item when it is finished.
    func json(status: String) -> String { json(status: status, finished: true) }
    /// The item when it begins.
    var begun: String { json(status: "in_progress", finished: false) }

    private func json(status: String, finished: Bool) -> String {
        switch content {
        case .message(let words, let isRefusal):
            let parts = finished ? Self.part(words.joined(), isRefusal: isRefusal) : ""
            return """
                {"id":\(quoted(id)),"type":"message","status":"\(status)","content":[\(parts)],"role":"assistant"}
                """
        case .call(let callID, let call):
            return """
                {"id":\(quoted(id)),"type":"function_call","status":"\(status)",\
                "arguments":\(quoted(finished ? call.arguments : "")),"call_id":\(quoted(callID)),\
                "name":\(quoted(call.name))}
                """
        case .reasoning(let words, let secret):
            let summary = finished ? Self.summary(words.joined()) : ""
            let hidden = secret.map { #","encrypted_content":\#(quoted($0))"# } ?? ""
            return #"{"id":\#(quoted(id)),"type":"reasoning","summary":[\#(summary)]\#(hidden)}"#
        }
    }

    /// The only part of a message.
    static func part(_ text: String, isRefusal: Bool) -> String {
        isRefusal
            ? #"{"type":"refusal","refusal":\#(quoted(text))}"#
            : #"{"type":"output_text","annotations":[],"logprobs":[],"text":\#(quoted(text))}"#
    }

    /// The only part of a summary.
    static func summary(_ text: String) -> String { #"{"type":"summary_text","text":\#(quoted(text))}"# }
}
