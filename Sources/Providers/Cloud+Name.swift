extension Provider.Cloud {
    /// The word for it in the ledger and in reports.
    public var name: String {
        switch self {
        case .aws: "aws"
        case .azure: "azure"
        case .google: "google"
        }
    }
}
