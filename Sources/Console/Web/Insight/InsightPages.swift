import PlanBEngine
import PlanBLedger

/// The pages about what the ledger and the configuration say together.
enum InsightPages {
    static func all(
        _ api: InsightAPI, store: any LedgerStore, snapshot: @escaping @Sendable () -> Snapshot
    ) -> [WebPage] {
        [
            IncidentsPage(api: api).page, IncidentPage(api: api).page, UsagePage(store: store).page,
            ExposurePage(api: api).page, WhatIfPage(api: api, snapshot: snapshot).page,
        ]
    }
}
