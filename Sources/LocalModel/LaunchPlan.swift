/// How to start one model server: the `launch` part of a target in the configuration.
///
/// The contract with the program: it listens on ``port`` on a loopback address, writes what it has to say to standard
/// output or standard error, and **exits when its standard input ends**. The other end of that pipe is open in the
/// gateway only, so the kernel closes it however the gateway dies, `kill -9` included. `scripts/model-server` keeps
/// this contract. A program that ignores its standard input is still stopped when the gateway stops in order, but
/// survives a gateway that is killed.
public struct LaunchPlan: Sendable, Equatable {
    /// The name of the target, for messages.
    public var name: String
    /// The program and its arguments; no shell reads them. A program without a slash is looked up in `PATH`, one with a
    /// relative path is taken from ``workingDirectory``.
    public var command: [String]
    /// Variables for the program, on top of `PATH`, `HOME`, `LANG` and `TMPDIR` of the gateway. It gets no others, so
    /// that no key of the gateway reaches it.
    public var environment: [String: String]
    /// The directory the program starts in; the gateway's own if nil.
    public var workingDirectory: String?
    /// The file that receives the program's standard output and standard error; made with its directory if it is not
    /// there. Above 10 MiB its content moves to `<file>.1`.
    public var logFile: String
    /// The TCP port on which the program answers, for messages.
    public var port: Int
    /// How long the program has to exit by itself after its standard input was closed and SIGTERM was sent.
    public var graceMilliseconds: Int

    /// A plan with no variables of its own, for the gateway's own directory and a grace of 3 seconds, unless told
    /// otherwise.
    public init(
        name: String, command: [String], environment: [String: String] = [:], workingDirectory: String? = nil,
        logFile: String, port: Int, graceMilliseconds: Int = 3000
    ) {
        self.name = name
        self.command = command
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.logFile = logFile
        self.port = port
        self.graceMilliseconds = graceMilliseconds
    }
}
