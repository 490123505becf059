import Foundation
import Testing

@testable import PlanBFakeProvider

/// A request to a dialect, without a wire.
struct Talk {
    var dialect: FakeProvider.Dialect
    var target: String
    var headers: [(String, String)]

    static let anthropic = Talk(
        dialect: .anthropic, target: "/v1/messages",
        headers: [("x-api-key", "k"), ("anthropic-version", "2026-10-21")])
    static let gemini = Talk(
        dialect: .gemini, target: "/v1beta/models/gemini-3.8-flash:generateContent", headers: [("x-goog-api-key", "k")])
    static let bedrock = Talk(
        dialect: .bedrock, target: "/model/anthropic.claude-opus-5-5/converse", headers: [("authorization", "Bearer k")]
    )
    static let cohere = Talk(dialect: .cohere, target: "/v2/chat", headers: [("authorization", "Bearer k")])
    static let mistral = Talk(
        dialect: .mistral, target: "/v1/chat/completions", headers: [("authorization", "Bearer k")])
    static let openAI = Talk(dialect: .openAI, target: "/v1/chat/completions", headers: [])
    static let all = [anthropic, gemini, bedrock, cohere, mistral, openAI]

    /// A request that every provider takes, with two tools.
    var hello: String {
        let schema = #"{"type":"object","properties":{"city":{"type":"string"}}}"#
        switch dialect {
        case .anthropic:
            return """
                {"model":"claude-sonnet-5-5","max_tokens":100,"messages":[{"role":"user","content":"one two"}],
                "tools":[{"name":"f","input_schema":\(schema)},{"name":"g","input_schema":\(schema)}]}
                """
        case .gemini:
            return """
                {"contents":[{"role":"user","parts":[{"text":"one two"}]}],"tools":[{"functionDeclarations":
                [{"name":"f","parametersJsonSchema":\(schema)},{"name":"g","parameters":\(schema)}]}]}
                """
        case .bedrock:
            return """
                {"messages":[{"role":"user","content":[{"text":"one two"}]}],"toolConfig":{"tools":[
                {"toolSpec":{"name":"f","inputSchema":{"json":\(schema)}}},
                {"toolSpec":{"name":"g","inputSchema":{"json":\(schema)}}}]}}
                """
        case .cohere, .mistral, .openAI:
            return """
                {"model":"m","messages":[{"role":"user","content":"one two"}],"tools":[
                {"type":"function","function":{"name":"f","parameters":\(schema)}},
                {"type":"function","function":{"name":"g","parameters":\(schema)}}]}
                """
        }
    }

    /// The same request for a stream.
    var streaming: (Talk, String) {
        var talk = self
        switch dialect {
        case .gemini:
            talk.target = "/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse"
            return (talk, hello)
        case .bedrock:
            talk.target += "-stream"
            return (talk, hello)
        case .anthropic, .cohere, .mistral, .openAI: return (talk, #"{"stream":true,"# + hello.dropFirst())
        }
    }

    func request(_ body: String, method: String = "POST") -> ReceivedRequest {
        var request = ReceivedRequest()
        (request.method, request.target, request.version) = (method, target, "HTTP/1.1")
        request.headers = headers.map { .init(name: $0.0, value: $0.1) }
        request.body = Array(body.utf8)
        return request
    }

    func reply(_ body: String, strict: Bool = true, _ edit: (inout Behaviour.Answer) -> Void = { _ in }) -> Reply {
        var answer = Behaviour.Answer()
        edit(&answer)
        let facts = Facts(now: 1_795_226_400, number: 7, models: dialect.models, isStrict: strict)
        return dialect.speaker.reply(to: request(body), with: answer, facts: facts)
    }

    func error(_ error: Behaviour.ErrorReply) -> Reply {
        let facts = Facts(now: 1_795_226_400, number: 7, models: dialect.models)
        return dialect.speaker.reply(to: request(hello), with: error, facts: facts)
    }
}

extension Talk: CustomTestStringConvertible {
    var testDescription: String { dialect.rawValue }
}

extension Reply {
    /// The body of an answer in one piece.
    var body: JSON {
        guard case .raw(let bytes) = events.first?.content else { return .null }
        return JSONReader.read(bytes) ?? .null
    }

    /// The events of a stream: their names, and their data as JSON.
    var told: [(name: String, json: JSON)] {
        events.map { event in
            switch event.content {
            case .event(let name, let data): (name ?? "", JSONReader.read(Array(data.utf8)) ?? .string(data))
            case .comment(let text): ("comment", .string(text))
            case .raw(let bytes): RawFrame(bytes).map { ($0.name, $0.json) } ?? ("raw", .null)
            }
        }
    }

    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

extension JSON {
    subscript(_ index: Int) -> JSON { array.flatMap { $0.indices.contains(index) ? $0[index] : nil } ?? .null }

    /// What Foundation makes of the same text, to see that both read the same.
    static func isValid(_ text: String) -> Bool {
        (try? JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)) != nil
    }
}

/// A frame of an AWS event stream, taken apart by hand. Nil unless both checksums are right.
struct RawFrame {
    var headers: [String: String] = [:]
    var payload: [UInt8]

    init?(_ bytes: [UInt8]) {
        func number(_ start: Int, _ count: Int) -> Int { bytes[start..<start + count].reduce(0) { $0 << 8 | Int($1) } }
        guard bytes.count >= 16, number(0, 4) == bytes.count else { return nil }
        let headerLength = number(4, 4)
        guard number(8, 4) == Self.crc(bytes.prefix(8)), number(bytes.count - 4, 4) == Self.crc(bytes.dropLast(4))
        else {
            return nil
        }
        var index = 12
        while index < 12 + headerLength {
            let nameLength = Int(bytes[index])
            let name = String(decoding: bytes[index + 1..<index + 1 + nameLength], as: UTF8.self)
            index += 1 + nameLength
            guard bytes[index] == 7 else { return nil }
            let length = number(index + 1, 2)
            headers[name] = String(decoding: bytes[index + 3..<index + 3 + length], as: UTF8.self)
            index += 3 + length
        }
        payload = Array(bytes[index..<bytes.count - 4])
    }

    var name: String { headers[":event-type"] ?? headers[":exception-type"] ?? headers[":error-code"] ?? "" }
    var json: JSON { JSONReader.read(payload) ?? .null }

    /// CRC-32 by long division, another way than the one under test.
    private static func crc(_ bytes: ArraySlice<UInt8>) -> Int {
        var table: [UInt32] = []
        for index in 0..<UInt32(256) {
            table.append((0..<8).reduce(index) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 })
        }
        let crc = bytes.reduce(UInt32.max) { table[Int(($0 ^ UInt32($1)) & 0xFF)] ^ $0 >> 8 }
        return Int(~crc)
    }
}
