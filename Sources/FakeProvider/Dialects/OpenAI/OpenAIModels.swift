extension OpenAICall {
    /// `GET /models`.
    func modelList() -> Reply {
        let all = facts.models.map(modelObject).joined(separator: ",")
        return Reply(json: #"{"object":"list","data":[\#(all)]}"#)
    }

    /// `GET /models/{id}`; an id may have slashes.
    func model(_ id: String) -> Reply {
        facts.models.contains(id) ? Reply(json: modelObject(id)) : error(.unknownModel(id))
    }

    private func modelObject(_ id: String) -> String {
        #"{"id":\#(quoted(id)),"object":"model","created":1744316542,"owned_by":"system"}"#
    }
}
