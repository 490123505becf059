/// Tells whether a file is still the one that was read. A changed symbolic link shows as another inode.
public struct FileFingerprint: Sendable, Hashable {
    /// The device it is on.
    public var device: UInt64
    /// Its number there.
    public var inode: UInt64
    /// Time of the last change, seconds since 1970.
    public var seconds: Int64
    /// Nanoseconds of that time.
    public var nanoseconds: Int64
    /// Bytes.
    public var size: Int64

    /// A fingerprint.
    public init(device: UInt64, inode: UInt64, seconds: Int64, nanoseconds: Int64, size: Int64) {
        self.device = device
        self.inode = inode
        self.seconds = seconds
        self.nanoseconds = nanoseconds
        self.size = size
    }

    /// The fingerprint of the file at `path`, through symbolic links; nil if there is none.
    public static func of(_ path: String) -> FileFingerprint? { FileStatus(at: path)?.fingerprint }
}
