/// The page of a list of models that a client asks for, in its own dialect's words.
public struct ModelListPage: Sendable, Equatable {
    /// The most models of a page that a client may ask for, in both dialects that have pages.
    private static let most = 1000

    /// Anthropic's `limit`, Google's `pageSize`.
    public var limit: String?
    /// Anthropic's `after_id`, Google's `pageToken`.
    public var after: String?
    /// Anthropic's `before_id`.
    public var before: String?

    /// A page; without anything the first one, of the size that the dialect has for it.
    public init(limit: String? = nil, after: String? = nil, before: String? = nil) {
        self.limit = limit
        self.after = after
        self.before = before
    }

    var isBackward: Bool { before != nil }

    /// https://docs.claude.com/en/api/models-list
    func anthropic(_ models: [ListedModel]) throws(ClientError) -> Range<Int> {
        let size = try size("limit", otherwise: 20)
        if let before {
            let end = try place(of: before, "before_id", models)
            return max(0, end - size)..<end
        }
        let start = try after.map { id throws(ClientError) in try place(of: id, "after_id", models) + 1 } ?? 0
        return start..<min(models.count, start + size)
    }

    /// https://ai.google.dev/api/models#method:-models.list
    func gemini(_ models: [ListedModel]) throws(ClientError) -> Range<Int> {
        let size = try size("pageSize", otherwise: 50)
        guard let after, !after.isEmpty else { return 0..<min(models.count, size) }
        guard let start = Int(after), (0...models.count).contains(start) else {
            throw .badRequest("invalid_value", parameter: "pageToken", "\"pageToken\" is not one of this list.")
        }
        return start..<min(models.count, start + size)
    }

    private func size(_ name: String, otherwise usual: Int) throws(ClientError) -> Int {
        guard let limit, !limit.isEmpty else { return usual }
        guard let size = Int(limit), size > 0 else {
            throw .badRequest("invalid_value", parameter: name, "\"\(name)\" must be a number from 1 to \(Self.most).")
        }
        return min(size, Self.most)
    }

    private func place(of id: String, _ name: String, _ models: [ListedModel]) throws(ClientError) -> Int {
        guard let place = models.firstIndex(where: { $0.id == id }) else {
            throw .badRequest("invalid_value", parameter: name, "\"\(name)\" names no model of this list.")
        }
        return place
    }
}
