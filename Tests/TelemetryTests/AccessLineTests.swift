import NIOCore
import PlanBLedger
import PlanBTelemetry
import PlanBVocabulary
import PlanBWire
import Testing

/// The line of a request.
struct AccessLineTests {
    private static func line(_ request: RequestEntry) -> String {
        var lines = RecordBuffer()
        AccessLine.append(request, to: &lines)
        return String(decoding: lines.bytes, as: UTF8.self)
    }

    @Test("A line has these members and no others")
    func whole() {
        let begin =
            #"{"time":"2026-10-01T00:00:00.250Z","request":"req_1","key":"k1","route":"gpt-4.1","dialect":"openai","#
        let answered = [
            begin,
            #""operation":"chat","model":"gpt-4.1","stream":true,"outcome":"answered","status":200,"target":"a","#,
            #""attempts":1,"ms":1500.000,"first_ms":31.000,"bytes_in":117,"input_tokens":12,"output_tokens":7,"#,
            #""cached_tokens":3,"cost_usd":0.001500000,"trace":"0af7651916cd43dd8448eb211c80319c","generation":4}"#,
            "\n",
        ].joined()
        let request = Sample.request(
            tags: ["tag-canary=1"], isStream: true, commitAfter: .milliseconds(31), cost: 1_500_000)
        #expect(Self.line(request) == answered)
        let failed = [
            begin, #""operation":"chat","model":"gpt-4.1","stream":false,"outcome":"failed","status":503,"#,
            #""code":"upstream_unavailable","attempts":1,"ms":1500.000,"bytes_in":117,"generation":4}"#, "\n",
        ].joined()
        let failure = Sample.request(outcome: .failed, status: 503, code: "upstream_unavailable", trace: nil)
        #expect(Self.line(failure) == failed)
    }

    @Test(
        "What a client writes cannot end a line, steer a terminal, turn text round or hide",
        arguments: [
            ("a\nb", #"a\u000ab"#), ("\r", #"\u000d"#), ("\u{0}", #"\u0000"#), ("\u{1B}[31m", #"\u001b[31m"#),
            ("\u{7F}", #"\u007f"#), ("\u{9B}", #"\u009b"#), ("\"\\", #"\"\\"#), ("\u{202E}x", #"\u202ex"#),
            ("\u{2066}\u{2069}", #"\u2066\u2069"#), ("\u{200B}\u{FEFF}", #"\u200b\ufeff"#), ("\u{2028}", #"\u2028"#),
            ("\u{E0041}", #"\udb40\udc41"#), ("\u{115F}", #"\u115f"#), ("\u{E000}", #"\ue000"#),
            ("é☕日本", "é☕日本"), ("</script>", "</script>"),
        ] as [(String, String)])
    func escapes(_ model: String, _ written: String) {
        #expect(Self.line(Sample.request(model: model)).contains("\"model\":\"\(written)\","))
    }

    @Test("Every line is one line of JSON that says what came, for any text and any number")
    func laws() throws {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            let text = String(
                String.UnicodeScalarView(
                    (0..<Int.random(in: 0...40, using: &random)).compactMap { _ in
                        Unicode.Scalar(
                            UInt32.random(in: 0...(Bool.random(using: &random) ? 0x2100 : 0x10FFFF), using: &random))
                    }))
            var request = Sample.request(model: text, cost: .random(in: .min ... .max, using: &random))
            request.time = .random(in: .min ... .max, using: &random)
            request.duration = Instant.Span(nanoseconds: .random(in: .min ... .max, using: &random))
            request.bytesIn = .random(in: .min ... .max, using: &random)
            let line = Self.line(request)
            #expect(line.hasSuffix("}\n") && line.utf8.count { $0 == UInt8(ascii: "\n") } == 1)
            #expect(line.unicodeScalars.dropLast().allSatisfy { $0.properties.generalCategory != .control })
            let node = try JSONNode(reading: ByteBuffer(string: line))
            #expect(node["model"]?.string.map { Array($0.unicodeScalars) } == Array(text.unicodeScalars))
            #expect(node["bytes_in"]?.int == request.bytesIn)
        }
    }

    @Test("A text is bounded, by what is read and not by its bytes")
    func bounds() {
        let line = Self.line(Sample.request(model: String(repeating: "é", count: 5000)))
        #expect(line.contains("\"model\":\"\(String(repeating: "é", count: 128))…\","))
    }
}
