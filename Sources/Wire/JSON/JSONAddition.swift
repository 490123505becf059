import NIOCore

/// Members that a patch puts in front of those the root object has.
struct JSONAddition: Sendable {
    /// Just after the `{`.
    let offset: Int
    /// How many members the object has without these.
    let others: Int
    var texts: [String] = []

    func edit(removing removals: JSONRemovals) -> JSONPatch.Edit {
        let isFollowed = others > removals.count
        return JSONPatch.Edit(
            range: offset..<offset,
            text: ByteBuffer(string: texts.joined(separator: ",") + (isFollowed ? "," : "")))
    }
}
