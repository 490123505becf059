import Foundation
import PlanBConsole
import PlanBEngine
import PlanBRehearsal
import PlanBSettings
import PlanBVocabulary

/// The evidence of a running gateway, and who carries its anchors away.
struct EvidenceKeeping {
    let log: EvidenceLog
    /// Has to run for as long as the gateway does; nil: no anchor is on the network.
    let courier: AnchorCourier?

    /// Opens, or makes, the key. Requests do not depend on evidence: what keeps it from being kept is said, and nil.
    static func open(_ settings: LoadedSettings, node: String, fetcher: any Fetcher) -> EvidenceKeeping? {
        let evidence = settings.evidence
        do {
            let slash = evidence.keyFile.lastIndex(of: "/") ?? evidence.keyFile.startIndex
            try FileManager.default.createDirectory(
                atPath: String(evidence.keyFile[..<slash]) + "/", withIntermediateDirectories: true)
            let places = evidence.anchors.compactMap { anchor -> AnchorCourier.Place? in
                switch anchor {
                case .file: nil
                case .webhook(let origin, let path): .webhook(origin, path: path)
                case .syslog(let host, let port): .syslog(host: host, port: port)
                }
            }
            let courier =
                places.isEmpty ? nil : AnchorCourier(places, fetcher: fetcher) { Terminal.note("planb: \($0)") }
            let log = EvidenceLog(
                folder: evidence.folder, key: try EvidenceKey.open(evidence.keyFile), anchors: evidence.anchorFiles,
                node: node, version: Build.version, onRecord: { courier?.take($0) })
            return EvidenceKeeping(log: log, courier: courier)
        } catch {
            Terminal.note("planb: readiness cannot be put on record: \(error)")
            return nil
        }
    }
}
