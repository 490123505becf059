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

    private static let parsed: [HTTPFields] = allCases.map { head in
        var bytes = ByteBuffer(string: "HTTP/1.1 200 OK\r\n\(head.lines)\r\n")
        var parser = HTTPResponseParser()
        return (try? parser.parseHead(&bytes, requestWasHead: false))?.fields ?? HTTPFields()
    }

    var fields: HTTPFields { Self.parsed[rawValue] }
}
