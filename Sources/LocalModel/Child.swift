import Subprocess

#if canImport(Darwin)
    import Darwin
    import System
#else
    import Glibc
    import SystemPackage
#endif

/// One run of the program of a plan.
struct Child: Sendable {
    /// How a run ended, in words for the operator.
    enum Ending: Sendable, Equatable {
        /// The program never ran; the same is likely next time.
        case notStarted(String)
        case ended(String)
    }

    let plan: LaunchPlan
    let log: LogFile

    /// Starts the program and returns when it ended. When the surrounding task is cancelled, the program's standard
    /// input is closed and SIGTERM sent at once, and SIGKILL after the grace period.
    func run() async -> Ending {
        guard let program = plan.command.first, !program.isEmpty else {
            return .notStarted("launch.command of \(plan.name) is empty; it must name a program")
        }
        let start = log.size
        do {
            let result = try await Subprocess.run(
                configuration(program: program), input: HeldOpenInput(),
                output: .fileDescriptor(log.descriptor, closeAfterSpawningProcess: false),
                error: .fileDescriptor(log.descriptor, closeAfterSpawningProcess: false))
            // Workers that outlive their leader would keep the port and the memory that the next start needs. The group
            // is the program's own, and its number cannot have been given away while a member lives.
            _ = kill(-result.processIdentifier.value, SIGKILL)
            let status = describe(result.terminationStatus)
            return .ended(log.lastLine(after: start).map { "\(status); its last line: \($0)" } ?? status)
        } catch let error as SubprocessError {
            return .notStarted(describe(error, program: program))
        } catch {
            return .notStarted("\(program) of \(plan.name) could not be started: \(error)")
        }
    }

    private func configuration(program: String) -> Configuration {
        var options = PlatformOptions()
        // A group of its own: Ctrl-C in the gateway's terminal is for the gateway alone, which still drains answers of
        // the model, and workers of the program can be reached together.
        options.processGroupID = 0
        options.teardownSequence = [
            .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .milliseconds(plan.graceMilliseconds))
        ]
        return Configuration(
            executable: program.utf8.contains(UInt8(ascii: "/")) ? .path(FilePath(program)) : .name(program),
            arguments: Arguments(Array(plan.command.dropFirst())),
            environment: .custom(environment()),
            workingDirectory: plan.workingDirectory.map { FilePath($0) },
            platformOptions: options)
    }

    private func environment() -> [Environment.Key: String] {
        var result: [Environment.Key: String] = [:]
        for name in ["PATH", "HOME", "LANG", "TMPDIR"] {
            if let value = getenv(name) { result[Environment.Key(stringLiteral: name)] = String(cString: value) }
        }
        for (name, value) in plan.environment { result[Environment.Key(stringLiteral: name)] = value }
        return result
    }

    private func describe(_ error: SubprocessError, program: String) -> String {
        switch error.code {
        case .executableNotFound:
            let place = program.utf8.contains(UInt8(ascii: "/")) ? "at that path" : "of that name in PATH"
            return """
                cannot start \(program) for \(plan.name): there is no program \(place) that may be executed (or the \
                interpreter in its first line is missing); correct launch.command, or install the program, with \
                `scripts/setup run` for the bundled model server
                """
        case .failedToChangeWorkingDirectory:
            return """
                cannot start \(program) for \(plan.name): there is no directory \(plan.workingDirectory ?? ""), or it \
                may not be entered
                """
        default:
            return "cannot start \(program) for \(plan.name): \(error.description)"
        }
    }

    private func describe(_ status: TerminationStatus) -> String {
        switch status {
        case .exited(let code): "exited with code \(code)"
        case .signaled(SIGKILL): "was killed by signal 9 (SIGKILL), as the kernel does when memory runs out"
        case .signaled(SIGILL): "was killed by signal 4 (SIGILL): it may be built for another kind of processor"
        case .signaled(let signal): "was killed by signal \(signal)"
        }
    }
}
