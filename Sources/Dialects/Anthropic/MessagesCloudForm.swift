public import NIOCore
import PlanBWire

/// Anthropic's API in the form in which clouds serve it: the model stands in the path, the version and the betas in the
/// body. Turned into the form of Anthropic's own API, in which it is handled like any other.
/// https://docs.claude.com/en/api/claude-on-vertex-ai
public struct MessagesCloudForm: Sendable {
    /// The body in Anthropic's own form.
    public var body: ByteBuffer
    /// For `anthropic-version`.
    public var version: String
    /// For `anthropic-beta`; nil if there are none.
    public var betas: String?

    /// What clouds call the version of 2023.
    private static let olderVersions: Set = ["vertex-2023-10-16", "bedrock-2023-05-31"]

    /// Reads a body.
    /// - Parameters:
    ///   - body: as the client sent it.
    ///   - model: the model of the path; nil if the body names it.
    ///   - isStream: the path asks for a stream; nil if the body says whether it does.
    /// - Throws: what the client has to change.
    public init(_ body: ByteBuffer, model: String?, isStream: Bool?) throws(ClientError) {
        let root = try TypedMember.root(of: body)
        version =
            try root["anthropic_version"]?.unlessNull.map { node throws(ClientError) in
                try TypedMember.string(node, "anthropic_version").text
            } ?? "2023-06-01"
        if Self.olderVersions.contains(version) { version = "2023-06-01" }
        guard version.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), version.utf8.count <= 40 else {
            throw TypedMember.unknown("anthropic_version", "a version, such as \"vertex-2023-10-16\"")
        }
        var names: [String] = []
        if let betas = root["anthropic_beta"]?.unlessNull {
            for (index, beta) in try TypedMember.array(betas, "anthropic_beta").enumerated() {
                names.append(try TypedMember.string(beta, "anthropic_beta[\(index)]").text)
            }
        }
        guard names.allSatisfy({ $0.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ",") } }) else {
            throw TypedMember.unknown("anthropic_beta", "a list of names")
        }
        // They go into a header, and servers refuse long ones.
        guard names.reduce(0, { $0 + $1.utf8.count + 1 }) <= 4096 else {
            throw TypedMember.unknown("anthropic_beta", "a list of names of at most 4096 bytes together")
        }
        betas = names.isEmpty ? nil : names.joined(separator: ",")
        self.body = try Self.plain(body, model: model, isStream: isStream)
    }

    private static func plain(
        _ body: ByteBuffer, model: String?, isStream: Bool?
    ) throws(ClientError) -> ByteBuffer {
        let bytes = body.readableBytesUInt8Span
        let outline: JSONOutline
        do throws(JSONFault) { outline = try JSONOutline(bytes) } catch {
            throw .badRequest("invalid_json", "The request body is not valid JSON: \(error.description)")
        }
        var patch = JSONPatch()
        for member in outline.members {
            let isVersion =
                JSONText.equals(member.key, "anthropic_version", in: bytes)
                || JSONText.equals(member.key, "anthropic_beta", in: bytes)
            let isReplaced =
                JSONText.equals(member.key, "model", in: bytes) && model != nil
                || JSONText.equals(member.key, "stream", in: bytes) && isStream != nil
            if isVersion || isReplaced { patch.remove(member, of: outline, in: bytes) }
        }
        if let model {
            var value = ByteBuffer(string: "\"model\":")
            JSONWriter.appendString(model, to: &value)
            patch.addMember(String(buffer: value), to: outline)
        }
        if let isStream { patch.addMember("\"stream\":\(isStream)", to: outline) }
        return patch.isEmpty ? body : patch.apply(to: body)
    }
}
