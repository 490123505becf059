extension LoadedSettings {
    /// Why `next` cannot take the place of this configuration while the gateway runs; nil: it can.
    public func obstacle(to next: LoadedSettings) -> String? {
        guard ledger.database.isSame(as: next.ledger.database) else {
            return "the ledger would be in \(next.ledger.place) instead of \(ledger.place)"
        }
        guard (sharedKeys == nil) == (next.sharedKeys == nil) else {
            return next.sharedKeys == nil
                ? "the keys would be in a file instead of the database that the nodes share"
                : "the keys would be in the database that the nodes share instead of a file"
        }
        return nil
    }
}
