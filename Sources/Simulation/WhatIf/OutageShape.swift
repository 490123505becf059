/// What a day with an outage is like.
enum OutageShape: String, CaseIterable {
    case oneBackup = "one backup"
    case twoBackups = "two backups"
    case requestQuota = "a backup with a quota of requests"
    /// Not held to the limits: the replay does not know which providers count like this.
    case strictQuota = "the same, counted in any 60 seconds"
    case tokenQuota = "mixed sizes, a backup with a quota of tokens"
    case quotaAndRelief = "a backup with a quota, and a second one"
    case ramp = "a backup with a ramp rule"
    case partial = "a part of the attempts fails"
    case silent = "the vendor is silent"
    case group = "one of two that share the load"
    case alone = "no backup elsewhere"

    /// What is predicted of it has to be within the limits.
    var isJudged: Bool { self != .strictQuota }
}
