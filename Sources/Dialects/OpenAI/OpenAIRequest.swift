public import NIOCore
import PlanBWire

/// Prepares the body for one target: every byte the client sent survives but the ones that must differ.
public enum OpenAIRequest {
    /// `body` with `model` set to `model`, and with usage asked for in a stream if `addsUsage`.
    ///
    /// Returns the same buffer, uncopied, if nothing has to change. `renames`: members that the target knows by another
    /// name.
    public static func body(
        _ body: ByteBuffer, probe: OpenAIProbe, model: String, isForm: Bool, addsUsage: Bool,
        renames: [String: String] = [:]
    ) -> ByteBuffer {
        var patch = patch(for: body, probe, model: model, isForm: isForm, addsUsage: addsUsage)
        if !renames.isEmpty, !isForm { rename(renames, in: body, &patch) }
        return patch.isEmpty ? body : patch.apply(to: body)
    }

    /// Where both names are there, that of the target is the older one, and gives way.
    private static func rename(_ renames: [String: String], in body: ByteBuffer, _ patch: inout JSONPatch) {
        let bytes = body.readableBytesUInt8Span
        guard let outline = try? JSONOutline(bytes) else { return }
        var members: [String: JSONOutline.Member] = [:]
        for member in outline.members {
            if let name = try? JSONText.unescape(member.key, in: bytes) { members[name] = member }
        }
        for (theirs, its) in renames {
            guard let member = members[theirs] else { continue }
            if let older = members[its] { patch.remove(older, of: outline, in: bytes) }
            patch.replace(member.key, with: its)
        }
    }

    static func patch(
        for body: ByteBuffer, _ probe: OpenAIProbe, model: String, isForm: Bool, addsUsage: Bool
    ) -> JSONPatch {
        var patch = JSONPatch()
        if let range = probe.modelRange, probe.model != model {
            var value = ByteBuffer()
            if isForm { value.writeString(model) } else { JSONWriter.appendString(model, to: &value) }
            patch.replace(range, with: value)
        } else if probe.modelRange == nil, isForm {
            if let part = probe.modelPart(model, in: body) { patch.insert(at: 0, part) }
        } else if probe.modelRange == nil, let open = probe.open {
            var member = ByteBuffer(string: "\"model\":")
            JSONWriter.appendString(model, to: &member)
            patch.insert(at: open, String(buffer: member) + (probe.isEmptyObject(in: body) ? "" : ","))
        }
        if addsUsage, probe.isStream, !probe.wantsUsage { probe.askForUsage(&patch) }
        return patch
    }
}

extension OpenAIProbe {
    /// A part with the model, for the front of a form that has none: the path named it.
    fileprivate func modelPart(_ model: String, in body: ByteBuffer) -> String? {
        guard let boundary, body.readableBytesView.starts(with: "--\(boundary)".utf8) else { return nil }
        return "--\(boundary)\r\ncontent-disposition: form-data; name=\"model\"\r\n\r\n\(model)\r\n"
    }

    fileprivate func askForUsage(_ patch: inout JSONPatch) {
        if let includeUsage {
            patch.replace(includeUsage.bytes, with: ByteBuffer(string: "true"))
        } else if let streamOptions, streamOptions.kind == .object {
            let isEmpty = streamOptions.bytes.count == 2
            patch.insert(at: streamOptions.bytes.lowerBound + 1, "\"include_usage\":true" + (isEmpty ? "" : ","))
        } else if let streamOptions {
            patch.replace(streamOptions.bytes, with: ByteBuffer(string: "{\"include_usage\":true}"))
        } else if let open {
            patch.insert(at: open, "\"stream_options\":{\"include_usage\":true},")
        }
    }

    fileprivate func isEmptyObject(in body: ByteBuffer) -> Bool {
        guard let open else { return true }
        let bytes = body.readableBytesUInt8Span
        var index = open
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x09, 0x0A, 0x0D: index += 1
            case UInt8(ascii: "}"): return true
            default: return false
            }
        }
        return true
    }
}
