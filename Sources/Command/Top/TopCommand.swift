import ArgumentParser
import Foundation
import PlanBConsole
import PlanBEngine
import PlanBVocabulary
import UnixSignals

/// `planb top`: what a gateway is doing.
struct TopCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "top", abstract: "Watch routes, targets, running requests, spend and failovers, live.",
        discussion: """
            Asks the admin port of a running gateway, once every --interval. Rates are of the last 10 seconds, shares of the \
            last minute, times to the first output of the newest requests of the last minute (up to 1000), spend of today \
            (UTC). q quits; c, n, r, s and l sort.

            With --json, and where there is no terminal, takes two readings, --interval apart, prints what they show, and ends.
            """)

    @Option(help: "Seconds between readings, 1 to 3600.") var interval = 1
    @OptionGroup var admin: AdminOption
    @Flag(help: "Print one reading as JSON.") var json = false

    func validate() throws {
        guard (1...3600).contains(interval) else {
            throw ValidationError("--interval is a number of seconds, 1 to 3600")
        }
    }

    func run() async throws {
        let client = try admin.client()
        let source = TopSource(client: client)
        var state = TopState(place: client.origin.authority)
        // The first one tells whether there is a gateway at all, and whether it takes the token.
        state.note(try await source.read(isFirst: true), time: Self.time)
        guard !json, FullScreen.isThere else {
            try await Task.sleep(for: .seconds(interval))
            state.note(try await source.read(isFirst: true), time: Self.time)
            return Terminal.say(json ? state.json : TopFrame.text(state))
        }
        try await watch(source, state)
    }

    /// What can happen while the screen is shown.
    private enum Event: Sendable {
        case key(UInt8)
        case resize
        case end
        case reading(TopReading)
        case problem(String)
    }

    private func watch(_ source: TopSource, _ first: TopState) async throws {
        let (events, feed) = AsyncStream.makeStream(of: Event.self, bufferingPolicy: .bufferingNewest(256))
        guard let screen = FullScreen() else {
            throw Terminal.complaint("the terminal cannot be used; --json prints one reading", exit: .couldNotRun)
        }
        defer { screen.end() }
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup, .sigwinch)
        KeyReader { key in feed.yield(key.map { .key($0) } ?? .end) }.start()
        let interval = interval
        await withTaskGroup(of: Void.self) { tasks in
            tasks.addTask { for await signal in signals { feed.yield(signal == .sigwinch ? .resize : .end) } }
            tasks.addTask {
                while !Task.isCancelled {
                    try? await Task.sleep(for: .seconds(interval))
                    do { feed.yield(.reading(try await source.read())) } catch let trouble as TopSource.Trouble {
                        feed.yield(.problem(trouble.message))
                    } catch {}
                }
            }
            var state = first
            screen.draw(TopFrame.frame(state, screen.size))
            for await event in events {
                switch event {
                case .end, .key(UInt8(ascii: "q")), .key(3), .key(4):
                    tasks.cancelAll()
                    return
                case .key(let key): if !state.press(key) { continue }
                case .resize: break
                case .reading(let reading): state.note(reading, time: Self.time)
                case .problem(let problem): state.problem = "\(problem); trying again (\(Self.time))"
                }
                screen.draw(TopFrame.frame(state, screen.size))
            }
        }
    }

    /// As a clock on the wall shows it, in UTC.
    private static var time: String {
        let seconds = Int(Date().timeIntervalSince1970) % 86_400
        let parts = [seconds / 3600, seconds / 60 % 60, seconds % 60]
        return parts.map { $0 < 10 ? "0\($0)" : String($0) }.joined(separator: ":")
    }
}
