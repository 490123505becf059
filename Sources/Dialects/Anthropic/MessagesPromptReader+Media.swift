import PlanBConversation
import PlanBVocabulary
import PlanBWire

extension MessagesPromptReader {
    /// An `image`, a `document` or a `search_result`.
    mutating func readMedia(
        _ node: JSONNode, _ type: String, _ place: MessagesPlace, into blocks: inout [Block]
    ) throws(ClientError) {
        let cache = try Self.cacheMark(node, place.description)
        switch type {
        case "image":
            try noteOthers(node, place.general, but: ["type", "source", "cache_control"])
            blocks.append(Block(.media(Media(.image, try source(node, place))), cache: cache))
        case "document": try readDocument(node, place, cache, into: &blocks)
        default: try readSearchResult(node, place, cache, into: &blocks)
        }
    }

    private mutating func readDocument(
        _ node: JSONNode, _ place: MessagesPlace, _ cache: CacheMark?, into blocks: inout [Block]
    ) throws(ClientError) {
        try noteOthers(
            node, place.general, but: ["type", "source", "cache_control", "title", "context", "citations"])
        if let citations = node["citations"]?.unlessNull, citations["enabled"]?.bool != false {
            try note(place.general + ".citations", citations)
        }
        // What is said about a document is said to the model: as words before it, it gets through.
        if let context = node["context"]?.text, !context.isBlank { blocks.append(.text(context)) }
        let name = node["title"]?.text
        guard let parts = node["source"]?["content"], node["source"]?["type"]?.isString("content") == true else {
            return blocks.append(Block(.media(Media(.document, try source(node, place), name: name)), cache: cache))
        }
        if let text = parts.text {
            return blocks.append(Block(.media(Media(.document, .text(text), name: name)), cache: cache))
        }
        guard let items = parts.array else {
            throw MessagesFault.type("\(place).source.content", "a string or an array of blocks")
        }
        if let name, !name.isBlank { blocks.append(.text(name)) }
        for item in items {
            switch item["type"]?.string {
            case "text": blocks.append(try text(item, place))
            case "image": blocks.append(Block(.media(Media(.image, try source(item, place)))))
            default: throw MessagesFault.value("\(place).source.content", "has a block that is neither text nor image")
            }
        }
        if let cache, let last = blocks.indices.last { blocks[last].cache = cache }
    }

    /// The words of a search result reach every model; that it may be cited does not.
    private mutating func readSearchResult(
        _ node: JSONNode, _ place: MessagesPlace, _ cache: CacheMark?, into blocks: inout [Block]
    ) throws(ClientError) {
        try noteOthers(
            node, place.general, but: ["type", "source", "title", "content", "cache_control", "citations"])
        if let citations = node["citations"]?.unlessNull, citations["enabled"]?.bool != false {
            try note(place.general + ".citations", citations)
        }
        let head = try required(node, "title", place) + "\n" + required(node, "source", place)
        guard let items = node["content"]?.array else {
            throw MessagesFault.type("\(place).content", "an array of text blocks")
        }
        blocks.append(.text(head))
        for item in items { blocks.append(try text(item, place)) }
        if let cache, let last = blocks.indices.last { blocks[last].cache = cache }
    }

    private func source(_ node: JSONNode, _ place: MessagesPlace) throws(ClientError) -> Media.Source {
        guard let source = node["source"]?.unlessNull else { throw MessagesFault.missing("\(place).source") }
        func text(_ member: StaticString) throws(ClientError) -> JSONString {
            guard let text = source[member]?.text, !text.isEmpty else {
                throw MessagesFault.type("\(place).source.\(member)", "a string that is not empty")
            }
            return text
        }
        switch source["type"]?.string {
        case "base64": return .data(type: try text("media_type").text, base64: try text("data"))
        case "text": return .text(try text("data"))
        case "url": return .url(try text("url"))
        case "file": return .file(try text("file_id"))
        default:
            throw MessagesFault.value("\(place).source.type", "must be \"base64\", \"text\", \"url\" or \"file\"")
        }
    }
}
