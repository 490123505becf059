/// Where in a request something stands, for the errors that name it. Written out only when one does.
struct MessagesPlace: CustomStringConvertible {
    var list: StaticString
    var index: Int
    var block: Int?
    var inner: Int?

    init(_ list: StaticString, _ index: Int) {
        self.list = list
        self.index = index
    }

    /// Where its members are counted as one: `messages.content` for `messages[3].content[0]`.
    var general: String { list.description + (block == nil ? "" : ".content") }

    var description: String {
        "\(list)[\(index)]" + (block.map { ".content[\($0)]" } ?? "") + (inner.map { ".content[\($0)]" } ?? "")
    }
}

/// What is wrong with a member of a request.
enum MessagesFault {
    static func missing(_ path: String) -> ClientError {
        .badRequest("missing_required_parameter", parameter: path, "\"\(path)\" is missing.")
    }

    /// - Parameter expected: ends the sentence `"path" must be …`.
    static func type(_ path: String, _ expected: String) -> ClientError {
        .badRequest("invalid_type", parameter: path, "\"\(path)\" must be \(expected).")
    }

    /// - Parameter what: ends the sentence `"path" …`.
    static func value(_ path: String, _ what: String) -> ClientError {
        .badRequest("invalid_value", parameter: path, "\"\(path)\" \(what).")
    }
}
