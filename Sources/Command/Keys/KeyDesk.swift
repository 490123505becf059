import PlanBConsole
import PlanBSettings

/// Where keys are changed: at a running gateway, or in their file. Every method ends the command if it cannot do it.
protocol KeyDesk {
    func create(_ wish: KeyWish) async throws -> IssuedKey
    func list() async throws -> KeyList
    /// Gives the key another secret; the former one is accepted for `overlap` more seconds.
    func rotate(id: String, overlap: Int) async throws -> IssuedKey
    /// Withdraws the key; its name.
    func revoke(id: String) async throws -> String
    /// To be called when the answer was shown: ends the command with an error if the change is not in the audit log.
    func finish() throws
}
