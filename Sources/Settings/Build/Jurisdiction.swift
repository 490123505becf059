/// Which law a cloud region is under, so that `us-east-1` is inside a fence of `us`.
///
/// Regions are listed by name, never guessed from a prefix: `eu-west-2` is London and `europe-west6` is Zurich. A region
/// that is missing here is inside a fence that names it, or that of the jurisdiction given as `region:`.
enum Jurisdiction {
    /// Whether the region (or jurisdiction) `region` is inside the fence entry `fence`.
    static func `is`(_ region: String, inside fence: String) -> Bool {
        region == fence || canonical(region) == canonical(fence) || of[region] == canonical(fence)
    }

    /// `uk` is what people write for `gb`.
    private static func canonical(_ word: String) -> String { word == "uk" ? "gb" : word }

    private static let of: [String: String] = Dictionary(
        regions.flatMap { jurisdiction, names in
            names.split(whereSeparator: \.isWhitespace).map { (String($0), jurisdiction) }
        }, uniquingKeysWith: { first, _ in first })

    /// AWS: docs.aws.amazon.com/global-infrastructure/latest/regions. Google: cloud.google.com/about/locations.
    /// Azure: learn.microsoft.com/azure/reliability/regions-list.
    private static let regions: [(String, String)] = [
        (
            "us",
            """
            us-east-1 us-east-2 us-west-1 us-west-2 us-gov-east-1 us-gov-west-1
            us-central1 us-east1 us-east4 us-east5 us-south1 us-west1 us-west2 us-west3 us-west4
            centralus eastus eastus2 northcentralus southcentralus westcentralus westus westus2 westus3
            usgovvirginia usgovarizona usgovtexas
            """
        ),
        (
            "eu",
            """
            eu-west-1 eu-west-3 eu-central-1 eu-north-1 eu-south-1 eu-south-2
            europe-west1 europe-west3 europe-west4 europe-west8 europe-west9 europe-west10 europe-west12
            europe-north1 europe-north2 europe-central2 europe-southwest1
            westeurope northeurope francecentral francesouth germanywestcentral germanynorth swedencentral swedensouth
            italynorth spaincentral polandcentral austriaeast belgiumcentral denmarkeast
            """
        ),
        ("gb", "eu-west-2 europe-west2 uksouth ukwest"),
        ("ch", "eu-central-2 europe-west6 switzerlandnorth switzerlandwest"),
        ("no", "norwayeast norwaywest"),
        ("ca", "ca-central-1 ca-west-1 northamerica-northeast1 northamerica-northeast2 canadacentral canadaeast"),
        ("mx", "mx-central-1 northamerica-south1 mexicocentral"),
        ("br", "sa-east-1 southamerica-east1 brazilsouth brazilsoutheast"),
        ("cl", "southamerica-west1 chilecentral"),
        ("jp", "ap-northeast-1 ap-northeast-3 asia-northeast1 asia-northeast2 japaneast japanwest"),
        ("kr", "ap-northeast-2 asia-northeast3 koreacentral koreasouth"),
        ("in", "ap-south-1 ap-south-2 asia-south1 asia-south2 centralindia southindia westindia"),
        ("sg", "ap-southeast-1 asia-southeast1 southeastasia"),
        (
            "au",
            "ap-southeast-2 ap-southeast-4 australia-southeast1 australia-southeast2 australiaeast australiasoutheast"
        ),
        ("id", "ap-southeast-3 asia-southeast2 indonesiacentral"),
        ("my", "ap-southeast-5 malaysiawest"),
        ("nz", "ap-southeast-6 newzealandnorth"),
        ("th", "ap-southeast-7"),
        ("hk", "ap-east-1 asia-east2 eastasia"),
        ("tw", "ap-east-2 asia-east1"),
        ("cn", "cn-north-1 cn-northwest-1"),
        ("il", "il-central-1 me-west1 israelcentral"),
        ("ae", "me-central-1 uaenorth uaecentral"),
        ("bh", "me-south-1"),
        ("qa", "me-central1 qatarcentral"),
        ("sa", "me-central2"),
        ("za", "af-south-1 africa-south1 southafricanorth southafricawest"),
    ]
}
