// Made by scripts/generate-catalog from Catalog/regions.json. Change that file, not this one.

extension CatalogData {
    static let regions: StaticString = #"""
        R|aws|us|us-east-1 us-east-2 us-west-1 us-west-2 us-gov-east-1 us-gov-west-1
        R|aws|eu|eu-west-1 eu-west-3 eu-central-1 eu-north-1 eu-south-1 eu-south-2
        R|aws|gb|eu-west-2
        R|aws|ch|eu-central-2
        R|aws|ca|ca-central-1 ca-west-1
        R|aws|mx|mx-central-1
        R|aws|br|sa-east-1
        R|aws|jp|ap-northeast-1 ap-northeast-3
        R|aws|kr|ap-northeast-2
        R|aws|in|ap-south-1 ap-south-2
        R|aws|sg|ap-southeast-1
        R|aws|au|ap-southeast-2 ap-southeast-4
        R|aws|id|ap-southeast-3
        R|aws|my|ap-southeast-5
        R|aws|nz|ap-southeast-6
        R|aws|th|ap-southeast-7
        R|aws|hk|ap-east-1
        R|aws|tw|ap-east-2
        R|aws|cn|cn-north-1 cn-northwest-1
        R|aws|il|il-central-1
        R|aws|ae|me-central-1
        R|aws|bh|me-south-1
        R|aws|za|af-south-1
        R|google|us|us-central1 us-east1 us-east4 us-east5 us-south1 us-west1 us-west2 us-west3 us-west4
        R|google|eu|europe-west1 europe-west3 europe-west4 europe-west8 europe-west9 europe-west10 europe-west12 europe-north1 europe-north2 europe-central2 europe-southwest1
        R|google|gb|europe-west2
        R|google|ch|europe-west6
        R|google|ca|northamerica-northeast1 northamerica-northeast2
        R|google|mx|northamerica-south1
        R|google|br|southamerica-east1
        R|google|cl|southamerica-west1
        R|google|jp|asia-northeast1 asia-northeast2
        R|google|kr|asia-northeast3
        R|google|in|asia-south1 asia-south2
        R|google|sg|asia-southeast1
        R|google|au|australia-southeast1 australia-southeast2
        R|google|id|asia-southeast2
        R|google|hk|asia-east2
        R|google|tw|asia-east1
        R|google|il|me-west1
        R|google|qa|me-central1
        R|google|sa|me-central2
        R|google|za|africa-south1
        R|azure|us|centralus eastus eastus2 northcentralus southcentralus westcentralus westus westus2 westus3 usgovvirginia usgovarizona usgovtexas
        R|azure|eu|westeurope northeurope francecentral francesouth germanywestcentral germanynorth swedencentral swedensouth italynorth spaincentral polandcentral austriaeast belgiumcentral denmarkeast
        R|azure|gb|uksouth ukwest
        R|azure|ch|switzerlandnorth switzerlandwest
        R|azure|no|norwayeast norwaywest
        R|azure|ca|canadacentral canadaeast
        R|azure|mx|mexicocentral
        R|azure|br|brazilsouth brazilsoutheast
        R|azure|cl|chilecentral
        R|azure|jp|japaneast japanwest
        R|azure|kr|koreacentral koreasouth
        R|azure|in|centralindia southindia westindia
        R|azure|sg|southeastasia
        R|azure|au|australiaeast australiasoutheast
        R|azure|id|indonesiacentral
        R|azure|my|malaysiawest
        R|azure|nz|newzealandnorth
        R|azure|hk|eastasia
        R|azure|il|israelcentral
        R|azure|ae|uaenorth uaecentral
        R|azure|qa|qatarcentral
        R|azure|za|southafricanorth southafricawest
        """#
}
