import NIOCore
import PlanBDialects
import PlanBVocabulary
import PlanBWire

/// What request headers say about how a request is to be treated.
enum RequestHints {
    /// Headers that narrow a request and are not in this build: to ignore one would widen what its sender allowed.
    static func refuseUnbuilt(_ fields: HTTPFields) throws(ClientError) {
        for name in ["x-planb-pin", "x-planb-failover", "x-planb-on-cut", "x-planb-max-cost"] as [StaticString]
        where fields.contains(name) {
            throw ClientError(
                501, code: "not_in_this_build", parameter: name.description,
                "The header \(name) is not in this build; leave it out.", shouldRetry: false)
        }
    }

    /// The SDK says that its last try failed: it came through us, so another target goes first.
    static func isRetry(_ fields: HTTPFields) -> Bool {
        guard let text = fields.first("x-stainless-retry-count"), let count = Int(text) else { return false }
        return count > 0
    }

    /// How long the client waits between bytes (SDK headers, in seconds; anything that is not a number is ignored).
    static func patience(_ fields: HTTPFields) -> Instant.Span? {
        [fields.first("x-stainless-read-timeout"), fields.first("x-stainless-timeout")]
            .compactMap { text -> Instant.Span? in
                guard let text, let seconds = Double(text), seconds > 0, seconds < 1e6 else { return nil }
                return .milliseconds(Int(seconds * 1000))
            }
            .min()
    }

    /// The end of everything: the route's `total`, shortened by `x-planb-deadline`.
    static func deadline(
        _ fields: HTTPFields, facts: Facts, total: Instant.Span, arrival: Instant
    ) throws(ClientError) -> Instant {
        var total = total
        if let patience = facts.patience, !facts.probe.isStream { total = min(total, patience) }
        if let text = fields.first("x-planb-deadline") {
            guard let milliseconds = Int(text), milliseconds > 0 else {
                throw .badRequest(
                    "invalid_header", parameter: "x-planb-deadline",
                    "\"x-planb-deadline\" must be a number of milliseconds greater than 0.")
            }
            total = min(total, .milliseconds(milliseconds))
        }
        return arrival + total
    }

    /// Names the conversation that a request belongs to: by what the client says, else by how the conversation begins.
    static func conversation(_ fields: HTTPFields, _ facts: Facts, caller: String) -> UInt64 {
        var key = ConversationKey(caller)
        for name in ["x-planb-conversation", "x-claude-code-session-id", "session_id"] as [StaticString] {
            if let value = fields.bytes(name), value.readableBytes > 0 {
                key.add(value)
                return key.value
            }
        }
        if case .whole(let body) = facts.body, facts.form == .json { key.add(conversationOf: body) }
        return key.value
    }

    private static let vendorNames: [StaticString] = [
        "openai-organization", "openai-project", "openai-beta", "anthropic-version", "anthropic-beta",
        "anthropic-workspace-id", "anthropic-user-profile-id", "x-client-name",
    ]

    /// Values that the client may have meant for a vendor. Which vendor gets which is the provider's data.
    /// What the body held counts more than a header.
    static func vendorFields(_ fields: HTTPFields, of facts: Facts) -> Exchange.ForwardableFields {
        var found = Exchange.ForwardableFields(values: facts.vendorFields)
        for name in vendorNames where !facts.vendorFields.contains(where: { $0.name == name.description }) {
            if let value = fields.first(name) { found.values.append((name.description, value)) }
        }
        return found
    }
}
