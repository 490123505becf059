import PlanBEngine
import PlanBPolicy

/// The same requests, replayed several times: what fails now and then does so at other times in each, and of few requests that
/// decides more than what is asked about. The one in the middle counts. Of many requests chance evens out: they are replayed once.
struct Replays {
    /// How many there are of few requests: odd, so that one is in the middle.
    private static let few = 9
    /// From so many requests on there is one.
    private static let enough = 20_000

    private var all: [Replay]
    private var played = 0

    /// Replays that begin at `epoch`, in milliseconds since 1970; see `Replay`.
    init(
        _ snapshot: Snapshot, _ scenario: Scenario, measures: [String: TargetMeasure], epoch: Int64, countsFrom: Int64
    ) {
        all = (1...UInt64(Self.few)).map { seed in
            Replay(snapshot, scenario, measures: measures, epoch: epoch, countsFrom: countsFrom, seed: seed)
        }
    }

    /// Plays one request. They come in the order of their times.
    mutating func play(_ request: RecordedRequest) {
        played += 1
        if played == Self.enough { all.removeSubrange(1...) }
        for index in all.indices { all[index].play(request) }
    }

    /// Plays what is still under way to its end. Afterwards the one in the middle, by what was answered and what it cost, is left.
    mutating func finish() {
        for index in all.indices { all[index].finish() }
        all.sort { ($0.tally.all.answered, $0.tally.cost) < ($1.tally.all.answered, $1.tally.cost) }
        all = [all[all.count / 2]]
    }

    /// The one that counts, once all is played.
    var result: Replay { all[all.count / 2] }
}
