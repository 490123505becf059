import Foundation
import PlanBLocalModel
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1)))
struct LocalModelTests {
    let directory: ScratchDirectory
    let supervision: Supervision

    init() throws {
        directory = try ScratchDirectory()
        supervision = Supervision(directory: directory)
    }

    @Test("a program that stays is ready when the readiness check says so, and ends when its standard input does")
    func lifetime() async {
        let asked = Mutex(0)
        var supervision = supervision
        supervision.readiness = {
            asked.withLock {
                $0 += 1
                return $0 == 3
            }
        }
        // SIGTERM is ignored here, by cat too: only the end of its input can stop it within the grace period.
        let plan = supervision.plan(
            ["/bin/sh", "-c", "trap '' TERM; cat; echo input ended"], graceMilliseconds: 30_000)
        let states = await supervision.states(of: plan) { $0 == .ready }
        #expect(states == [.starting, .ready, .stopped])
        #expect(asked.withLock { $0 } == 3)
        #expect(readFile(plan.logFile) == "input ended\n")
    }

    @Test(
        "a program that ends is started again, with its exit and its last line told",
        arguments: [
            ("echo first; echo 'no such model' >&2; exit 3", "exited with code 3; its last line: no such model"),
            ("exit 0", "exited with code 0"),
            ("printf '\\033[31mred\\n\\n'; exit 1", "exited with code 1; its last line: [31mred"),
            ("kill -9 $$", "was killed by signal 9 (SIGKILL), as the kernel does when memory runs out"),
            ("kill -15 $$", "was killed by signal 15"),
        ])
    func restarts(script: String, exit: String) async {
        var supervision = supervision
        supervision.readiness = { false }
        let states = await supervision.states(of: supervision.plan(["/bin/sh", "-c", script])) {
            if case .restarting(3, _, _) = $0 { true } else { false }
        }
        let exits = states.compactMap { state -> String? in
            if case .restarting(_, _, let exit) = state { exit } else { nil }
        }
        #expect(exits == [exit, exit, exit])
        #expect(states.filter { $0 == .starting }.count == 3)
        #expect(states.last == .stopped)
    }

    @Test("a program that is not there is a failure that names it and says what to do, and is tried again")
    func missing() async throws {
        for (program, place) in [("/no/such/program", "at that path"), ("no-such-program", "of that name in PATH")] {
            let starts = Mutex(0)
            let states = await supervision.states(of: supervision.plan([program, "--port", "8710"])) { state in
                guard case .failed = state else { return false }
                return starts.withLock {
                    $0 += 1
                    return $0 == 2
                }
            }
            guard case .failed(let text) = states.dropLast().last else {
                Issue.record("not a failure: \(states)")
                return
            }
            #expect(text.hasPrefix("cannot start \(program) for local: there is no program \(place)"))
            #expect(text.contains("scripts/setup run"))
            #expect(states.filter { $0 == .starting }.count == 2)
        }
    }

    @Test("an empty command, a missing directory and an unusable log file are failures that say so")
    func unusable() async throws {
        func failure(of plan: LaunchPlan) async -> String {
            let states = await supervision.states(of: plan) { if case .failed = $0 { true } else { false } }
            guard states.count == 3, case .failed(let text) = states[1] else { return "not a failure: \(states)" }
            return text
        }
        #expect(await failure(of: supervision.plan([])).hasPrefix("launch.command of local is empty"))
        let lost = supervision.plan(["/bin/cat"], workingDirectory: "/no/such/directory")
        #expect(await failure(of: lost).contains("there is no directory /no/such/directory"))
        var mute = supervision.plan(["/bin/cat"])
        mute.logFile = "/dev/null/x/model.log"
        #expect(await failure(of: mute) == "cannot write /dev/null/x/model.log, the log of local: Not a directory")
    }

    @Test("a program that ignores the end of its input and SIGTERM is killed after the grace period, with its workers")
    func killed() async throws {
        let pids = directory.path("pids")
        let script =
            "trap '' TERM; sleep 300 & echo $$ $! > \(pids).new; mv \(pids).new \(pids); while :; do sleep 300; done"
        let states = await supervision.states(of: supervision.plan(["/bin/sh", "-c", script], graceMilliseconds: 50)) {
            guard $0 == .ready else { return false }
            while readFile(pids).isEmpty { try? await Task.sleep(for: .milliseconds(5)) }
            return true
        }
        #expect(states == [.starting, .ready, .stopped])
        try await expectGone(pids, count: 2)
    }

    @Test("workers that outlive their leader are killed before it is started again")
    func orphans() async throws {
        let pids = directory.path("pids")
        _ = await supervision.states(of: supervision.plan(["/bin/sh", "-c", "sleep 300 & echo $! > \(pids); exit 1"])) {
            if case .restarting = $0 { true } else { false }
        }
        try await expectGone(pids, count: 1)
    }

    @Test(
        "of the gateway's environment the program sees PATH, HOME, LANG and TMPDIR, and besides what the plan adds"
    )
    func environment() async {
        setenv("PLANB_TEST_SECRET", "sk-do-not-pass-on", 1)
        let plan = supervision.plan(["env"], environment: ["MODEL_THREADS": "2", "LANG": "C.UTF-8"])
        _ = await supervision.states(of: plan) { if case .restarting = $0 { true } else { false } }
        let lines = readFile(plan.logFile).split(separator: "\n")
        #expect(lines.contains("MODEL_THREADS=2"))
        #expect(lines.contains("LANG=C.UTF-8"))
        #expect(lines.contains { $0.hasPrefix("PATH=") })
        let names = Set(lines.compactMap { $0.split(separator: "=").first.map(String.init) })
        #expect(names.isSubset(of: ["PATH", "HOME", "LANG", "TMPDIR", "MODEL_THREADS"]))
    }

    @Test("the program starts in its working directory, and a relative program is taken from there")
    func workingDirectory() async throws {
        let tool = directory.path("tool")
        try "#!/bin/sh\npwd -P\n".write(toFile: tool, atomically: true, encoding: .utf8)
        chmod(tool, 0o700)
        let plan = supervision.plan(["./tool"], workingDirectory: directory.path(""))
        _ = await supervision.states(of: plan) { if case .restarting = $0 { true } else { false } }
        #expect(
            readFile(plan.logFile).hasSuffix(
                URL(fileURLWithPath: tool).deletingLastPathComponent().lastPathComponent + "\n"))
    }

    #if os(Linux)
        @Test("a program inherits its standard streams only, so none holds the standard input of another open")
        func descriptors() async {
            var probe = supervision.plan(["/bin/sh", "-c", "ls /proc/$$/fd"])
            probe.logFile = directory.path("probe.log")
            let probePlan = probe
            _ = await supervision.states(of: supervision.plan(["/bin/cat"])) { state in
                guard state == .ready else { return false }
                _ = await supervision.states(of: probePlan) { if case .restarting = $0 { true } else { false } }
                return true
            }
            #expect(readFile(probe.logFile) == "0\n1\n2\n")
        }
    #endif

    private func expectGone(_ file: String, count: Int) async throws {
        let processes = readFile(file).split(whereSeparator: \.isWhitespace).compactMap { Int32($0) }
        try #require(processes.count == count)
        // A killed process takes a moment to go; one that was not killed stays until the time limit.
        for process in processes {
            while isRunning(process) { try await Task.sleep(for: .milliseconds(5)) }
        }
    }
}
