import PlanBJournal
import PlanBLedger
import PlanBSettings
import PlanBTransport

/// The journal, and what the process writes into it beside requests.
struct EventLog: Sendable {
    let journal: Journal
    /// The journal, for all who write into it: some watch what is written.
    let feed: LedgerFeed

    private init(_ journal: Journal) {
        self.journal = journal
        feed = LedgerFeed(journal)
    }

    /// Opens the journal in the data folder, which no other gateway may use at the same time.
    static func open(_ settings: LoadedSettings) throws -> EventLog {
        let time = SystemTime()
        do throws(JournalFailure) {
            return EventLog(
                try Journal(
                    data: settings.dataDirectory, policy: settings.journal, now: { time.epochMilliseconds() },
                    report: { Terminal.note($0) }))
        } catch {
            throw CannotRun(message: error.description)
        }
    }

    /// Records an event.
    func note(_ kind: String, subject: String = "", _ detail: String) {
        feed.append(
            .event(EventEntry(time: SystemTime().epochMilliseconds(), kind: kind, subject: subject, detail: detail)))
    }

    /// The end of the process.
    func close() {
        note("stop", "")
        journal.close()
    }
}
