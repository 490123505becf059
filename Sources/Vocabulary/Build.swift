/// What this build is.
public enum Build {
    /// The version, as `planb --version` says it.
    public static let version = "0.1.0"
}
