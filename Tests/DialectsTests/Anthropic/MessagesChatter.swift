import PlanBConversation
import PlanBVocabulary
import PlanBWire

/// Events as any dialect may give them: calls side by side, thoughts of all makers, words in between.
struct MessagesChatter {
    private var dice: Dice
    private(set) var events: [ReplyEvent] = [.start(id: "msg_1", model: "m", created: nil)]
    private var open: [Int] = []
    private var slots = 0

    init(_ seed: UInt64) {
        dice = Dice(seed)
        for _ in 0..<dice.below(24) { step() }
        for slot in open { end(slot) }
        events.append(.finish(choice: 0, slots > 0 ? .calls : .stop, stop: nil))
        events.append(.usage(Usage(input: 9, output: 5)))
    }

    private mutating func step() {
        switch dice.below(8) {
        case 0, 1: events.append(.text(choice: 0, JSONString("é\n\"\(dice.below(10))")))
        case 2: events.append(.reasoning(choice: 0, JSONString("hm \(dice.below(10))")))
        case 3:
            let seal: JSONString = "sig=="
            let origin: DialectID = dice.once(in: 2) ? .anthropic : .bedrock
            events.append(
                .seal(
                    choice: 0,
                    dice.once(in: 2)
                        ? Reasoning(signature: seal, origin: origin) : Reasoning(sealed: seal, origin: origin)))
        case 4, 5:
            if !open.isEmpty, dice.once(in: 2) { end(open[0]) }
            events.append(.callStart(choice: 0, slot: slots, id: "call.\(slots)", name: "f", signature: nil))
            if dice.once(in: 4) {
                events.append(.callEnd(choice: 0, slot: slots))
            } else {
                events.append(.callArguments(choice: 0, slot: slots, #"{"a":["#))
                open.append(slots)
            }
            slots += 1
        case 6:
            guard !open.isEmpty else { return }
            let slot = open[dice.below(open.count)]
            events.append(.callArguments(choice: 0, slot: slot, JSONString("\(dice.below(10)),")))
        default:
            guard !open.isEmpty else { return }
            end(open[dice.below(open.count)])
        }
    }

    private mutating func end(_ slot: Int) {
        events.append(.callArguments(choice: 0, slot: slot, "0]}"))
        events.append(.callEnd(choice: 0, slot: slot))
        open.removeAll { $0 == slot }
    }
}
