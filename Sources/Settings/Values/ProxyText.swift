import Foundation
import PlanBEngine
import PlanBVocabulary

/// The address of an HTTP proxy.
enum ProxyText {
    /// From the configuration file: `http://host:port`, never with credentials.
    static func parse(_ text: String) throws(ValueProblem) -> NetworkSettings.Proxy {
        guard !text.contains("@") else {
            throw ValueProblem(
                "a URL must not hold credentials", hint: "put the URL into HTTPS_PROXY and write proxy: env")
        }
        return try parseVariable(text)
    }

    /// From `HTTPS_PROXY`: the scheme may be missing, and credentials may stand before an `@`.
    static func parseVariable(_ text: String) throws(ValueProblem) -> NetworkSettings.Proxy {
        var rest = Substring(text)
        if let scheme = text.range(of: "://") {
            guard text[..<scheme.lowerBound].lowercased() == "http" else {
                throw ValueProblem("a proxy is reached over http:// in this build")
            }
            rest = text[scheme.upperBound...]
        }
        var credentials: Substring?
        if let at = rest.lastIndex(of: "@") {
            credentials = rest[..<at]
            rest = rest[rest.index(after: at)...]
        }
        let url = try EndpointURL.parse("http://\(rest)")
        guard url.path.isEmpty else { throw ValueProblem("the URL of a proxy has no path") }
        return NetworkSettings.Proxy(
            host: url.host, port: url.port, authorization: try credentials.map(authorization))
    }

    /// RFC 7617: `Basic` and the base64 of `user:password`, of which the URL has the percent-encoded form.
    private static func authorization(_ credentials: Substring) throws(ValueProblem) -> SecretHeader {
        guard let plain = String(credentials).removingPercentEncoding else {
            throw ValueProblem("the credentials of the proxy are not percent-encoded correctly")
        }
        let pair = plain.contains(":") ? plain : plain + ":"
        return SecretHeader(Secret("Basic " + Data(pair.utf8).base64EncodedString()))
    }
}
