import PlanBWire

/// Looks for references where each dialect has them, and nowhere else: the arguments of calls and the schemas of tools
/// have members of any name.
struct StateFinder {
    private(set) var found: [StateReference] = []

    mutating func response(_ root: JSONNode) {
        take(root["previous_response_id"], "previous_response_id")
        take(root["conversation"]?["id"] ?? root["conversation"], "conversation")
        take(root["prompt"]?["id"], "prompt.id")
        for (index, item) in items(root["input"]) {
            let place = "input[\(index)]"
            // A reference need not say that it is one.
            let isReference =
                item["type"]?.unlessNull.map { $0.isString("item_reference") } ?? (item["role"] == nil)
            if isReference { take(item["id"], place) }
            for name in ["content", "output"] as [StaticString] {
                for (part, node) in items(item[name]) { take(node["file_id"], "\(place).\(name)[\(part)].file_id") }
            }
        }
        for (index, tool) in items(root["tools"]) {
            let place = "tools[\(index)]"
            take(tool["container"], "\(place).container")
            for (_, id) in items(tool["container"]?["file_ids"]) { take(id, "\(place).container.file_ids") }
            for (_, id) in items(tool["vector_store_ids"]) { take(id, "\(place).vector_store_ids") }
        }
    }

    mutating func chat(_ root: JSONNode) {
        for (index, message) in items(root["messages"]) {
            let place = "messages[\(index)]"
            take(message["audio"]?["id"], "\(place).audio.id")
            for (part, node) in items(message["content"]) {
                take(node["file"]?["file_id"], "\(place).content[\(part)].file.file_id")
            }
        }
    }

    mutating func messages(_ root: JSONNode) {
        take(root["container"]?["id"] ?? root["container"], "container")
        for (index, message) in items(root["messages"]) {
            for (block, node) in items(message["content"]) {
                let place = "messages[\(index)].content[\(block)]"
                take(node["file_id"], "\(place).file_id")
                take(node["source"]?["file_id"], "\(place).source.file_id")
                for (part, inner) in items(node["content"]) {
                    take(inner["source"]?["file_id"], "\(place).content[\(part)].source.file_id")
                }
            }
        }
    }

    mutating func gemini(_ root: JSONNode) {
        take(root["cachedContent"] ?? root["cached_content"], "cachedContent")
        for (index, content) in items(root["contents"]) {
            for (part, node) in items(content["parts"]) {
                let data = node["fileData"] ?? node["file_data"]
                let address = data?["fileUri"] ?? data?["file_uri"]
                // Addresses of anybody's are no state: only what the Files API keeps.
                guard let text = address?.string, text.contains("/files/") || text.hasPrefix("files/") else { continue }
                take(address, "contents[\(index)].parts[\(part)].fileData.fileUri")
            }
        }
    }

    private func items(_ node: JSONNode?) -> [(Int, JSONNode)] {
        guard found.count <= StateReference.most, let array = node?.array else { return [] }
        return array.enumerated().map { ($0.offset, $0.element) }
    }

    private mutating func take(_ node: JSONNode?, _ place: String) {
        guard found.count <= StateReference.most, let id = node?.string, !id.isEmpty, id.utf8.count <= 256 else {
            return
        }
        found.append(StateReference(place: place, id: id))
    }
}
