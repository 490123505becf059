import NIOCore
import PlanBEngine
import PlanBVocabulary
import PlanBWire

/// Workload identity federation: a token of somebody else's is traded for one of Google's.
/// https://google.aip.dev/auth/4117
struct ExternalAccount {
    let world: World
    let file: GoogleFile

    private static let service = "the security token service of Google"

    func token(_ node: JSONNode) async throws(CredentialFailure) -> AccessToken {
        var items = [
            ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
            ("audience", try file.text("audience", node)), ("scope", GoogleChain.scope),
            ("requested_token_type", "urn:ietf:params:oauth:token-type:access_token"),
            ("subject_token_type", try file.text("subject_token_type", node)),
        ]
        items.append(("subject_token", try await subject(node)))
        let answer = try await world.askForObject(.form(Self.service, try file.url("token_url", node), items))
        let token = try AccessToken(answer, from: Self.service, epoch: world.epoch)
        guard let address = node["service_account_impersonation_url"]?.string else { return token }
        return try await file.impersonate(address, with: token)
    }

    /// The token that is traded: in a file, or at a URL.
    private func subject(_ node: JSONNode) async throws(CredentialFailure) -> String {
        guard let source = node["credential_source"], source.kind == .object else {
            throw file.lacks("credential_source")
        }
        if source["environment_id"] != nil || source["executable"] != nil || source["certificate"] != nil {
            throw CredentialFailure(
                "Google: \(file.path) has a credential_source that the gateway does not use; it uses \"file\" and \"url\""
            )
        }
        let bytes: ByteBuffer
        let place: String
        if let path = source["file"]?.string {
            bytes = ByteBuffer(bytes: try world.file(path))
            place = path
        } else {
            let url = try file.url("url", source)
            var headers: [(name: String, value: String)] = []
            for member in source["headers"]?.members.map({ Array($0) }) ?? [] {
                guard let value = member.string, isName(member.key) else { throw file.lacks("headers") }
                headers.append((member.key, value))
            }
            place = "the source of the identity at \(url.host)"
            // Mostly the metadata service of another cloud, which has no https.
            bytes = try await world.ask(
                url.isSafe
                    ? TokenRequest(service: place, method: "GET", url: url, headers: headers)
                    : .metadata(place, url, headers))
        }
        return try Self.token(in: bytes, source["format"], place)
    }

    private static func token(
        in bytes: ByteBuffer, _ format: JSONNode?, _ place: String
    ) throws(CredentialFailure) -> String {
        var text: String? = String(buffer: bytes)
        if format?["type"]?.isString("json") == true {
            let name = format?["subject_token_field_name"]?.string
            let members = (try? JSONNode(reading: bytes))?.members.map { Array($0) } ?? []
            text = members.first { $0.key == name }?.string
        }
        while let last = text?.last, last.isWhitespace { text?.removeLast() }
        guard let text, !text.isEmpty, text.utf8.count <= 65_536 else {
            throw CredentialFailure("Google: \(place) does not hold a token")
        }
        return text
    }

    private func isName(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy {
                $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A || $0 >= 0x30 && $0 <= 0x39 || "-_".utf8.contains($0)
            }
    }
}
