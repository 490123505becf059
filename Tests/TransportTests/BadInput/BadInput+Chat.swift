extension BadInput {
    private static let turns = #""messages":[{"role":"user","content":"a"}]"#

    private static func model(_ value: String, _ code: String = "invalid_value", naming: String) -> BadInput {
        .json(
            "model of \(value.utf8.count) bytes \(value.prefix(40))", "{\"model\":\(value),\(turns)}", code,
            naming: naming)
    }

    static let messages: [BadInput] =
        [
            ("missing", "", "missing_required_parameter"), ("[]", #","messages":[]"#, "invalid_value"),
            ("{}", #","messages":{}"#, "invalid_type"), ("null", #","messages":null"#, "invalid_type"),
            ("text", #","messages":"a""#, "invalid_type"), ("a number", #","messages":1"#, "invalid_type"),
            ("[ ]", #","messages":[ ]"#, "invalid_value"),
        ].map { (name: String, member: String, code: String) -> BadInput in
            .json("messages \(name)", "{\"model\":\"gpt-4.1\"\(member)}", code, naming: "\"messages\"")
        }
        + [
            .json(
                "a body of the Responses API", #"{"model":"gpt-4.1","input":"a"}"#, "responses_body",
                naming: "/v1/responses"),
            BadInput(
                "100000 messages",
                Wire.json(
                    #"{"model":"gpt-4.1","messages":["#
                        + Array(repeating: #"{"role":"user"}"#, count: 100_000).joined(separator: ",") + "]}"),
                .refused(400, "invalid_json", naming: "too many object members")),
            BadInput(
                "40000 messages",
                Wire.json(
                    #"{"model":"gpt-4.1","messages":["#
                        + Array(repeating: #"{"role":"user","content":"a"}"#, count: 40_000).joined(separator: ",")
                        + "]}"),
                .answered),
            BadInput(
                "messages of no sense", Wire.json(#"{"model":"gpt-4.1","messages":[1,null,{"role":7}]}"#),
                .forwarded(containing: "[1,null,{\"role\":7}]")),
        ]
        + [
            model("1", "invalid_type", naming: "must be a string"),
            model("null", "invalid_type", naming: "must be a string"),
            model("[]", "invalid_type", naming: "must be a string"),
            model("{}", "invalid_type", naming: "must be a string"),
            model("\"\"", naming: "empty"),
            model("\"\(String(repeating: "a", count: 10 << 10))\"", naming: "256 bytes"),
            model("\"\(String(repeating: "a", count: 257))\"", naming: "256 bytes"),
            model(#""gpt\u0000""#, naming: "control character"),
            model(#""gpt\r\nx-a: b""#, naming: "control character"),
            model(#""gpt\u007f""#, naming: "control character"),
            .json("no model", "{\(turns)}", "missing_required_parameter", naming: "\"model\" is missing"),
            BadInput(
                "unknown model", Wire.json("{\"model\":\"gpt-4.2\",\(turns)}"),
                .refused(404, "model_not_found", naming: "Did you mean \"gpt-4.1\"")),
            BadInput(
                "model with SQL", Wire.json("{\"model\":\"' OR 1=1; --\",\(turns)}"),
                .refused(404, "model_not_found", naming: "No route")),
        ]

    static let parameters: [BadInput] =
        [
            "\"max_tokens\":-1", "\"max_tokens\":1.5", "\"max_tokens\":1e30", "\"max_tokens\":\"10\"",
            "\"max_tokens\":99999999999999999999999999", "\"temperature\":1e400", "\"temperature\":-0",
            "\"seed\":-9223372036854775809", "\"n\":1000000", "\"n\":-1", "\"n\":1e99", "\"logit_bias\":{\"a\":null}",
            #""metadata":{"a":"b\r\nx-evil: 1"}"#, #""stream_options":null"#, #""tools":[]"#,
            ##""tools":[{"type":"function","function":{"name":"f","parameters":{"$ref":"#"}}}]"##,
            #""x":{"image_url":{"url":"http://169.254.169.254/latest/meta-data/"}}"#,
            #""x":{"image_url":{"url":"file:///etc/passwd"}}"#, #""x":{"image_url":{"url":"gopher://127.0.0.1:1/"}}"#,
        ].map { .passes("\($0)", $0) }
        + [
            BadInput(
                "stop of 10000",
                Wire.chat(",\"stop\":[" + Array(repeating: "\"a\"", count: 10_000).joined(separator: ",") + "]"),
                .answered),
            BadInput(
                "data: of 2 MB",
                Wire.chat(",\"x\":\"data:image/png;base64,\(String(repeating: "A", count: 2 << 20))\""),
                .answered),
            BadInput(
                "stream with usage declined", Wire.chat(#","stream_options":{"include_usage":false}"#, isStream: true),
                .answered),
        ]
        + [#""stream":"yes""#, #""stream":1"#, #""stream":[]"#, #""stream_options":"a""#, #""stream_options":[]"#].map {
            .json("\($0)", "{\"model\":\"gpt-4.1\",\(turns),\($0)}", "invalid_type", naming: "\"stream")
        }

    static let types: [BadInput] =
        ["gzip", "deflate", "br", "identity, gzip"].map { (coding: String) -> BadInput in
            BadInput(
                "content-encoding \(coding)", Wire.chat(fields: ["content-encoding: \(coding)"]),
                .refused(415, "unsupported_content_encoding", naming: coding), closes: true)
        }
        + ["content-encoding: identity", "content-encoding: Identity", "accept: text/html", "accept-encoding: gzip"].map
    {
        BadInput("\($0)", Wire.chat(fields: [$0]), .answered)
    }
        + ["text/plain", "application/x-www-form-urlencoded", "", "application/json; charset=utf-16", "nonsense"].map {
            type in
            BadInput("content-type \(type)", Wire.chat().with { $0.fields[1] = "content-type: \(type)" }, .answered)
        }
        + [
            BadInput("no content-type", Wire.chat().with { $0.fields.removeLast() }, .answered),
            BadInput(
                "a form for a chat",
                Wire.chat().with { $0.fields[1] = "content-type: multipart/form-data; boundary=a" },
                .refused(415, "unsupported_media_type", naming: "application/json"), closes: true),
            BadInput(
                "JSON for a transcription", Wire.chat().with { $0.target = "/v1/audio/transcriptions" },
                .refused(415, "unsupported_media_type", naming: "multipart/form-data"), closes: true),
            BadInput(
                "x-planb-deadline of 0", Wire.chat(fields: ["x-planb-deadline: 0"]),
                .refused(400, "invalid_header", naming: "x-planb-deadline")),
            BadInput(
                "x-planb-deadline beyond Int", Wire.chat(fields: ["x-planb-deadline: 99999999999999999999"]),
                .refused(400, "invalid_header", naming: "x-planb-deadline")),
            BadInput(
                "x-planb-deadline of Int.max", Wire.chat(fields: ["x-planb-deadline: 9223372036854775807"]), .answered),
            BadInput("x-stainless-timeout nonsense", Wire.chat(fields: ["x-stainless-timeout: NaN"]), .answered),
        ]
        + forms

    private static func form(_ body: String, boundary: String = "; boundary=b") -> Wire {
        Wire(body.utf8).with {
            $0.target = "/v1/audio/transcriptions"
            $0.fields[1] = "content-type: multipart/form-data\(boundary)"
        }
    }

    private static let part = "--b\r\ncontent-disposition: form-data; name=\"model\"\r\n\r\ngpt-4.1\r\n"

    private static let forms: [BadInput] = [
        BadInput(
            "form without a boundary", form(part + "--b--\r\n", boundary: ""),
            .refused(400, "invalid_multipart", naming: "boundary")),
        BadInput("form without an end", form(part), .refused(400, "invalid_multipart", naming: "not well-formed")),
        BadInput(
            "form without a model", form("--b\r\ncontent-disposition: form-data; name=\"a\"\r\n\r\nb\r\n--b--\r\n"),
            .refused(400, "missing_required_parameter", naming: "\"model\"")),
        BadInput(
            "form with two models", form(part + part + "--b--\r\n"),
            .refused(400, "duplicate_member", naming: "\"model\"")),
        BadInput("empty form", form(""), .refused(400, "invalid_multipart", naming: "not well-formed")),
    ]
}
