extension OpenAICall {
    /// `GET` and `DELETE /responses/{id}`, `GET …/input_items`, `POST …/cancel`; nil for other requests. Nothing is
    /// really kept: an identifier says who made it.
    var storedResponse: Reply? {
        let steps = path.split(separator: "/").map(String.init)
        guard steps.first == "responses", steps.count == 2 || steps.count == 3, steps[1] != "input_tokens" else {
            return nil
        }
        let id = steps[1]
        guard facts.made(id) else { return error(.init(404, "Response with id '\(id)' not found.")) }
        switch (request.method, steps.count == 3 ? steps[2] : "") {
        case ("GET", ""): return Reply(json: kept(id, "completed"))
        case ("DELETE", ""): return Reply(json: #"{"id":\#(quoted(id)),"object":"response","deleted":true}"#)
        case ("POST", "cancel"): return Reply(json: kept(id, "cancelled"))
        case ("GET", "input_items"):
            return Reply(json: #"{"object":"list","data":[],"first_id":null,"last_id":null,"has_more":false}"#)
        default: return nil
        }
    }

    private func kept(_ id: String, _ status: String) -> String {
        """
        {"id":\(quoted(id)),"object":"response","created_at":\(facts.now),"status":"\(status)","error":null,\
        "incomplete_details":null,"instructions":null,"metadata":{},"model":"gpt-4.1","output":[],\
        "parallel_tool_calls":true,"temperature":1,"tool_choice":"auto","tools":[],"top_p":1}
        """
    }

    /// `POST /responses/input_tokens`
    func inputTokens() -> Reply {
        guard !self["input"].isNull else { return error(.missing("input")) }
        return Reply(json: #"{"object":"response.input_tokens","input_tokens":\#(said.usage.prompt)}"#)
    }
}
