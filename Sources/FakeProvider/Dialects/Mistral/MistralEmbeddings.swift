extension MistralCall {
    /// `POST /v1/embeddings`. See ``OpenAICall/embeddings()`` for what a vector is.
    func embeddings() -> Reply {
        let count = self["input"].array?.count ?? 1
        let dimensions = min(max(self["output_dimension"].int ?? 8, 1), 4096)
        let isFloat = ["float", nil].contains(self["output_dtype"].string)
        let data = (0..<count).map { index in
            let first = Float(index + 1) / 64
            var vector = "[\(first)" + String(repeating: ",0.0", count: dimensions - 1) + "]"
            if !isFloat { vector = "[1" + String(repeating: ",0", count: dimensions - 1) + "]" }
            if self["encoding_format"].string == "base64" {
                let zeros = [UInt8](repeating: 0, count: 4 * (dimensions - 1))
                vector = quoted(base64(littleEndian(first.bitPattern) + zeros))
            }
            return #"{"object":"embedding","embedding":\#(vector),"index":\#(index)}"#
        }
        let prompt = said.usage.prompt
        return Reply(
            json: """
                {"id":\(quoted(id)),"object":"list","data":[\(data.joined(separator: ","))],"model":\(quoted(model)),\
                "usage":{"prompt_tokens":\(prompt),"total_tokens":\(prompt),"completion_tokens":0}}
                """)
    }

    /// `GET /v1/models`, and `GET /v1/models/{id}`.
    var modelsReply: Reply {
        if path == "models" {
            return Reply(json: #"{"object":"list","data":[\#(facts.models.map(modelObject).joined(separator: ","))]}"#)
        }
        let name = String(path.dropFirst("models/".count))
        guard path.hasPrefix("models/"), facts.models.contains(name) else {
            return error(.init(404, "Model not found", .detail))
        }
        return Reply(json: modelObject(name))
    }

    private func modelObject(_ id: String) -> String {
        """
        {"id":\(quoted(id)),"object":"model","created":\(facts.now),"owned_by":"mistralai","type":"base",\
        "capabilities":{"completion_chat":true,"function_calling":true,"completion_fim":false,"fine_tuning":false,\
        "vision":true},"name":\(quoted(id)),"description":"","max_context_length":131072,"aliases":[],\
        "deprecation":null,"default_model_temperature":0.3}
        """
    }
}
