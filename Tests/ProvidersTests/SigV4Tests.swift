import Foundation
import PlanBVocabulary
import Testing

@testable import PlanBProviders

@Suite("AWS signatures")
struct SigV4Tests {
    /// A request that was signed by botocore, too.
    struct Vector: Decodable {
        var access_key: String
        var secret_key: String
        var session_token: String?
        var timestamp: String
        var region: String
        var service: String
        var method: String
        var wire_path: String
        var headers_in: [String: String]
        var body: String
        var canonical_request: String
        var string_to_sign: String
        var signature: String
        var authorization: String

        var request: SigV4.Request {
            SigV4.Request(
                method: method, path: wire_path, headers: headers_in.map { ($0.key, $0.value) }, body: Array(body.utf8))
        }
        var credentials: AWSCredentials {
            AWSCredentials(
                accessKeyID: access_key, secretKey: Secret(secret_key), sessionToken: session_token.map { Secret($0) })
        }
    }

    /// 2026-11-21 02:00:00 UTC, as the vectors have it.
    private let epoch: Int64 = 1_795_226_400

    private func vectors() throws -> [Vector] {
        let url = try #require(Bundle.module.resourceURL).appendingPathComponent("Fixtures/bedrock/sigv4_vectors.json")
        return try JSONDecoder().decode([Vector].self, from: try Data(contentsOf: url))
    }

    @Test("each step gives what botocore gives")
    func vectorsOfBotocore() throws {
        let vectors = try vectors()
        #expect(vectors.count == 3)
        for vector in vectors {
            let signer = SigV4(region: vector.region, service: vector.service)
            let time = AWSTime(epoch: epoch)
            #expect(time.text == vector.timestamp)
            let canonical = signer.canonicalRequest(vector.request, vector.credentials, epoch: epoch)
            #expect(canonical == vector.canonical_request)
            #expect(signer.stringToSign(canonical, time) == vector.string_to_sign)
            let signature = signer.sign(vector.request, with: vector.credentials, epoch: epoch)
            #expect(signature.authorization == vector.authorization)
            #expect(signature.authorization.hasSuffix("Signature=" + vector.signature))
            #expect(signature.date == vector.timestamp)
            #expect(signature.token == vector.session_token.map { Secret($0) })
        }
    }

    @Test("whatever is signed changes the signature")
    func changes() throws {
        let vector = try #require(try vectors().last)
        let signer = SigV4(region: vector.region)
        var signatures: Set<String> = []
        func add(
            _ signer: SigV4, _ credentials: AWSCredentials, _ epoch: Int64, _ change: (inout SigV4.Request) -> Void
        ) {
            var request = vector.request
            change(&request)
            let authorization = signer.sign(request, with: credentials, epoch: epoch).authorization
            signatures.insert(authorization.components(separatedBy: "Signature=").last ?? "")
        }
        add(signer, vector.credentials, epoch) { _ in }
        add(signer, vector.credentials, epoch) { $0.method = "GET" }
        add(signer, vector.credentials, epoch) { $0.path += "/" }
        add(signer, vector.credentials, epoch) { $0.query = "a=1" }
        add(signer, vector.credentials, epoch) { $0.body += [0] }
        add(signer, vector.credentials, epoch) { $0.headers.append(("x-other", "1")) }
        add(signer, vector.credentials, epoch + 1) { _ in }
        add(signer, vector.credentials, epoch + 86_400) { _ in }
        add(SigV4(region: "eu-west-1"), vector.credentials, epoch) { _ in }
        add(SigV4(region: vector.region, service: "bedrock-mantle"), vector.credentials, epoch) { _ in }
        var credentials = vector.credentials
        credentials.secretKey = Secret("other")
        add(signer, credentials, epoch) { _ in }
        credentials = vector.credentials
        credentials.sessionToken = Secret("token")
        add(signer, credentials, epoch) { _ in }
        #expect(signatures.count == 12)
    }

    @Test("the parts of the canonical form")
    func canonical() {
        #expect(SigV4.canonicalPath("/model/a%3Ab/converse") == "/model/a%253Ab/converse")
        #expect(SigV4.canonicalPath("") == "/")
        #expect(SigV4.canonicalPath("/é~") == "/%C3%A9~")
        #expect(SigV4.canonicalQuery("") == "")
        #expect(SigV4.canonicalQuery("b=2&a=%20&b=1&c") == "a=%20&b=1&b=2&c=")
        let headers = SigV4.canonical([("X-B", "  a \t b "), ("Host", "h"), ("x-b", "c"), ("x-a", "")])
        #expect(headers.map { "\($0.name):\($0.value)" } == ["host:h", "x-a:", "x-b:a b,c"])
    }

    static let times: [(epoch: Int64, text: String)] = [
        (0, "19700101T000000Z"), (951_782_399, "20000228T235959Z"), (951_782_400, "20000229T000000Z"),
        (951_868_800, "20000301T000000Z"), (4_107_542_399, "21000228T235959Z"), (4_107_542_400, "21000301T000000Z"),
        (1_767_225_599, "20251231T235959Z"), (1_767_225_600, "20260101T000000Z"), (.min, "19700101T000000Z"),
        (.max, "99991231T235959Z"),
    ]

    @Test("times", arguments: times)
    func time(_ epoch: Int64, _ text: String) {
        #expect(AWSTime(epoch: epoch).text == text)
        #expect(AWSTime(epoch: epoch).day == String(text.prefix(8)))
    }

    @Test("credentials print nothing secret")
    func secrets() throws {
        let vector = try #require(try vectors().first { $0.session_token != nil })
        let text = String(reflecting: vector.credentials) + "\(vector.credentials)"
        #expect(!text.contains(vector.secret_key))
        #expect(!text.contains(vector.session_token ?? vector.secret_key))
    }
}
