/// One request as the fixed upstream sees it: which answer it wants and how long it is.
struct UpstreamRequest: Equatable {
    enum Wish: Equatable {
        case completion
        /// `usage` when the request sets `stream_options.include_usage`, as a metering gateway does.
        case stream(events: Int, usage: Bool)
        case models, health, unknown, needsLength
    }

    var wish: Wish
    /// Head and body together.
    var length: Int

    /// Reads the request at the start of `bytes`; nil while it has not arrived as a whole.
    init?(at bytes: UnsafeRawBufferPointer, defaultEvents: Int) {
        guard let fields = FieldLines(of: bytes) else { return nil }
        guard !fields.isChunked else {
            wish = .needsLength
            length = fields.length
            return
        }
        let (total, overflow) = fields.length.addingReportingOverflow(fields.contentLength ?? 0)
        guard !overflow, total <= bytes.count else { return nil }
        length = total
        let body = UnsafeRawBufferPointer(rebasing: bytes[fields.length..<total])
        if Scan.hasName("post /v1/chat/completions ", in: bytes, at: 0) {
            wish = Self.completion(body, defaultEvents: defaultEvents)
        } else if Scan.hasName("get /v1/models", in: bytes, at: 0) {
            wish = .models
        } else if Scan.hasName("get /health", in: bytes, at: 0) {
            wish = .health
        } else {
            wish = .unknown
        }
    }

    private static func completion(_ body: UnsafeRawBufferPointer, defaultEvents: Int) -> Wish {
        guard Scan.isTrue(#""stream""#, in: body) else { return .completion }
        let limit =
            Scan.value(of: #""max_tokens""#, in: body) ?? Scan.value(of: #""max_completion_tokens""#, in: body)
        let events = limit.flatMap { Scan.decimal(in: body, at: $0) } ?? defaultEvents
        return .stream(events: max(1, events), usage: Scan.isTrue(#""include_usage""#, in: body))
    }
}
