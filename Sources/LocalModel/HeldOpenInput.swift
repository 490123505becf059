import Subprocess

/// A standard input that is never written to and stays open for as long as the program is wanted.
///
/// `Subprocess` makes a pipe for it, marks both ends close-on-exec and closes every other descriptor in each program
/// that it starts, so this process alone holds the writing end. `write` is cancelled when the program has ended or the
/// surrounding task is cancelled; then the writing end is closed.
struct HeldOpenInput: InputProtocol {
    func write(with _: StandardInputWriter) async throws {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(86_400))
        }
    }
}
