import NIOCore
import PlanBWire

/// The response heads that simulated providers send, parsed once.
enum CannedHead: Int, CaseIterable {
    case json, events, html, text, redirect, gzip
    case waitShort, waitLong, waitMilliseconds

    private var lines: String {
        switch self {
        case .json: "content-type: application/json\r\n"
        case .events: "content-type: text/event-stream; charset=utf-8\r\nset-cookie: canary-cookie\r\n"
        case .html: "content-type: text/html\r\n"
        case .text: "content-type: text/plain\r\n"
        case .redirect: "location: https://canary.example/\r\ncontent-type: application/json\r\n"
        case .gzip: "content-type: application/json\r\ncontent-encoding: gzip\r\n"
        case .waitShort: "content-type: application/json\r\nretry-after: 1\r\n"
        case .waitLong: "content-type: application/json\r\nretry-after: 20\r\n"
        case .waitMilliseconds: "content-type: application/json\r\nretry-after-ms: 7500\r\n"
        }
    }

    /// What it asks the gateway to wait, in milliseconds.
    var wait: Int? {
        switch self {
        case .waitShort: 1000
        case .waitLong: 20_000
        case .waitMilliseconds: 7500
        default: nil
        }
    }

    private static func parse(_ lines: String) -> HTTPFields {
        var bytes = ByteBuffer(string: "HTTP/1.1 200 OK\r\n\(lines)\r\n")
        var parser = HTTPResponseParser()
        return (try? parser.parseHead(&bytes, requestWasHead: false))?.fields ?? HTTPFields()
    }

    private static let parsed = allCases.map { parse($0.lines) }
    private static let waits = (0...60).map { parse("content-type: application/json\r\nretry-after: \($0)\r\n") }

    var fields: HTTPFields { Self.parsed[rawValue] }

    /// A head that asks to wait for so many seconds, 60 at most.
    static func fields(waiting seconds: Int) -> HTTPFields { waits[min(max(seconds, 0), 60)] }
}
