import Foundation
import PlanBConsole
import PlanBLedger
import PlanBSettings
import Synchronization

/// Routes, aliases and prices that are the same on all nodes: what this one does with what the database has.
final class SharedRouting: SharedConfiguration {
    private let path: String
    private let environment: [String: String]
    private let reloading: Reloading
    private let file: SharedConfigurationFile
    private let log: AuditLog
    /// A connection of its own, for changes.
    private let store: any SharedStore
    /// The version that is in the file.
    private let latest = Mutex<Int64>(0)

    /// Nil where the database is for one node.
    init?(path: String, environment: [String: String], settings: LoadedSettings, reloading: Reloading) throws {
        guard let store = try LedgerStores.sharedStore(settings.ledger) else { return nil }
        self.path = path
        self.environment = environment
        self.reloading = reloading
        self.store = store
        file = SharedConfigurationFile(data: settings.dataDirectory)
        log = AuditLog(dataDirectory: settings.dataDirectory)
    }

    /// Takes over what the database has. If that does not fit this node, it says so, and goes on with what it had: it could
    /// not start with it either.
    func take(_ document: SharedDocument?) throws {
        let text = document?.text ?? ""
        do throws(SettingsFailure) { try check(text) } catch {
            return Terminal.note(
                "planb: the shared configuration does not fit this gateway, which goes on without the change:\n"
                    + error.errors.map(\.description).joined(separator: "\n"))
        }
        let isNew = try latest.withLock { latest in
            let version = document?.version ?? 0
            guard version >= latest else { return false }
            let isNew = try file.write(text)
            latest = version
            return isNew
        }
        if isNew { reloading.reload(because: "the shared configuration changed") }
    }

    private func check(_ text: String) throws(SettingsFailure) {
        try Settings.check(shared: text, path: path, environment: environment, reusing: reloading.settings)
    }

    func text() throws(AdminRefusal) -> String { file.text }

    func replace(with text: String, actor: String) throws(AdminRefusal) {
        do throws(SettingsFailure) { try check(text) } catch {
            throw AdminRefusal(400, error.errors.map(\.description).joined(separator: "\n"))
        }
        defer { store.close() }
        do {
            guard try write(text) else {
                throw AdminRefusal(409, "Others change the shared configuration at the same time; read it again.")
            }
            try log.append(
                actor: actor, action: "configuration.share", subject: "shared", detail: "\(text.utf8.count) bytes",
                epoch: Int64(Date().timeIntervalSince1970))
            try take(try store.document(SharedConfigurationFile.document))
        } catch let refusal as AdminRefusal { throw refusal } catch {
            throw AdminRefusal(500, "The shared configuration cannot be written: \(error)")
        }
    }

    private func write(_ text: String) throws(StoreFailure) -> Bool {
        let version = try store.document(SharedConfigurationFile.document)?.version ?? 0
        return try store.replace(SharedConfigurationFile.document, version: version, with: text)
    }
}
