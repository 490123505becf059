extension OpenAICall {
    /// `POST /embeddings`. A vector depends on nothing but the position of its input, so that a mixed-up order shows:
    /// the first component is that position plus one, divided by 64, and the rest is zeros.
    func embeddings() -> Reply {
        guard !model.isEmpty else { return error(.noModel) }
        guard let count = inputCount else { return error(.missing("input")) }
        let dimensions = min(max(self["dimensions"].int ?? 8, 1), 4096)
        let asBase64 = self["encoding_format"].string == "base64"
        let data = (0..<count).map { index in
            let first = Float(index + 1) / 64
            let vector: String
            if asBase64 {
                let zeros = [UInt8](repeating: 0, count: 4 * (dimensions - 1))
                vector = quoted(base64(littleEndian(first.bitPattern) + zeros))
            } else {
                vector = "[\(first)" + String(repeating: ",0.0", count: dimensions - 1) + "]"
            }
            return #"{"object":"embedding","index":\#(index),"embedding":\#(vector)}"#
        }
        let tokens = promptTokens
        let usage = answer.usage.told ? #","usage":{"prompt_tokens":\#(tokens),"total_tokens":\#(tokens)}"# : ""
        return Reply(
            json: """
                {"object":"list","data":[\(data.joined(separator: ","))],"model":\(quoted(model))\(usage)}
                """)
    }

    /// The number of inputs: a text or a list of token numbers is one, a list of those is several.
    var inputCount: Int? {
        if self["input"].string != nil { return 1 }
        guard let items = self["input"].array, let first = items.first, items.count <= 2048 else { return nil }
        return first.int == nil ? items.count : 1
    }
}
