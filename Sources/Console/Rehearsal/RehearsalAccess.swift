public import PlanBRehearsal

/// Rehearsals as the admin port sees them.
public struct RehearsalAccess: Sendable {
    /// Puts readiness on record at a time, in milliseconds since 1970.
    public typealias Record = @Sendable ([RouteReadiness], Int64) throws(EvidenceFailure) -> EvidenceLog.Entry

    /// Who runs drills, and knows how routes stand.
    public let desk: any RehearsalDesk
    /// Where readiness is put on record; nil: nowhere.
    public let record: Record?

    /// Rehearsals.
    public init(desk: any RehearsalDesk, record: Record?) {
        self.desk = desk
        self.record = record
    }

    /// Rehearsals whose readiness is put on record in `evidence`.
    public init(desk: any RehearsalDesk, evidence: EvidenceLog) {
        self.init(desk: desk) { routes, now throws(EvidenceFailure) in try evidence.record(routes, now: now) }
    }
}
