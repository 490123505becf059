extension AnthropicCall {
    /// `GET /v1/models`, in pages: `limit` and `after_id` are honoured.
    func modelList() -> Reply {
        let limit = min(max(queryValue("limit", of: request.target).flatMap { Int($0) } ?? 20, 1), 1000)
        let after = queryValue("after_id", of: request.target).flatMap { facts.models.firstIndex(of: $0) }
        let rest = facts.models.dropFirst(after.map { $0 + 1 } ?? 0)
        let page = rest.prefix(limit)
        return Reply(
            json: """
                {"data":[\(page.map(modelObject).joined(separator: ","))],"has_more":\(page.count < rest.count),\
                "first_id":\(quoted(page.first)),"last_id":\(quoted(page.last))}
                """)
    }

    /// `GET /v1/models/{id}`.
    func model(_ id: String) -> Reply {
        facts.models.contains(id) ? Reply(json: modelObject(id)) : error(.init(404, "not_found_error", "model: \(id)"))
    }

    private func modelObject(_ id: String) -> String {
        """
        {"type":"model","id":\(quoted(id)),"display_name":\(quoted(id)),"created_at":"2026-09-29T00:00:00Z",\
        "lifecycle":"active","max_input_tokens":1000000,"max_tokens":128000}
        """
    }
}
