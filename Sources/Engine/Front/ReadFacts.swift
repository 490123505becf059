import NIOCore
import PlanBDialects
import PlanBVocabulary
import PlanBWire
import Synchronization

// Collects the body and looks at it once.
extension Gateway {
    func readFacts(
        _ request: ClientRequest, _ operation: Operation, deployment: String?, _ snapshot: Snapshot
    ) async throws(ClientError) -> Facts {
        let fields = request.head.fields
        let isPlainJSON =
            fields.bytes("content-type")?.readableBytesView.elementsEqual("application/json".utf8) ?? false
        let contentType = isPlainJSON ? "application/json" : fields.first("content-type")
        try checkEncoding(fields)
        let form = try isPlainJSON ? jsonForm(operation) : bodyForm(contentType, operation)
        let limits = snapshot.listener.limits
        let body = try await collect(request, limits)
        var probe: OpenAIProbe
        switch (body, form) {
        case (.whole(let bytes), .json): probe = try OpenAIProbe.json(bytes, operation: operation)
        case (.whole(let bytes), _):
            probe = try OpenAIProbe.form(bytes, contentType: contentType ?? "", isPrefix: false)
        case (.prefix, .json):
            throw .tooLarge("body", limit: limits.body)
        case (.prefix(let bytes), _):
            if let length = request.body.declaredLength, length > limits.upload {
                throw .tooLarge("upload", limit: limits.upload)
            }
            probe = try OpenAIProbe.form(bytes, contentType: contentType ?? "", isPrefix: true)
        }
        guard let model = deployment ?? probe.model else {
            guard isPrefix(body) else { throw .missingModel }
            throw .badRequest(
                "missing_required_parameter", parameter: "model",
                "\"model\" is not in the first part of the form; send it before the file.")
        }
        if deployment != nil { probe.model = probe.model ?? model }
        let dialect = operation == .response ? DialectID.responses : .openAI
        var references: [StateReference] = []
        if case .whole(let bytes) = body, form == .json {
            references = try StateReferences.read(bytes, dialect, operation)
        }
        return Facts(
            dialect: dialect, operation: operation,
            path: OpenAIEndpoint.path(of: operation), model: model, probe: probe, references: references, body: body,
            form: form, contentType: form == .json ? "application/json" : contentType,
            source: remainder(of: request.body, after: body, limits), patience: RequestHints.patience(fields))
    }

    func collect(
        _ request: ClientRequest, _ limits: ListenerSettings.Limits
    ) async throws(ClientError) -> CollectedBody {
        let body = request.body
        if let length = body.declaredLength, length > limits.upload { throw .tooLarge("upload", limit: limits.upload) }
        guard buffered.load(ordering: .relaxed) < limits.buffered else {
            throw ClientError(
                503, code: "too_much_buffered",
                "The gateway holds as many request bodies as \"limits: {buffered}\" allows; try again in a second.",
                shouldRetry: true, retryAfterSeconds: 1)
        }
        request.waits.begin(time.now())
        defer { request.waits.end(time.now()) }
        do throws(RequestBodyFailure) { return try await body.collect(upTo: limits.body) } catch {
            throw error.clientError
        }
    }

    private func jsonForm(_ operation: Operation) throws(ClientError) -> Facts.BodyForm {
        switch operation {
        case .transcription, .translation: throw wrongType("multipart/form-data", "application/json")
        default: return .json
        }
    }

    func bodyForm(_ contentType: String?, _ operation: Operation) throws(ClientError) -> Facts.BodyForm {
        let type = (contentType ?? "").split(separator: ";").first.map { $0.lowercased() } ?? ""
        let essence = type.split(separator: " ").joined()
        switch operation {
        case .transcription, .translation:
            guard essence == "multipart/form-data" else { throw wrongType("multipart/form-data", contentType) }
            return .form
        case .imageEdit where essence == "multipart/form-data": return .form
        default:
            // Many clients leave the header out or send curl's default: what the body is decides, not what it is called.
            if essence == "multipart/form-data" { throw wrongType("application/json", contentType) }
            return .json
        }
    }

    func checkEncoding(_ fields: HTTPFields) throws(ClientError) {
        guard let encoding = fields.first("content-encoding"), encoding.lowercased() != "identity" else { return }
        throw ClientError(
            415, code: "unsupported_content_encoding",
            "Request bodies with content-encoding \"\(encoding.prefix(40))\" are not accepted; send the body uncompressed.",
            shouldRetry: false)
    }

    private func wrongType(_ expected: String, _ found: String?) -> ClientError {
        ClientError(
            415, code: "unsupported_media_type", parameter: "content-type",
            "This endpoint takes \(expected), not \"\((found ?? "nothing").prefix(80))\".", shouldRetry: false)
    }

    /// What is still to come of a body that is not held whole.
    func remainder(
        of source: any RequestBody, after body: CollectedBody, _ limits: ListenerSettings.Limits
    ) -> (any RequestBody)? {
        guard case .prefix(let bytes) = body else { return nil }
        return CappedUpload(source, limit: limits.upload, received: bytes.readableBytes)
    }

    private func isPrefix(_ body: CollectedBody) -> Bool {
        if case .prefix = body { return true }
        return false
    }
}

extension ClientError {
    static var missingModel: ClientError {
        .badRequest(
            "missing_required_parameter", parameter: "model",
            "\"model\" is missing; name the model that should answer.")
    }
}
