import NIOCore
import PlanBWire

/// The ids of a response, of its conversation and of its items: what a later request may refer to.
enum MadeIDs {
    /// More items than an answer has.
    static let most = 256

    static func read(_ body: ByteBuffer) -> [String] {
        guard let root = try? JSONNode(reading: body) else { return [] }
        var ids: [String] = []
        for node in [root["id"], root["conversation"]?["id"]] { if let id = node?.string { ids.append(id) } }
        for item in root["output"]?.items ?? JSONNode.null.items where ids.count < most {
            if let id = item["id"]?.string { ids.append(id) }
        }
        return ids
    }
}
