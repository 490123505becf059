/// Converse in one piece, and what both forms of an answer have in common.
extension BedrockCall {
    /// The identifier of the call at this place of the answer.
    func callID(_ index: Int) -> String { "tooluse_fake\(padded(facts.number, 8))\(padded(index, 3))" }

    func converse() -> Reply {
        var content: [String] = []
        if !said.reasoning.isEmpty {
            let text = said.reasoning.joined()
            content.append(
                """
                {"reasoningContent":{"reasoningText":{"text":\(quoted(text)),"signature":\(quoted(Self.seal.of(text)))}}}
                """)
        }
        if !said.text.isEmpty { content.append(#"{"text":\#(quoted(said.text.joined()))}"#) }
        for (index, call) in said.calls.enumerated() {
            content.append(
                """
                {"toolUse":{"input":\(call.object?.written ?? "{}"),"name":\(quoted(call.name)),"toolUseId":\
                \(quoted(callID(index)))}}
                """)
        }
        return Reply(
            json: """
                {\(metrics),"output":{"message":{"content":[\(content.joined(separator: ","))],"role":"assistant"}},\
                "stopReason":\(quoted(stopReason))\(additional)\(usage)}
                """, tokens: said.tokens)
    }

    var metrics: String { #""metrics":{"latencyMs":812}"# }

    var stopReason: String {
        switch said.reason {
        case .stop: "end_turn"
        case .length: "max_tokens"
        case .calls: "tool_use"
        case .filtered, .refused: "content_filtered"
        case .stopSequence: "stop_sequence"
        case .other(let reason): reason
        }
    }

    /// What the request wants to have of the model's own answer, as a member with the comma before it.
    var additional: String {
        let paths = (self["additionalModelResponseFieldPaths"].array ?? []).compactMap(\.string)
        guard paths.contains("/stop_sequence") else { return "" }
        var sequence: String?
        if case .stopSequence(let text) = said.reason { sequence = text }
        return #","additionalModelResponseFields":{"stop_sequence":\#(quoted(sequence))}"#
    }

    /// The counts, as a member with the comma before it. `inputTokens` leaves out what the cache has to do with.
    var usage: String {
        let usage = said.usage
        guard usage.told else { return "" }
        let sum = [usage.cached, usage.cacheWritten, usage.completion].reduce(usage.fresh) {
            $0.addingReportingOverflow($1).partialValue
        }
        let cache =
            usage.cached != 0 || usage.cacheWritten != 0
            ? #""cacheReadInputTokens":\#(usage.cached),"cacheWriteInputTokens":\#(usage.cacheWritten),"# : ""
        return """
            ,"usage":{\(cache)"inputTokens":\(usage.fresh),"outputTokens":\(usage.completion),"totalTokens":\(sum)}
            """
    }

    /// `POST /model/{id}/count-tokens`
    func countTokens() -> Reply {
        let converse = self["input"]["converse"]
        let body =
            converse.isNull
            ? (self["input"]["invokeModel"]["body"].string ?? "") : converse.written
        let inner = BedrockCall(request.with(body: body), answer: answer, facts: facts)
        return Reply(json: #"{"inputTokens":\#(inner.said.usage.prompt)}"#)
    }

    /// `GET /foundation-models` of the control plane.
    func modelList() -> Reply {
        let all = facts.models.map { id in
            """
            {"modelId":\(quoted(id)),"modelName":\(quoted(id)),"providerName":"Fake","inputModalities":["TEXT"],\
            "outputModalities":["TEXT"],"responseStreamingSupported":true,"inferenceTypesSupported":["ON_DEMAND"],\
            "modelLifecycle":{"status":"ACTIVE"},"modelArn":\(quoted("arn:aws:bedrock:::foundation-model/\(id)"))}
            """
        }
        return Reply(json: #"{"modelSummaries":[\#(all.joined(separator: ","))]}"#)
    }
}

extension ReceivedRequest {
    /// The same request with another body.
    func with(body: String) -> ReceivedRequest {
        var copy = self
        copy.body = Array(body.utf8)
        return copy
    }
}
