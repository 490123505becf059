extension Gateway {
    /// What an account is called in metrics: those of keys by a hash under the pepper, as metrics leave the house.
    public func metricsName(ofAccount account: String) -> String {
        let prefix = "key:"
        guard account.hasPrefix(prefix) else { return account }
        return prefix + snapshot.keys.hash(of: account)
    }
}
