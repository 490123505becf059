extension OpenAICall {
    /// `POST /audio/speech`: a silent MPEG frame per word of the input, each an event of its own.
    func speech() -> Reply {
        guard let input = self["input"].string else { return error(.missing("input")) }
        // Layer III, 128 kbit/s, 44.1 kHz: 417 bytes a frame.
        let frame: [UInt8] = [0xFF, 0xFB, 0x90, 0x00] + [UInt8](repeating: 0, count: 413)
        let count = max(1, wordCount([input]))
        if self["stream_format"].string == "sse" {
            let delta = #"{"type":"speech.audio.delta","audio":"\#(base64(frame))"}"#
            let usage = #"{"input_tokens":\#(count),"output_tokens":\#(count),"total_tokens":\#(count * 2)}"#
            let done = Reply.Event.data(.finish, #"{"type":"speech.audio.done","usage":\#(usage)}"#)
            var reply = Reply(stream: Array(repeating: .data(.token, delta), count: count) + [done])
            reply.insertion = { common($0) }
            return reply
        }
        let types = [
            "opus": "audio/ogg", "aac": "audio/aac", "flac": "audio/flac", "wav": "audio/wav", "pcm": "audio/pcm",
        ]
        var reply = Reply(stream: Array(repeating: .init(.token, .raw(frame)), count: count))
        let type = types[self["response_format"].string ?? "mp3"] ?? "audio/mpeg"
        reply.headers = [.init("content-type", type)]
        // A recording has no room for events; only raw bytes can be put in.
        reply.insertion = { what in if case .raw = what { nil } else { .init(.other, .raw([])) } }
        return reply
    }

    /// `POST /audio/transcriptions` and `/audio/translations`.
    func transcription(_ form: Multipart) -> Reply {
        guard let file = form["file"] else { return error(.missing("file")) }
        guard form["model"] != nil else { return error(.noModel) }
        let text = answer.text
        if form["stream"]?.text == "true" { return transcriptionStream(text, heard: file.bytes.count) }
        switch form["response_format"]?.text {
        case "text":
            return Reply(type: "text/plain; charset=utf-8", Array("\(text)\n".utf8))
        case "srt":
            return Reply(type: "text/plain; charset=utf-8", Array("1\n00:00:00,000 --> 00:00:02,000\n\(text)\n\n".utf8))
        case "vtt":
            return Reply(
                type: "text/plain; charset=utf-8", Array("WEBVTT\n\n00:00:00.000 --> 00:00:02.000\n\(text)\n\n".utf8))
        case "verbose_json":
            return Reply(
                json: """
                    {"task":"transcribe","language":"english","duration":2.0,"text":\(quoted(text)),\
                    "usage":{"type":"duration","seconds":2}\(echo(form))}
                    """)
        default:
            return Reply(
                json: #"{"text":\#(quoted(text)),"usage":\#(audioUsage(text, file.bytes.count))\#(echo(form))}"#)
        }
    }

    private func transcriptionStream(_ text: String, heard: Int) -> Reply {
        var events = words.map {
            Reply.Event.data(.token, #"{"type":"transcript.text.delta","delta":\#(quoted($0))}"#)
        }
        let usage = audioUsage(text, heard)
        events.append(
            .data(.finish, #"{"type":"transcript.text.done","text":\#(quoted(text)),"usage":\#(usage)}"#))
        events.append(.data(.done, "[DONE]"))
        var reply = Reply(stream: events)
        reply.insertion = { common($0) }
        return reply
    }

    /// A token per kilobyte of the recording, begun kilobytes included, and one per word of the transcript.
    private func audioUsage(_ text: String, _ bytes: Int) -> String {
        let input = (bytes + 1023) / 1024
        let output = words.count
        return """
            {"type":"tokens","total_tokens":\(input + output),"input_tokens":\(input),\
            "input_token_details":{"text_tokens":0,"audio_tokens":\(input)},"output_tokens":\(output)}
            """
    }
}
