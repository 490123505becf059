extension GeminiCall {
    /// The parts of the answer; texts word by word when they are streamed. A call is always whole.
    func parts(inPieces: Bool) -> [Part] {
        var parts: [Part] = []
        var (thought, spoken) = (0, 0)
        for piece in inPieces ? said.reasoning : [said.reasoning.joined()] where !piece.isEmpty {
            thought += 1
            parts.append(Part(json: #"{"text":\#(quoted(piece)),"thought":true}"#, thought: thought))
        }
        let texts = inPieces ? said.text : [said.text.joined()]
        for (index, piece) in texts.enumerated() where !piece.isEmpty {
            spoken += 1
            let signs = index == texts.count - 1 && !said.reasoning.isEmpty
            let signature = signs ? #","thoughtSignature":\#(quoted(signature))"# : ""
            parts.append(
                Part(json: #"{"text":\#(quoted(piece))\#(signature)}"#, spoken: spoken, thought: said.usage.reasoning))
        }
        guard !isMalformed else { return parts }
        for (index, call) in said.calls.enumerated() {
            spoken += call.fragments.count
            let arguments = call.arguments == "{}" ? "" : #","args":\#(call.object?.written ?? "{}")"#
            // Only the first call of a step is signed.
            let signature = index == 0 && signsCalls ? #","thoughtSignature":\#(quoted(signature))"# : ""
            let json = """
                {"functionCall":{"id":"fc\(facts.number)_\(index)","name":\(quoted(call.name))\(arguments)}\(signature)}
                """
            parts.append(Part(json: json, spoken: spoken, thought: said.usage.reasoning))
        }
        return parts
    }

    private var signature: String { Self.seal.of(said.reasoning.joined() + said.text.joined() + "\(facts.number)") }

    /// Models from 3 on sign their calls whether they show their thoughts or not.
    var signsCalls: Bool { (modelVersion(model)?.major ?? 0) >= 3 || !said.reasoning.isEmpty }

    /// Whether a call has arguments that this dialect cannot carry.
    var isMalformed: Bool { said.calls.contains { $0.object == nil } }

    /// Whether the answer is that the prompt was blocked: the script names the reason.
    var isBlocked: Bool { blockReason != nil }

    private var blockReason: String? {
        guard case .other(let reason) = said.reason, reason.hasPrefix("BLOCKED_") else { return nil }
        return String(reason.dropFirst("BLOCKED_".count))
    }

    /// An answer to a prompt that was blocked has no candidates.
    var blocked: String {
        """
        {"promptFeedback":{"blockReason":\(quoted(blockReason)),"safetyRatings":[{"category":\
        "HARM_CATEGORY_DANGEROUS_CONTENT","probability":"HIGH"}]},"usageMetadata":{"promptTokenCount":\
        \(said.usage.prompt),"totalTokenCount":\(said.usage.prompt)},"modelVersion":\(quoted(model)),\
        "responseId":\(quoted(facts.id("")))}
        """
    }

    /// A call of a function ends an answer like any other.
    var finishReason: String {
        if isMalformed { return "MALFORMED_FUNCTION_CALL" }
        return switch said.reason {
        case .stop, .calls, .stopSequence: "STOP"
        case .length: "MAX_TOKENS"
        case .filtered, .refused: "SAFETY"
        case .other(let reason): reason
        }
    }

    func candidate(_ parts: [String], finish: String? = nil) -> String {
        let content = parts.isEmpty ? "" : #""content":{"parts":[\#(parts.joined(separator: ","))],"role":"model"},"#
        let reason = finish.map { #","finishReason":\#(quoted($0))"# } ?? ""
        let ratings =
            finish == "SAFETY"
            ? #","safetyRatings":[{"category":"HARM_CATEGORY_DANGEROUS_CONTENT","probability":"HIGH","blocked":true}]"#
            : ""
        return #"{\#(content)"index":0\#(reason)\#(ratings)}"#
    }

    func object(_ candidate: String?, usage: String) -> String {
        let candidates = candidate.map { #""candidates":[\#($0)],"# } ?? ""
        return """
            {\(candidates)"modelVersion":\(quoted(model)),"responseId":\(quoted(facts.id("")))\(usage)}
            """
    }

    /// The counts, as a member with the comma before it. `candidatesTokenCount` leaves out thoughts.
    func usage(_ spoken: Int, _ thought: Int) -> String {
        guard said.usage.told else { return "" }
        let prompt = said.usage.prompt
        let total = prompt.addingReportingOverflow(spoken).partialValue.addingReportingOverflow(thought).partialValue
        let thoughts = thought > 0 ? #","thoughtsTokenCount":\#(thought)"# : ""
        let cached =
            said.usage.cached > 0
            ? """
            ,"cachedContentTokenCount":\(said.usage.cached),"cacheTokensDetails":[{"modality":"TEXT","tokenCount":\
            \(said.usage.cached)}]
            """ : ""
        return """
            ,"usageMetadata":{"promptTokenCount":\(prompt),"candidatesTokenCount":\(spoken),"totalTokenCount":\(total),\
            "promptTokensDetails":[{"modality":"TEXT","tokenCount":\(prompt)}]\(thoughts)\(cached)}
            """
    }
}
