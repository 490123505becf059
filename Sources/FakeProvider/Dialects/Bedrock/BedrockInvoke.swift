/// InvokeModel for the models of Anthropic, in their own dialect.
extension BedrockCall {
    /// The request as Anthropic would get it: the model is in the path here, and the version in the body.
    private var native: AnthropicCall? {
        guard model.contains("anthropic"), let members = json?.members else { return nil }
        let dropped = ["anthropic_version", "anthropic_beta"]
        var kept = members.filter { !dropped.contains($0.name) }
        kept.append(.init(name: "model", value: .string(model)))
        var copy = request.with(body: JSON.object(kept).written)
        let told = self["anthropic_version"].string ?? ""
        copy.headers.append(.init(name: "anthropic-version", value: told.hasPrefix("bedrock") ? "2023-06-01" : told))
        if self["anthropic_beta"].array?.isEmpty == false {
            copy.headers.append(.init(name: "anthropic-beta", value: "beta"))
        }
        return AnthropicCall(copy, answer: answer, facts: facts)
    }

    func invoke(stream: Bool) -> Reply {
        guard let native else {
            return error(.invalid("Malformed input request, please reformat your input and try again."))
        }
        if facts.isStrict {
            for name in ["model", "stream"] where json?.has(name) == true {
                return error(.invalid("Malformed input request: #: extraneous key [\(name)] is not permitted"))
            }
            guard self["anthropic_version"].string != nil else {
                return error(.invalid("Malformed input request: #: required key [anthropic_version] not found"))
            }
            if let complaint = AnthropicChecks(native, counts: false).complaint { return error(.invalid(complaint)) }
        }
        guard stream else {
            var reply = native.message()
            reply.headers += [
                .init("x-amzn-bedrock-input-token-count", String(said.usage.prompt)),
                .init("x-amzn-bedrock-output-token-count", String(native.said.usage.completion)),
            ]
            return reply
        }
        var reply = Reply(stream: native.messageStream().events.map(chunk))
        reply.headers = [.init("content-type", "application/vnd.amazon.eventstream")]
        reply.insertion = { what in
            if case .raw(let payload) = what {
                return payload.isEventData ? .init(.other, .raw(chunk(payload.eventData))) : nil
            }
            return common(what)
        }
        return reply
    }

    private func chunk(_ event: Reply.Event) -> Reply.Event {
        guard case .event(_, let data) = event.content else { return event }
        guard event.kind == .done else { return .init(event.kind, .raw(chunk(Array(data.utf8)))) }
        let metrics = """
            {"type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":\(said.usage.prompt),\
            "outputTokenCount":\(said.usage.completion),"invocationLatency":812,"firstByteLatency":402}}
            """
        return .init(.done, .raw(chunk(Array(metrics.utf8))))
    }

    private func chunk(_ bytes: [UInt8]) -> [UInt8] {
        EventFrame.event("chunk", #"{"bytes":"\#(base64(bytes))","p":"abcdef"}"#).bytes
    }
}
