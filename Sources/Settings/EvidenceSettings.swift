public import PlanBEngine

/// How the evidence of rehearsals is kept.
public struct EvidenceSettings: Sendable, Equatable {
    /// Where the newest hash is noted besides the evidence itself.
    public enum Anchor: Sendable, Equatable {
        /// A file that is only ever added to, absolute.
        case file(String)
        /// A URL that is told by POST.
        case webhook(Origin, path: String)
        /// A syslog server, over TCP.
        case syslog(host: String, port: Int)
    }

    /// The folder of the dated files, absolute.
    public let folder: String
    /// The file of the private key, absolute. It is made where it is missing.
    public let keyFile: String
    /// Where the newest hash is noted.
    public let anchors: [Anchor]

    /// The files among the anchors.
    public var anchorFiles: [String] {
        anchors.compactMap { if case .file(let path) = $0 { path } else { nil } }
    }
}
