import Foundation
import PlanBConsole
import PlanBEngine
import PlanBSettings
import PlanBVocabulary

/// Does what the admin port asks about keys: edits their file, writes down who did it, and has the change taken over at once.
struct KeyAdministrator: KeyAdministration {
    let reloader: Reloader
    /// Keys that all nodes share; nil: they are in a file.
    let shared: SharedKeys?

    func list() throws(AdminRefusal) -> String {
        // What counts here, whether or not the database can be asked.
        if shared != nil { return try json(KeyList(settings.keys, now: epoch).keys) }
        let keys = try answer { store throws(KeyStoreFailure) in try store.list() }
        return try json(KeyList(keys, now: epoch).keys)
    }

    func create(_ wish: KeyWish, actor: String) throws(AdminRefusal) -> IssuedKey {
        let issued = try change { store throws(KeyStoreFailure) in
            let issued = try store.create(
                name: wish.name, team: wish.team, tags: wish.tags ?? [], routes: wish.routes ?? [],
                vendors: wish.vendors ?? [], expires: wish.expires,
                allowed: KeyStore.Allowed(
                    requests: wish.rpm, tokens: wish.tpm, concurrent: wish.concurrent, budget: wish.budget,
                    isStrict: wish.strict ?? false, priority: wish.priority, rehearsal: wish.rehearse,
                    record: wish.record))
            try log.append(actor: actor, action: "key.create", subject: issued.id, detail: wish.name, epoch: epoch)
            return issued
        }
        return text(of: issued)
    }

    func rotate(id: String, overlap: Int, actor: String) throws(AdminRefusal) -> IssuedKey {
        let issued = try change { store throws(KeyStoreFailure) in
            let issued = try store.rotate(id: id, until: overlap > 0 ? epoch + Int64(overlap) : nil)
            try log.append(
                actor: actor, action: "key.rotate", subject: id, detail: "overlap of \(overlap) s", epoch: epoch)
            return issued
        }
        return text(of: issued)
    }

    func revoke(id: String, actor: String) throws(AdminRefusal) {
        try change { store throws(KeyStoreFailure) in
            let key = try store.revoke(id: id)
            try log.append(actor: actor, action: "key.revoke", subject: id, detail: key.name, epoch: epoch)
        }
    }

    func note(actor: String, action: String, subject: String, detail: String) throws(AdminRefusal) {
        do throws(KeyStoreFailure) {
            try log.append(actor: actor, action: action, subject: subject, detail: detail, epoch: epoch)
        } catch { throw AdminRefusal(500, error.description) }
    }

    func audit(limit: Int) throws(AdminRefusal) -> String {
        let report: AuditReport
        do throws(KeyStoreFailure) {
            report = AuditReport(try log.entries(limit: limit), try log.verify())
        } catch { throw AdminRefusal(500, error.description) }
        return try json(report)
    }

    private var settings: LoadedSettings { reloader.settings }
    private var log: AuditLog { AuditLog(dataDirectory: settings.dataDirectory) }
    private var epoch: Int64 { Int64(Date().timeIntervalSince1970) }

    private func text(of issued: KeyStore.Issued) -> IssuedKey {
        IssuedKey(id: issued.id, key: issued.text.reveal { String(decoding: $0, as: UTF8.self) })
    }

    private func answer<Answer>(
        _ question: (KeyStore) throws(KeyStoreFailure) -> Answer
    ) throws(AdminRefusal) -> Answer {
        do throws(KeyStoreFailure) { return try question(shared?.keyStore ?? settings.keyStore) } catch {
            throw AdminRefusal(error.isRefusal ? 400 : 500, error.description)
        }
    }

    /// A key file that people keep is theirs to edit: what a program wrote there would be gone with their next change.
    private func change<Answer>(
        _ edit: (KeyStore) throws(KeyStoreFailure) -> Answer
    ) throws(AdminRefusal) -> Answer {
        guard !settings.isKeysFileConfigured else {
            throw AdminRefusal(
                409,
                "The configuration names a key file (keys: \(settings.keysFile)), so that keys are changed there: "
                    + "planb keys, or an editor.")
        }
        let answer = try answer(edit)
        guard let shared else {
            reloader.reload(because: "keys changed")
            return answer
        }
        // It counts here when this returns, and elsewhere within a second.
        do {
            _ = try shared.refresh()
            try reloader.adoptSharedKeys()
            shared.arePutInForce()
        } catch {
            throw AdminRefusal(
                500, "It was written for all gateways, and is not in force at this one, which tries again: \(error)")
        }
        return answer
    }

    private func json(_ value: some Encodable) throws(AdminRefusal) -> String {
        do { return try Terminal.json(value) } catch { throw AdminRefusal(500, "\(error)") }
    }
}
