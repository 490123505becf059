import Foundation

/// What a hostile server sends for one request.
struct HostileAnswer: Sendable {
    /// Sent at once.
    var first: [UInt8]
    /// Sent after that, again and again, for as long as somebody takes it; nothing if empty.
    var again: [UInt8] = []
    /// How long it rests before it sends something again.
    var pause: Duration?
    /// It closes the connection when it has sent everything; else it waits for the next request.
    var closes = false

    /// A server that is not stopped sends so much.
    static let flood = 1 << 30
    private static let piece = 64 << 10

    init(_ first: String, again: String = "", closes: Bool = false) {
        self.init(Array(first.utf8), again: Array(again.utf8), closes: closes)
    }

    init(_ first: [UInt8], again: [UInt8] = [], closes: Bool = false) {
        self.first = first
        self.closes = closes
        guard !again.isEmpty else { return }
        for _ in 0..<max(1, Self.piece / again.count) { self.again += again }
    }

    /// One byte at a time, without end.
    static func drip(_ first: String, _ byte: Character, every pause: Duration = .milliseconds(50)) -> HostileAnswer {
        var answer = HostileAnswer(first)
        answer.again = Array(String(byte).utf8)
        answer.pause = pause
        return answer
    }

    /// Sends it. Throws when the other side has closed the connection.
    func send(on connection: inout TestServer.Connection) async throws {
        try await connection.send(first)
        var sent = 0
        while !again.isEmpty, sent < Self.flood {
            if let pause { try await Task.sleep(for: pause) }
            try await connection.send(again)
            sent += again.count
        }
    }

    /// Serves a connection with what `answer` gives for a request, which may be one for a stream.
    static func serve(
        _ answer: @escaping @Sendable (_ isStream: Bool) -> HostileAnswer
    ) -> @Sendable (inout TestServer.Connection) async throws -> Void {
        { connection in
            while true {
                let answer = answer(try await connection.request().contains("accept: text/event-stream"))
                try await answer.send(on: &connection)
                if answer.closes { return }
            }
        }
    }
}

// Parts of answers.
extension HostileAnswer {
    /// Stands in all that a client must not see.
    static let canary = MatrixRow.canary

    static func head(_ isStream: Bool, _ fields: String...) -> String {
        let type = isStream ? "text/event-stream" : "application/json"
        return "HTTP/1.1 200 OK\r\n" + (["content-type: \(type)"] + fields).map { "\($0)\r\n" }.joined() + "\r\n"
    }

    static func chunked(_ isStream: Bool) -> String { head(isStream, "transfer-encoding: chunked") }

    /// The beginning of an answer that may become a good one, and has no output.
    static func beginning(_ isStream: Bool) -> String {
        isStream
            ? #"data: {"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}"# + "\n\n"
            : #"{"id":"\#(canary)","#
    }

    /// A whole answer with this body and its length.
    static func body(_ body: [UInt8], type: String? = "application/json", status: String = "200 OK") -> HostileAnswer {
        let type = type.map { "content-type: \($0)\r\n" } ?? ""
        return HostileAnswer(
            Array("HTTP/1.1 \(status)\r\n\(type)content-length: \(body.count)\r\n\r\n".utf8) + body)
    }

    static func body(_ text: String, type: String? = "application/json", status: String = "200 OK") -> HostileAnswer {
        body(Array(text.utf8), type: type, status: status)
    }

    /// One chunk.
    static func chunk(_ text: String) -> String { StreamCut.chunk(text) }

    static func chunk(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        Array("\(String(bytes.count, radix: 16))\r\n".utf8) + bytes + [13, 10]
    }
}
