extension OpenAICall {
    /// A PNG of one pixel.
    private static let pixel =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

    /// `POST /images/generations`, and `POST /images/edits`, which has a form. Of a form it tells the model and the
    /// sizes of the images, so that a test can see that they arrived whole.
    func images(_ form: Multipart?) -> Reply {
        guard let prompt = form?["prompt"]?.text ?? self["prompt"].string else { return error(.missing("prompt")) }
        let streams = form?["stream"]?.text == "true" || wantsStream
        let count = min(max(form?["n"].flatMap { Int($0.text) } ?? self["n"].int ?? 1, 1), 10)
        let shape = """
            "background":"opaque","output_format":"png","quality":"low","size":"1024x1024"
            """
        if streams { return imageStream(shape, usage: imageUsage(prompt, 1), edit: form != nil) }
        let image = #"{"b64_json":"\#(Self.pixel)"}"#
        let data = repeatElement(image, count: count).joined(separator: ",")
        return Reply(
            json: """
                {"created":\(facts.now),\(shape),"data":[\(data)],"usage":\(imageUsage(prompt, count))\(echo(form))}
                """)
    }

    private func imageStream(_ shape: String, usage: String, edit: Bool) -> Reply {
        let prefix = edit ? "image_edit" : "image_generation"
        func event(_ kind: Behaviour.EventKind, _ name: String, _ rest: String) -> Reply.Event {
            .init(
                kind,
                .event(
                    name: "\(prefix).\(name)",
                    data: """
                        {"type":"\(prefix).\(name)","created_at":\(facts.now),\(shape),"b64_json":"\(Self.pixel)",\(rest)}
                        """))
        }
        var reply = Reply(stream: [
            event(.token, "partial_image", #""partial_image_index":0"#),
            event(.finish, "completed", #""usage":\#(usage)"#),
        ])
        reply.insertion = { common($0) }
        return reply
    }

    private func imageUsage(_ prompt: String, _ count: Int) -> String {
        let input = wordCount([prompt])
        let output = count * 272
        return """
            {"total_tokens":\(input + output),"input_tokens":\(input),"output_tokens":\(output),\
            "input_tokens_details":{"text_tokens":\(input),"image_tokens":0}}
            """
    }

    /// Members that no provider sends and every client ignores: what arrived of a form.
    func echo(_ form: Multipart?) -> String {
        guard let form else { return "" }
        let files = form.parts.filter { $0.fileName != nil }.map { file in
            #"{"name":\#(quoted(file.name)),"filename":\#(quoted(file.fileName)),"bytes":\#(file.bytes.count)}"#
        }
        return """
            ,"received":{"model":\(quoted(form["model"]?.text)),"files":[\(files.joined(separator: ","))]}
            """
    }
}
