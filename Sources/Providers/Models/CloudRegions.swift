/// Which law a cloud region is under, so that `us-east-1` is inside a fence of `us`. From `Catalog/regions.json`.
///
/// Regions are listed by name, never guessed from a prefix: `eu-west-2` is London and `europe-west6` is Zurich.
public enum CloudRegions {
    /// The jurisdiction of a region, by its country (or `eu`); nil if the region is not known.
    public static func jurisdiction(of region: String) -> String? { jurisdictions[region] }

    private static let jurisdictions: [String: String] = {
        var jurisdictions: [String: String] = [:]
        CatalogText(CatalogData.regions).lines(UInt8(ascii: "R")) { fields in
            guard fields.count == 4 else { return }
            for region in fields[3].split(separator: UInt8(ascii: " ")) {
                jurisdictions[CatalogText.string(region)] = CatalogText.string(fields[2])
            }
        }
        return jurisdictions
    }()
}
