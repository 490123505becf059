/// Who pays for rehearsals, so that no user does.
public enum RehearsalAccount {
    /// What stands in the ledger in the place of a key.
    public static let id = "rehearsal"
}
