public import NIOCore

/// Edits of a text at byte offsets, applied in one pass that copies everything else unchanged.
///
/// Offsets refer to the text before any edit and are relative to its first readable byte, as those of a cursor or an
/// outline are. Edits may be added in any order. Insertions at the same offset stand in the order in which they were
/// added, and before what replaces the byte at that offset.
///
/// Edits should not overlap, nor lie beyond the end of the text. Of those that overlap, the one that begins first is
/// applied (at the same offset, the one that was added first) and the others are left out; so is an edit that lies
/// beyond the end. Removing a member therefore wins over a replacement inside that member.
public struct JSONPatch: Sendable {
    struct Edit: Sendable {
        var range: Range<Int>
        var text: ByteBuffer
    }

    var edits: [Edit] = []
    var removals = JSONRemovals()
    var addition: JSONAddition?

    /// A patch that changes nothing.
    public init() {}

    /// Whether the patch changes nothing.
    public var isEmpty: Bool { edits.isEmpty && removals.isEmpty && addition == nil }

    /// Puts the readable bytes of `text` in the place of a range.
    public mutating func replace(_ range: Range<Int>, with text: ByteBuffer) {
        edits.append(Edit(range: range, text: text))
    }

    /// Puts `text`, which must be JSON already (a string with its quotes), in the place of a range.
    public mutating func replace(_ range: Range<Int>, with text: String) {
        replace(range, with: ByteBuffer(string: text))
    }

    /// Puts `text` before the byte at `offset`.
    public mutating func insert(at offset: Int, _ text: String) {
        replace(offset..<offset, with: text)
    }

    /// Removes a member of the root object, with the comma that becomes superfluous and the whitespace next to it.
    ///
    /// Any number of members may be removed, all of them too; every call must name the same outline. A member that is
    /// not in the outline is ignored.
    /// - Parameters:
    ///   - member: one of `outline.members`.
    ///   - outline: the outline of the text the patch is for.
    ///   - bytes: that text.
    public mutating func remove(_ member: JSONOutline.Member, of outline: JSONOutline, in bytes: Span<UInt8>) {
        guard member.value.bytes.upperBound <= bytes.count else { return }
        removals.remove(member, of: outline)
    }

    /// Adds a member in front of the others of the root object. Unlike `insert`, this takes care of the comma, also when
    /// every other member is removed.
    /// - Parameters:
    ///   - text: the member as JSON, `"name":value`, without any comma at its ends.
    ///   - outline: the outline of the text the patch is for; its root must be an object.
    public mutating func addMember(_ text: String, to outline: JSONOutline) {
        guard outline.root == .object else { return }
        if addition == nil { addition = JSONAddition(offset: outline.open, others: outline.members.count) }
        addition?.texts.append(text)
    }

    /// By how many bytes the text becomes longer; negative if it becomes shorter. Assumes that no edit lies beyond the
    /// end of the text.
    public var byteDelta: Int { Self.delta(of: resolved(within: .max)) }

    /// The patched text in a buffer of its own, of exactly the size it needs; the text itself, if nothing changes.
    /// - Parameters:
    ///   - source: the text; its reader index is the offset 0.
    ///   - allocator: allocates the new buffer.
    public func apply(to source: ByteBuffer, allocator: ByteBufferAllocator = ByteBufferAllocator()) -> ByteBuffer {
        let edits = resolved(within: source.readableBytes)
        if edits.isEmpty { return source }
        var target = allocator.buffer(capacity: source.readableBytes + Self.delta(of: edits))
        Self.copy(source, applying: edits, to: &target)
        return target
    }

    /// Appends the patched text to `target`, which grows at most once.
    public func write(_ source: ByteBuffer, into target: inout ByteBuffer) {
        let edits = resolved(within: source.readableBytes)
        target.reserveCapacity(minimumWritableBytes: source.readableBytes + Self.delta(of: edits))
        Self.copy(source, applying: edits, to: &target)
    }

    private static func copy(_ source: ByteBuffer, applying edits: [Edit], to target: inout ByteBuffer) {
        let bytes = source.readableBytesSpan
        var at = 0
        for edit in edits {
            target.writeBytes(bytes.extracting(at..<edit.range.lowerBound))
            target.writeImmutableBuffer(edit.text)
            at = edit.range.upperBound
        }
        target.writeBytes(bytes.extracting(at..<bytes.byteCount))
    }

    private static func delta(of edits: [Edit]) -> Int {
        edits.reduce(0) { $0 + $1.text.readableBytes - $1.range.count }
    }

    /// The edits in the order of the text, without those that overlap an earlier one or lie beyond the end.
    private func resolved(within length: Int) -> [Edit] {
        var all = edits
        if let addition { all.insert(addition.edit(removing: removals), at: 0) }
        all += removals.ranges.map { Edit(range: $0, text: ByteBuffer()) }
        // The sort of the standard library is stable in fact but not by contract, hence the index.
        let order = all.indices.sorted { left, right in
            let (one, other) = (all[left], all[right])
            if one.range.lowerBound != other.range.lowerBound {
                return one.range.lowerBound < other.range.lowerBound
            }
            if one.range.isEmpty != other.range.isEmpty { return one.range.isEmpty }
            return left < right
        }
        var kept: [Edit] = []
        var end = 0
        for index in order {
            let range = all[index].range
            guard range.lowerBound >= end, range.upperBound <= length else { continue }
            kept.append(all[index])
            end = range.upperBound
        }
        return kept
    }
}
