import PlanBEngine
import PlanBProviders
import PlanBVocabulary

/// A target that was read, with what is only needed to judge routes.
struct TargetDraft {
    /// The account that pays for it: what runs out of quota or is closed as one.
    enum Account: Equatable {
        case label(String)
        case azureResource(String)
        /// Two targets with one credential have one account.
        case credential(vendor: String, Secret)
        /// A credential that could not be resolved yet.
        case reference(vendor: String, SecretReference.Location)
        case caller(vendor: String)
        /// The gateway's own in a cloud.
        case identity(vendor: String, CloudCredential.Identity)
        /// No credential: the server itself.
        case server(Origin)
    }

    var target: UpstreamTarget
    /// Where its name stands.
    var place: Place
    var account: Account
    /// What is known of its model.
    var facts: TargetFacts

    var lineage: String? { target.lineage }

    /// Runs on this machine, so that nothing leaves it.
    var isLocal: Bool { target.launch != nil || HostName.isLoopback(target.origin.host) }

    /// Whether the callers' own credential is sent to both, and to two vendors.
    func isCallersOwnAtOtherVendor(than other: TargetDraft) -> Bool {
        guard case .client = target.credential, case .client = other.target.credential else { return false }
        return target.vendor != other.target.vendor
    }

    /// Whether a failure of one is a failure of the other for certain.
    func isSame(as other: TargetDraft) -> Bool {
        target.provider.name == other.target.provider.name && target.origin == other.target.origin
            && target.basePath == other.target.basePath && account == other.account
            && target.model == other.target.model
    }
}
