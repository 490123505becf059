import NIOCore

/// Decides whether a body is the upstream's answer.
protocol AnswerCheck {
    /// Takes the next piece of the body; `elapsed` is the time since the request was sent.
    mutating func take(_ piece: UnsafeRawBufferPointer, at elapsed: TimeAmount)
    /// Judges the body and makes ready for the next one: nil when it was right, else what was wrong.
    mutating func finish(into run: LoadRun) -> String?
}

/// A chat completion: the whole text of the upstream, in a JSON object.
struct CompletionCheck: AnswerCheck {
    private var body: [UInt8] = []
    /// The last body that passed: most gateways send the same bytes every time, and comparing is cheaper than searching.
    private var known: [UInt8] = []

    mutating func take(_ piece: UnsafeRawBufferPointer, at elapsed: TimeAmount) { body.append(contentsOf: piece) }

    mutating func finish(into run: LoadRun) -> String? {
        defer { body.removeAll(keepingCapacity: true) }
        if body == known { return nil }
        let isRight = body.withUnsafeBytes { bytes in
            bytes.first == UInt8(ascii: "{") && bytes.last == UInt8(ascii: "}")
                && Scan.find(FixedAnswers.text, in: bytes) != nil && Scan.find(#""chat.completion""#, in: bytes) != nil
        }
        guard isRight else { return "wrong body: " + String(decoding: body.prefix(120), as: UTF8.self) }
        known = body
        return nil
    }
}
