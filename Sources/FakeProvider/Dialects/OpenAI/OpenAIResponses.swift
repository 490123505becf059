extension OpenAICall {
    /// Runs `body` unless the request lacks a model or an input, or breaks a rule.
    func withInput(_ body: (Self) -> Reply) -> Reply {
        guard !model.isEmpty else { return error(.noModel) }
        guard !self["input"].isNull else { return error(.missing("input")) }
        if facts.isStrict, let complaint = ResponseChecks(self).complaint { return error(complaint) }
        return body(self)
    }

    /// `POST /responses` in one piece.
    func response() -> Reply {
        let items = responseItems.map { $0.json(status: itemStatus) }
        return Reply(
            json: responseObject(responseStatus, items, usage: answer.usage.told ? responseUsage : "null"),
            tokens: said.tokens)
    }

    var responseID: String { facts.id("resp_") }

    /// `completed`, unless the answer was cut short.
    var responseStatus: String { ["length", "content_filter"].contains(finishReason) ? "incomplete" : "completed" }

    var itemStatus: String { responseStatus == "completed" ? "completed" : "incomplete" }

    /// The items of the output: thoughts when they are wanted, then calls or a message.
    var responseItems: [ResponseItem] {
        var items: [ResponseItem] = []
        if !said.reasoning.isEmpty {
            let wantsSecret = self["include"].array?.contains(.string("reasoning.encrypted_content")) ?? false
            let text = said.reasoning.joined()
            items.append(
                .init(
                    id: facts.id("rs_"),
                    content: .reasoning(said.reasoning, secret: wantsSecret ? Self.seal.of(text) : nil)))
        }
        for (index, call) in said.calls.enumerated() {
            let id = facts.id("fc_") + (index == 0 ? "" : "_\(index)")
            items.append(.init(id: id, content: .call(id: callID(index), call)))
        }
        if said.calls.isEmpty {
            items.append(.init(id: facts.id("msg_"), content: .message(said.text, isRefusal: answer.refusal != nil)))
        }
        return items
    }

    static let seal = Seal(dialect: "openai")

    /// The whole response. `output` are its items. What the request set is told back.
    func responseObject(_ status: String, _ output: [String], usage: String, error: String = "null") -> String {
        let reason = finishReason == "length" ? "max_output_tokens" : finishReason
        let details = status == "incomplete" ? #"{"reason":\#(quoted(reason))}"# : "null"
        func told(_ name: String, or usual: String) -> String { self[name].isNull ? usual : self[name].written }
        let reasoning = """
            {"effort":\(self["reasoning"]["effort"].written),"summary":\(self["reasoning"]["summary"].written)}
            """
        let format = self["text"]["format"].isNull ? #"{"type":"text"}"# : self["text"]["format"].written
        return """
            {"id":\(quoted(responseID)),"object":"response","created_at":\(facts.now),"status":"\(status)",\
            "background":false,"error":\(error),"incomplete_details":\(details),\
            "instructions":\(quoted(self["instructions"].string)),\
            "max_output_tokens":\(told("max_output_tokens", or: "null")),"max_tool_calls":null,\
            "model":\(quoted(model)),"output":[\(output.joined(separator: ","))],\
            "parallel_tool_calls":\(told("parallel_tool_calls", or: "true")),\
            "previous_response_id":\(told("previous_response_id", or: "null")),"prompt_cache_key":null,\
            "reasoning":\(reasoning),\
            "safety_identifier":null,"service_tier":"default","store":\(self["store"].bool ?? true),\
            "temperature":1.0,"text":{"format":\(format),"verbosity":"medium"},\
            "tool_choice":\(told("tool_choice", or: "\"auto\"")),"tools":\(told("tools", or: "[]")),\
            "top_logprobs":0,"top_p":1.0,"truncation":"disabled","usage":\(usage),"user":null,\
            "metadata":\(told("metadata", or: "{}"))}
            """
    }
}
