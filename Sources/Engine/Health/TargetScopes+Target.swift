public import PlanBPolicy
import PlanBProviders
import PlanBVocabulary

extension UpstreamTarget {
    /// What the target shares with others, by name.
    public var scopes: TargetScopes {
        let endpoint = origin.network.proxy.map { "\(origin.authority) by \($0.host):\($0.port)" } ?? origin.authority
        let account = accountScope
        return TargetScopes(
            name: name, endpoint: endpoint, account: account, region: region.map { "\(vendor)/\($0)" },
            model: "\(model ?? "*") at \(endpoint)\(basePath) of \(account ?? name)",
            isSelfHosted: vendor == "self", canBeProbed: canBeProbed, quota: quota,
            // What goes to the accounts of callers, or to models of the client's choice, is not one load.
            ramp: account == nil || model == nil ? .unknown : ramp)
    }

    /// What runs out of quota, or is closed, as one: the account if it is labelled or told by the resource, else
    /// whatever the credential stands for; nil: each caller's own. Of unlabelled ones the name holds in this process only.
    public var accountScope: String? {
        if let account { return "\(vendor)/\(account)" }
        switch credential {
        case .client: return nil
        case .none: return "\(vendor)/\(origin.authority)"
        case .signed(let keys, _): return "\(vendor)/\(keys.current()?.accessKeyID ?? name)"
        // One gateway has one identity in a cloud.
        case .cloud(let credential): return "\(vendor)/\(credential.key.identity)"
        case .configured(let source):
            guard let secret = source.current() else { return "\(vendor)/\(name)" }
            var hasher = Hasher()
            secret.reveal { hasher.combine($0) }
            // Names one secret of this process and says nothing about it. Servers of one's own that share one do not share
            // an account.
            let place = vendor == "self" ? origin.authority : vendor
            return "\(place)/\(String(UInt(bitPattern: hasher.finalize()), radix: 36))"
        }
    }

    /// A probe needs a credential of our own and a model to ask for.
    private var canBeProbed: Bool {
        if case .client = credential { return false }
        return model != nil
    }
}
