import PlanBProviders

/// Whether a region is inside a fence. A region that the catalog does not know is inside a fence that names it, or that of
/// the jurisdiction given as `region:`.
enum Jurisdiction {
    /// Whether the region (or jurisdiction) `region` is inside the fence entry `fence`.
    static func `is`(_ region: String, inside fence: String) -> Bool {
        region == fence || canonical(region) == canonical(fence)
            || CloudRegions.jurisdiction(of: region) == canonical(fence)
    }

    /// `uk` is what people write for `gb`.
    private static func canonical(_ word: String) -> String { word == "uk" ? "gb" : word }
}
