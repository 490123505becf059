extension OpenAICall {
    /// `POST /responses` in one piece.
    func response() -> Reply {
        guard !model.isEmpty else { return error(.noModel) }
        guard !self["input"].isNull else { return error(.missing("input")) }
        let item = responseItem(finished: true)
        return Reply(
            json: responseObject(responseStatus, [item], usage: answer.usage.told ? responseUsage : "null"),
            tokens: tool?.arguments.count ?? tokens.count)
    }

    var responseID: String { facts.id("resp_") }
    var responseItemID: String { facts.id(tool == nil ? "msg_" : "fc_") }

    /// `completed`, unless the answer was cut short.
    var responseStatus: String { ["length", "content_filter"].contains(finishReason) ? "incomplete" : "completed" }

    /// The whole response. `output` are its items.
    func responseObject(_ status: String, _ output: [String], usage: String, error: String = "null") -> String {
        let reason = finishReason == "length" ? "max_output_tokens" : finishReason
        let details = status == "incomplete" ? #"{"reason":\#(quoted(reason))}"# : "null"
        return """
            {"id":\(quoted(responseID)),"object":"response","created_at":\(facts.now),"status":"\(status)",\
            "background":false,"error":\(error),"incomplete_details":\(details),\
            "instructions":\(quoted(self["instructions"].string)),"max_output_tokens":null,"max_tool_calls":null,\
            "model":\(quoted(model)),"output":[\(output.joined(separator: ","))],"parallel_tool_calls":true,\
            "previous_response_id":null,"prompt_cache_key":null,"reasoning":{"effort":null,"summary":null},\
            "safety_identifier":null,"service_tier":"default","store":\(self["store"].bool ?? true),\
            "temperature":1.0,"text":{"format":{"type":"text"},"verbosity":"medium"},"tool_choice":"auto","tools":[],\
            "top_logprobs":0,"top_p":1.0,"truncation":"disabled","usage":\(usage),"user":null,"metadata":{}}
            """
    }

    /// The only item of the output, empty or finished.
    func responseItem(finished: Bool) -> String {
        let status = finished ? (responseStatus == "completed" ? "completed" : "incomplete") : "in_progress"
        if let tool {
            return """
                {"id":\(quoted(responseItemID)),"type":"function_call","status":"\(status)",\
                "arguments":\(quoted(finished ? tool.arguments.joined() : "")),"call_id":\(quoted(callID)),\
                "name":\(quoted(tool.name))}
                """
        }
        let content = finished ? responsePart(tokens.joined()) : ""
        return """
            {"id":\(quoted(responseItemID)),"type":"message","status":"\(status)","content":[\(content)],\
            "role":"assistant"}
            """
    }

    /// The only part of a message.
    func responsePart(_ text: String) -> String {
        answer.refusal == nil
            ? #"{"type":"output_text","annotations":[],"logprobs":[],"text":\#(quoted(text))}"#
            : #"{"type":"refusal","refusal":\#(quoted(text))}"#
    }
}
