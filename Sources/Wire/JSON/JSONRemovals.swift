/// The members a patch removes from one object, kept as runs of neighbours so that exactly the right commas go.
struct JSONRemovals: Sendable {
    private struct Run: Sendable {
        /// Indices of members of the outline.
        var members: Range<Int>
        /// The bytes to remove.
        var bytes: Range<Int>
    }

    /// In document order; there is a member that stays between any two.
    private var runs: [Run] = []

    /// How many members are removed.
    private(set) var count = 0

    var isEmpty: Bool { runs.isEmpty }
    var ranges: [Range<Int>] { runs.map(\.bytes) }

    mutating func remove(_ member: JSONOutline.Member, of outline: JSONOutline) {
        let index = Self.firstIndex(below: outline.members.count) { outline.members[$0].start >= member.start }
        guard index < outline.members.count, outline.members[index] == member else { return }

        // The first run that does not end before the member; it may hold it, begin after it, or border on it.
        var place = Self.firstIndex(below: runs.count) { runs[$0].members.upperBound >= index }
        var members = index..<index + 1
        while place < runs.count, runs[place].members.lowerBound <= members.upperBound {
            guard !runs[place].members.contains(index) else { return }
            let run = runs.remove(at: place)
            members = min(run.members.lowerBound, members.lowerBound)..<max(run.members.upperBound, members.upperBound)
        }
        place = min(place, runs.count)
        runs.insert(Run(members: members, bytes: Self.bytes(of: members, in: outline)), at: place)
        count += 1
    }

    /// Up to the member that follows, or else from the end of the member that precedes, so that one comma goes for each
    /// member of the run.
    private static func bytes(of run: Range<Int>, in outline: JSONOutline) -> Range<Int> {
        let members = outline.members
        let start = members[run.lowerBound].start
        if run.upperBound < members.count { return start..<members[run.upperBound].start }
        let end = members[run.upperBound - 1].value.bytes.upperBound
        return (run.lowerBound > 0 ? members[run.lowerBound - 1].value.bytes.upperBound : start)..<end
    }

    /// The first index for which `predicate` holds, which is false up to there and true from there on.
    private static func firstIndex(below end: Int, where predicate: (Int) -> Bool) -> Int {
        var (low, high) = (0, end)
        while low < high {
            let middle = low + (high - low) / 2
            if predicate(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
