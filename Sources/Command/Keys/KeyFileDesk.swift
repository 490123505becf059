import ArgumentParser
import Foundation
import PlanBConsole
import PlanBEngine
import PlanBSettings
import PlanBVocabulary

/// Edits the file of the keys. A gateway that uses it takes the change over by itself, within a second.
final class KeyFileDesk: KeyDesk {
    private let place: KeyPlace
    /// Who edits, for the audit log.
    private let actor: String
    private var unwritten: KeyStoreFailure?

    init(_ place: KeyPlace, user: String) {
        self.place = place
        actor = "cli:" + user
    }

    func create(_ wish: KeyWish) throws -> IssuedKey {
        let issued = try answer { store throws(KeyStoreFailure) in
            try store.create(
                name: wish.name, team: wish.team, tags: wish.tags ?? [], routes: wish.routes ?? [],
                vendors: wish.vendors ?? [], expires: wish.expires,
                allowed: KeyStore.Allowed(
                    requests: wish.rpm, tokens: wish.tpm, concurrent: wish.concurrent, budget: wish.budget,
                    isStrict: wish.strict ?? false, priority: wish.priority, rehearsal: wish.rehearse,
                    record: wish.record))
        }
        note("key.create", issued.id, wish.name)
        return text(of: issued)
    }

    func list() throws -> KeyList {
        KeyList(try answer { store throws(KeyStoreFailure) in try store.list() }, now: epoch)
    }

    func rotate(id: String, overlap: Int) throws -> IssuedKey {
        let until = overlap > 0 ? epoch + Int64(overlap) : nil
        let issued = try answer { store throws(KeyStoreFailure) in try store.rotate(id: id, until: until) }
        note("key.rotate", id, "overlap of \(overlap) s")
        return text(of: issued)
    }

    func revoke(id: String) throws -> String {
        let key = try answer { store throws(KeyStoreFailure) in try store.revoke(id: id) }
        note("key.revoke", id, key.name)
        return key.name
    }

    /// The key is in force, whatever became of the log: it was shown, and who asked is told what is missing.
    func finish() throws {
        guard let unwritten else { return }
        throw Terminal.complaint(
            "the keys were changed, but that is not in the audit log: \(unwritten.description)", exit: .couldNotRun)
    }

    private var epoch: Int64 { Int64(Date().timeIntervalSince1970) }

    private func note(_ action: String, _ subject: String, _ detail: String) {
        do throws(KeyStoreFailure) {
            try place.auditLog.append(actor: actor, action: action, subject: subject, detail: detail, epoch: epoch)
        } catch { unwritten = error }
    }

    private func text(of issued: KeyStore.Issued) -> IssuedKey {
        IssuedKey(id: issued.id, key: issued.text.reveal { String(decoding: $0, as: UTF8.self) })
    }

    private func answer<Answer>(_ question: (KeyStore) throws(KeyStoreFailure) -> Answer) throws -> Answer {
        do throws(KeyStoreFailure) { return try question(place.store) } catch {
            throw Terminal.complaint(error.description, exit: error.isRefusal ? .no : .couldNotRun)
        }
    }
}
