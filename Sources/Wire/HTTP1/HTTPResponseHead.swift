/// The head of a response: everything before the body.
public struct HTTPResponseHead: Sendable {
    /// 100…599. The reason phrase is dropped: it is for people, and its sender is not trusted.
    public var status: Int
    /// The version the server speaks.
    public var version: HTTPVersion
    /// The field lines.
    public var fields: HTTPFields
    /// `.none` for informational responses, 204, 304 and answers to HEAD, whatever their fields say. The answer to a
    /// successful CONNECT has no body either (RFC 9112 §6.3), which only the caller can know.
    public var framing: HTTPBodyFraming
    /// May the connection be used for another request once the body has been read to its end?
    public var keepAlive: Bool

    init(_ line: HTTPStatusLine, control: HTTPControlFields, fields: HTTPFields, requestWasHead: Bool) {
        status = line.status
        version = line.version
        self.fields = fields
        if requestWasHead || status < 200 || status == 204 || status == 304 {
            framing = .none
        } else if control.isChunked {
            framing = .chunked
        } else if let length = control.contentLength {
            framing = .length(length)
        } else {
            framing = .untilClose
        }
        // A 204 must not announce a body (RFC 9110 §8.6). Whether a server that does so sends one is anyone's guess,
        // so that the connection is not used again.
        let isDoubtful = status == 204 && control.announcesBody
        keepAlive = control.keepsAlive(line.version) && framing != .untilClose && !isDoubtful
    }
}
