import NIOCore
import PlanBEngine
import PlanBVocabulary
import PlanBWire

/// A request to a service that gives credentials.
struct TokenRequest {
    /// The service, for error messages: `the token service of Google`.
    var service: String
    var method = "POST"
    var url: ServiceURL
    var headers: [(name: String, value: String)] = []
    var accept = "application/json"
    /// The `host` header, where it is not that of the URL.
    var host: String?
    var body: [UInt8] = []
    /// Metadata services answer at once or are not there.
    var limit = Instant.Span.seconds(10)
    var isMetadata = false

    /// A request with a form (application/x-www-form-urlencoded).
    static func form(_ service: String, _ url: ServiceURL, _ items: [(String, String)]) -> TokenRequest {
        TokenRequest(
            service: service, url: url, headers: [("content-type", Form.type)], body: Array(Form.encode(items).utf8))
    }

    /// A question to a metadata service.
    static func metadata(
        _ service: String, method: String = "GET", _ url: ServiceURL, _ headers: [(name: String, value: String)] = []
    ) -> TokenRequest {
        TokenRequest(
            service: service, method: method, url: url, headers: headers, limit: .seconds(2), isMetadata: true)
    }
}

/// Forms, and queries, which are written the same way.
enum Form {
    static let type = "application/x-www-form-urlencoded"

    static func encode(_ items: [(String, String)]) -> String {
        items.map { "\(escape($0.0))=\(escape($0.1))" }.joined(separator: "&")
    }

    /// Everything but the unreserved characters of RFC 3986 §2.3.
    static func escape(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var out: [UInt8] = []
        for byte in text.utf8 {
            let isLetter = byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A
            if isLetter || (byte >= 0x30 && byte <= 0x39) || "-._~".utf8.contains(byte) {
                out.append(byte)
            } else {
                out += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}

extension World {
    /// The body of a 200. Anything else is a failure, a redirect too.
    func ask(_ request: TokenRequest) async throws(CredentialFailure) -> ByteBuffer {
        let answer = try await send(request)
        guard answer.status == 200 else {
            let code = TokenError.code(answer.body)
            throw CredentialFailure("\(request.service) answered \(answer.status)\(CredentialFailure.word(code))")
        }
        return answer.body
    }

    /// The JSON object in the body of a 200.
    func askForObject(_ request: TokenRequest) async throws(CredentialFailure) -> JSONNode {
        let body = try await ask(request)
        guard let node = try? JSONNode(reading: body), node.kind == .object else {
            throw CredentialFailure("\(request.service) answered with something that is no JSON object")
        }
        return node
    }

    /// The answer, whatever its status.
    func send(_ request: TokenRequest) async throws(CredentialFailure) -> FetchAnswer {
        guard request.isMetadata ? request.url.isMetadata : request.url.isSafe else {
            throw CredentialFailure(
                request.isMetadata
                    ? "\(request.service) is said to be at \(request.url.host), which is no metadata address"
                    : "\(request.service) is at \(request.url.host) without https, where no secret is sent")
        }
        let origin =
            request.isMetadata || request.url.isLoopback
            ? request.url.origin() : request.url.origin(network, allowsPrivate: allowsPrivate)
        var head = "\(request.method) \(request.url.target) HTTP/1.1\r\nhost: \(request.host ?? origin.authority)\r\n"
        head += "user-agent: planb\r\naccept: \(request.accept)\r\nconnection: close\r\n"
        for header in request.headers {
            guard header.value.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else {
                throw CredentialFailure("a value for \(request.service) cannot stand in a header")
            }
            head += "\(header.name): \(header.value)\r\n"
        }
        if !request.body.isEmpty || request.method != "GET" { head += "content-length: \(request.body.count)\r\n" }
        do throws(AttemptFailure) {
            return try await fetcher.fetch(
                FetchRequest(
                    origin: origin, head: Secret(head + "\r\n"), body: Secret(request.body), limit: request.limit))
        } catch {
            throw CredentialFailure("\(request.service) at \(request.url.host) \(error.detail)")
        }
    }
}

/// The code in an error of a token service: `{"error": "invalid_grant"}`, Google's `{"error": {"status": …}}`, AWS's
/// `<Code>…</Code>` and `{"code": …}`.
enum TokenError {
    static func code(_ body: ByteBuffer) -> String? {
        if let node = try? JSONNode(reading: body), node.kind == .object {
            return node["error"]?.string ?? node["error"]?["status"]?.string ?? node["code"]?.string
                ?? node["Code"]?.string
        }
        return XMLText.value(of: "Code", in: String(buffer: body))
    }
}
