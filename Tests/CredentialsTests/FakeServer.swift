import NIOCore
import NIOPosix
import Synchronization

/// A server of a cloud, as its documents describe it: one request per connection, answered by a closure. It shares no code
/// with what it tests: requests are taken apart here.
final class FakeServer: Sendable {
    struct Request: Sendable {
        var method = ""
        /// Without the query.
        var path = ""
        var query: [String: String] = [:]
        /// Names in lower case.
        var headers: [String: String] = [:]
        var body = ""

        /// The body as a form; nil if it is not said to be one.
        var form: [String: String]? {
            headers["content-type"] == "application/x-www-form-urlencoded" ? Self.items(body) : nil
        }

        static func items(_ text: String) -> [String: String] {
            var items: [String: String] = [:]
            for item in text.split(separator: "&") {
                let sides = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                items[decoded(sides[0])] = sides.count > 1 ? decoded(sides[1]) : ""
            }
            return items
        }

        private static func decoded(_ text: Substring) -> String {
            var bytes: [UInt8] = []
            var rest = Array(text.utf8)[...]
            while let byte = rest.popFirst() {
                if byte == UInt8(ascii: "%"), rest.count >= 2,
                    let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
                {
                    bytes.append(value)
                    rest = rest.dropFirst(2)
                } else {
                    bytes.append(byte == UInt8(ascii: "+") ? 0x20 : byte)
                }
            }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    struct Answer: Sendable {
        var status = 200
        var headers: [String] = []
        var body = ""

        static func ok(_ body: String) -> Answer { Answer(body: body) }
        static func error(_ status: Int, _ body: String = "") -> Answer { Answer(status: status, body: body) }
    }

    let port: Int
    private let recorder: Recorder

    var url: String { "http://127.0.0.1:\(port)" }
    /// What was asked, in order.
    var requests: [Request] { recorder.requests.withLock { $0 } }

    private init(port: Int, _ recorder: Recorder) {
        self.port = port
        self.recorder = recorder
    }

    private final class Recorder: Sendable {
        let requests = Mutex<[Request]>([])
    }

    static func run<Value: Sendable>(
        _ answer: @escaping @Sendable (Request) -> Answer, _ body: (FakeServer) async throws -> Value
    ) async throws -> Value {
        let recorder = Recorder()
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Handler(recorder, answer))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let server = FakeServer(port: channel.localAddress?.port ?? 0, recorder)
        do {
            let value = try await body(server)
            try await channel.close()
            return value
        } catch {
            try? await channel.close()
            throw error
        }
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private var received: [UInt8] = []
        private let recorder: Recorder
        private let answer: @Sendable (Request) -> Answer

        init(_ recorder: Recorder, _ answer: @escaping @Sendable (Request) -> Answer) {
            self.recorder = recorder
            self.answer = answer
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            received += Array(unwrapInboundIn(data).readableBytesView)
            guard let request = Self.parse(received) else { return }
            received = []
            recorder.requests.withLock { $0.append(request) }
            let answer = self.answer(request)
            var text =
                "HTTP/1.1 \(answer.status) X\r\ncontent-length: \(answer.body.utf8.count)\r\nconnection: close\r\n"
            for header in answer.headers { text += header + "\r\n" }
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text + "\r\n" + answer.body)), promise: nil)
            context.close(promise: nil)
        }

        private static func parse(_ bytes: [UInt8]) -> Request? {
            let text = String(decoding: bytes, as: UTF8.self)
            guard let end = text.firstRange(of: "\r\n\r\n") else { return nil }
            var request = Request()
            let lines = text[..<end.lowerBound].split(separator: "\r\n")
            let words = lines[0].split(separator: " ")
            request.method = String(words[0])
            let target = words[1].split(separator: "?", maxSplits: 1)
            request.path = String(target[0])
            request.query = target.count > 1 ? Request.items(String(target[1])) : [:]
            for line in lines.dropFirst() {
                let sides = line.split(separator: ":", maxSplits: 1)
                request.headers[sides[0].lowercased()] = sides.count > 1 ? String(sides[1].drop { $0 == " " }) : ""
            }
            request.body = String(text[end.upperBound...])
            guard request.body.utf8.count >= Int(request.headers["content-length"] ?? "0") ?? 0 else { return nil }
            return request
        }
    }
}
