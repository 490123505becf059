import NIOCore
import PlanBDialects
import PlanBWire

/// The checks that come before anything else about a request is looked at: is it meant for this server, and may a web
/// page send it?
enum FrontDoor {
    /// Refuses a request that is not meant for us. DNS rebinding and cross-site calls from a browser end here.
    static func check(
        _ head: HTTPRequestHead, _ settings: ListenerSettings, _ memory: ConnectionMemory
    ) throws(ClientError) {
        if head.fields.contains("upgrade"), head.fields.hasToken("websocket", in: "upgrade") {
            throw ClientError(
                426, code: "upgrade_not_supported",
                "WebSocket connections are not supported; send the same request as plain HTTPS and use a stream.",
                shouldRetry: false)
        }
        if let host = head.fields.bytes("host"), !memory.isKnown(host: host) {
            try checkHost(String(buffer: host), settings)
            memory.remember(host: host)
        }
        if let origin = head.fields.first("origin") {
            guard settings.corsOrigins.contains(origin) else {
                throw ClientError(
                    403, code: "origin_not_allowed",
                    "Web pages of this origin may not call the gateway; add the origin to \"cors:\" to allow it.",
                    shouldRetry: false)
            }
        } else if let site = head.fields.first("sec-fetch-site"), site == "cross-site" {
            throw ClientError(
                403, code: "cross_site_request", "Cross-site requests from a browser are not allowed.",
                shouldRetry: false)
        }
    }

    private static func checkHost(_ host: String, _ settings: ListenerSettings) throws(ClientError) {
        let name = hostName(of: host)
        if isLoopbackName(name) || name == settings.listen.host.lowercased() { return }
        if settings.hosts.contains(where: { $0.lowercased() == name }) { return }
        // A listener for the network is reached by names and addresses it cannot know unless it was told.
        if settings.hosts.isEmpty, !settings.listen.isLoopback { return }
        throw ClientError(
            421, code: "host_not_allowed", "This gateway does not answer for the Host that was sent.",
            shouldRetry: false)
    }

    /// The name in `host`, in lower case, without port and brackets.
    static func hostName(of host: String) -> String {
        let lower = host.lowercased()
        if lower.hasPrefix("["), let end = lower.firstIndex(of: "]") {
            return String(lower[lower.index(after: lower.startIndex)..<end])
        }
        return lower.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).first.map(String.init)
            ?? lower
    }

    private static func isLoopbackName(_ name: String) -> Bool {
        name == "localhost" || name == "::1" || name.hasSuffix(".localhost") || isLoopbackIPv4(name)
    }

    private static func isLoopbackIPv4(_ name: String) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
