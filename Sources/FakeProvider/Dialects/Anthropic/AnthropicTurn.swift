/// Messages of one role that follow each other; the API reads them as one.
struct AnthropicTurn {
    /// A block and where it stands: `messages.1.content.0`.
    struct Block {
        var path: String
        var value: JSON

        var type: String { value["type"].string ?? "" }
    }

    var role: String
    /// The number of its last message.
    var index: Int
    var blocks: [Block]

    /// The blocks of this type.
    func blocks(_ type: String) -> [Block] { blocks.filter { $0.type == type } }

    static func merged(_ messages: JSON) -> [AnthropicTurn] {
        var turns: [AnthropicTurn] = []
        for (index, message) in (messages.array ?? []).enumerated() {
            let role = message["role"].string ?? ""
            let blocks = blocks(of: message["content"], in: index)
            if let last = turns.indices.last, turns[last].role == role {
                turns[last].blocks += blocks
                turns[last].index = index
            } else {
                turns.append(AnthropicTurn(role: role, index: index, blocks: blocks))
            }
        }
        return turns
    }

    /// A text stands for one block of text.
    private static func blocks(of content: JSON, in message: Int) -> [Block] {
        if let text = content.string {
            let block = JSON.object([
                .init(name: "type", value: .string("text")), .init(name: "text", value: .string(text)),
            ])
            return [Block(path: "messages.\(message)", value: block)]
        }
        return (content.array ?? []).enumerated().map { Block(path: "messages.\(message).content.\($0)", value: $1) }
    }
}
