public import NIOCore
import PlanBWire

extension OpenAIProbe {
    /// Scans a multipart body, or the beginning of one that is still arriving.
    ///
    /// In a prefix the model must stand before the file: what follows is not kept.
    public static func form(
        _ body: ByteBuffer, contentType: String, isPrefix: Bool
    ) throws(ClientError) -> OpenAIProbe {
        guard let boundary = MultipartScanner.boundary(fromContentType: contentType) else {
            throw .badRequest(
                "invalid_multipart", "The content-type is multipart/form-data without a valid boundary parameter.")
        }
        let bytes = body.readableBytesUInt8Span
        var probe = OpenAIProbe()
        probe.boundary = boundary
        if isPrefix {
            if case .found(let range) = MultipartScanner.firstValue(named: "model", in: bytes, boundary: boundary) {
                try probe.take(model: range, bytes)
            }
            return probe
        }
        let parts: [MultipartPart]
        do throws(MultipartFault) { parts = try MultipartScanner.parts(of: bytes, boundary: boundary) } catch {
            throw .badRequest("invalid_multipart", "The multipart body is not well-formed: \(error.description)")
        }
        let models = parts.filter { $0.name == "model" }
        guard models.count <= 1 else {
            throw .badRequest(
                "duplicate_member", parameter: "model", "The form has more than one part named \"model\".")
        }
        if let part = models.first { try probe.take(model: part.body, bytes) }
        if let part = parts.first(where: { $0.name == "stream" }) {
            probe.isStream = String(copying: bytes.extracting(part.body), limit: 8) == "true"
        }
        return probe
    }

    private mutating func take(model range: Range<Int>, _ bytes: Span<UInt8>) throws(ClientError) {
        guard range.count <= 256 else {
            throw .badRequest("invalid_value", parameter: "model", "\"model\" is longer than 256 bytes.")
        }
        model = try Self.checked(String(copying: bytes.extracting(range), limit: 256))
        modelRange = range
    }
}

extension String {
    /// The UTF-8 text of at most `limit` bytes; invalid bytes become U+FFFD.
    init(copying bytes: Span<UInt8>, limit: Int) {
        var copy: [UInt8] = []
        for index in bytes.indices where index < limit { copy.append(bytes[index]) }
        self = String(decoding: copy, as: UTF8.self)
    }
}
