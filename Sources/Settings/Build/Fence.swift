import PlanBEngine

/// Who may receive the requests of a route, and where.
struct Fence {
    /// Nil: everybody.
    var vendors: [String]?
    /// Nil: everywhere.
    var regions: [String]?

    init(_ tree: Tree?) {
        vendors = tree?["vendors"]?.items?.compactMap(\.text)
        regions = tree?["regions"]?.items?.compactMap(\.text)
    }

    /// Why a target is outside; nil if it is inside.
    func reason(against draft: TargetDraft) -> String? {
        if let vendors, !vendors.contains(draft.target.vendor) {
            return "its vendor is \(Echo.quoted(draft.target.vendor)), and the fence has \(listed(vendors))"
        }
        guard let regions, !draft.isLocal else { return nil }
        guard let region = draft.target.region else { return "it has no \"region\"" }
        if regions.contains(where: { Jurisdiction.is(region, inside: $0) }) { return nil }
        return "its region is \(Echo.quoted(region)), and the fence has \(listed(regions))"
    }

    private func listed(_ words: [String]) -> String { words.map(Echo.quoted).joined(separator: ", ") }
}
