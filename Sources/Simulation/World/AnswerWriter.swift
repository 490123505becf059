import NIOCore
import PlanBVocabulary

/// Writes what a healthy provider would answer, and stops or spoils it where the fault says.
struct AnswerWriter {
    let target: TargetPlan
    let isStream: Bool
    let wantsUsage: Bool
    let isCall: Bool
    let fault: FaultKind?
    let stage: Stage
    /// The text of the whole answer, in the arena, and where each piece of it ends.
    let text: ArraySlice<UInt8>
    let cuts: [Int]
    /// What is counted.
    let tokens: (prompt: Int, answer: Int)
    /// Nanoseconds between pieces, by what the target is like.
    private let gap: Instant.Span
    private var now: Instant
    private var script = AnswerScript()
    private var isOver = false

    init(
        _ target: TargetPlan, isStream: Bool, wantsUsage: Bool, isCall: Bool, fault: FaultKind?, stage: Stage,
        text: ArraySlice<UInt8>, cuts: [Int], tokens: (prompt: Int, answer: Int), headAt: Instant
    ) {
        self.target = target
        self.isStream = isStream
        self.wantsUsage = wantsUsage
        self.isCall = isCall
        self.fault = fault
        self.stage = stage
        self.text = text
        self.cuts = cuts
        self.tokens = tokens
        gap = .milliseconds(fault == .slowDrip ? target.gap + 900 : target.gap)
        now = headAt
    }

    /// The script, given what chance decides: which piece of text is the middle, and how bytes are split.
    static func script(_ writer: consuming AnswerWriter, _ dice: inout Dice) -> AnswerScript {
        if writer.isStream { writer.stream(&dice) } else { writer.whole(&dice) }
        return writer.script
    }

    // MARK: - Streams

    private mutating func stream(_ dice: inout Dice) {
        script.head = .events
        let middle = cuts.count > 2 ? dice.within(1...(cuts.count - 2)) : 0
        now = now + .milliseconds(target.first / 2)
        if fault == .comments || dice.percent(10) { script.body.writeStaticString(": PROCESSING\n\n") }
        if fault == .pingsOnly {
            for _ in 0..<3 {
                script.body.writeStaticString(": ping\n\n")
                script.piece(now)
                now = now + .seconds(1)
            }
            return end(.silence)
        }
        if fault == .oversized { return flood() }
        script.body.writeStaticString(
            "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}\n\n"
        )
        script.mark(text: 0)
        script.piece(now)
        now = now + .milliseconds(target.first / 2)
        if fault == .roleOnly { return end(dice.percent(50) ? .silence : .clean) }
        if fault == .emptyChoices {
            script.body.writeStaticString("data: {\"id\":\"c\",\"choices\":[]}\n\n")
            script.piece(now)
            return end(.clean)
        }
        if meets(.preamble, &dice) { return }
        if fault != .emptyAnswer {
            var start = text.startIndex
            for (number, cut) in cuts.enumerated() {
                writeDelta(text[start..<(text.startIndex + cut)], isFirst: number == 0)
                script.mark(text: cut)
                script.piece(now)
                now = now + gap
                start = text.startIndex + cut
                let isLast = number == cuts.count - 1
                if isCall {
                    if number == middle, meets(.toolArguments, &dice) { return }
                } else {
                    if number == 0, !isLast, meets(.firstText, &dice) { return }
                    if number == middle, !isLast, meets(.midText, &dice) { return }
                }
            }
        }
        if meets(.finish, &dice) { return }
        script.body.writeStaticString("data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"")
        script.body.writeStaticString(isCall ? "tool_calls\"}]}\n\n" : "stop\"}]}\n\n")
        script.mark(text: text.count, isFinished: true)
        script.piece(now)
        if meets(.afterFinish, &dice) { return }
        if wantsUsage, fault != .missingUsage {
            script.body.writeStaticString("data: {\"id\":\"c\",\"choices\":[],")
            writeUsage()
            script.body.writeStaticString("}\n\n")
        }
        script.body.writeStaticString("data: [DONE]\n\n")
        script.piece(now)
        end(.clean)
        if dice.percent(25) { split(&dice) }
    }

    private mutating func writeUsage() {
        if tokens == (9, 12) {
            script.body.writeStaticString(
                "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":12,\"total_tokens\":21}")
        } else {
            let (prompt, answer) = tokens
            script.body.writeString(
                "\"usage\":{\"prompt_tokens\":\(prompt),\"completion_tokens\":\(answer),\"total_tokens\":\(prompt + answer)}"
            )
        }
    }

    private mutating func writeDelta(_ piece: ArraySlice<UInt8>, isFirst: Bool) {
        script.body.writeStaticString(
            "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"")
        if isCall {
            script.body.writeStaticString("tool_calls\":[{\"index\":0,")
            if isFirst { script.body.writeStaticString("\"id\":\"call_1\",\"type\":\"function\",") }
            script.body.writeStaticString("\"function\":{")
            if isFirst { script.body.writeStaticString("\"name\":\"f\",") }
            script.body.writeStaticString("\"arguments\":\"")
            JSONEscape.write(piece, to: &script.body)
            script.body.writeStaticString("\"}}]},\"finish_reason\":null}]}\n\n")
        } else {
            script.body.writeStaticString("content\":\"")
            JSONEscape.write(piece, to: &script.body)
            script.body.writeStaticString("\"},\"finish_reason\":null}]}\n\n")
        }
    }

    /// Whether the fault strikes here. If so, the answer ends with it.
    private mutating func meets(_ here: Stage, _ dice: inout Dice) -> Bool {
        guard stage == here, let fault else { return false }
        switch fault {
        case .reset: end(.reset)
        case .stall: end(.silence)
        case .earlyEnd: end(.clean)
        case .errorEvent:
            script.body.writeStaticString(
                "data: {\"error\":{\"message\":\"canary-trouble\",\"type\":\"server_error\",\"code\":\"server_error\"}}\n\n"
            )
            spoil(dice.percent(50) ? .clean : .silence)
        case .brokenJSON:
            script.body.writeStaticString(
                "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"canary\n\n")
            spoil(.clean)
        case .invalidUTF8:
            script.body.writeStaticString("data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"")
            script.body.writeBytes([0xC3, 0x28])
            script.body.writeStaticString("\"}}]}\n\n")
            spoil(.clean)
        default: return false
        }
        return true
    }

    private mutating func spoil(_ ending: AnswerScript.Ending) {
        let last = script.marks.last
        script.mark(text: last?.text ?? 0, isFinished: last?.isFinished ?? false, isBroken: true)
        script.piece(now)
        end(ending)
    }

    private mutating func flood() {
        let comment = ByteBuffer(repeating: UInt8(ascii: "x"), count: 64 << 10)
        for _ in 0..<20 {
            script.body.writeStaticString("data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"")
            script.body.writeImmutableBuffer(comment)
            script.body.writeStaticString("\"},\"finish_reason\":null}]}\n\n")
            script.piece(now)
        }
        end(.silence)
    }

    private mutating func end(_ ending: AnswerScript.Ending) {
        script.ending = ending
        script.endDue = now
    }

    /// Lets pieces end anywhere, also in the middle of a character.
    private mutating func split(_ dice: inout Dice) {
        for index in script.pieces.indices.dropLast() {
            let room = script.pieces[index].end - (index > 0 ? script.pieces[index - 1].end : 0)
            if room > 2 { script.pieces[index].end -= dice.below(room - 1) }
        }
    }

    // MARK: - Whole answers

    private mutating func whole(_ dice: inout Dice) {
        now = now + .milliseconds(target.first + cuts.count * target.gap)
        if fault == .slowDrip { now = now + .milliseconds(900 * cuts.count) }
        switch fault {
        case .emptyChoices: script.body.writeStaticString("{\"id\":\"c\",\"choices\":[]}")
        case .roleOnly, .pingsOnly, .oversized: return end(.silence)
        case .errorEvent:
            script.body.writeStaticString(
                "{\"error\":{\"message\":\"canary-trouble\",\"type\":\"server_error\",\"code\":\"server_error\"}}")
            script.mark(text: 0, isBroken: true)
        case .brokenJSON:
            script.body.writeStaticString("{\"id\":\"c\",\"choices\":[{\"index\":0,\"message\":{\"content\":\"canary")
            script.mark(text: 0, isBroken: true)
        case .invalidUTF8:
            script.body.writeStaticString("{\"id\":\"c\",\"choices\":[{\"index\":0,\"message\":{\"content\":\"")
            script.body.writeBytes([0xC3, 0x28])
            script.body.writeStaticString("\"},\"finish_reason\":\"stop\"}]}")
            script.mark(text: 0, isBroken: true)
        default: message()
        }
        let length = script.body.writerIndex
        switch fault {
        case .reset, .stall, .earlyEnd:
            let kept = stage == .preamble ? 0 : dice.below(max(1, length - 1))
            script.body.moveWriterIndex(to: kept)
            script.marks.removeAll(keepingCapacity: true)
            script.piece(now)
            // Whoever announced a length and closes before it has broken off, whatever kind of end it is.
            return end(fault == .stall ? .silence : .reset)
        default:
            if length > 4, dice.percent(30) {
                script.pieces.append(AnswerScript.Piece(due: now, end: dice.within(1...(length - 1))))
                now = now + .milliseconds(5)
            }
            script.piece(now)
            end(.clean)
        }
    }

    private mutating func message() {
        script.body.writeStaticString(
            "{\"id\":\"c\",\"object\":\"chat.completion\",\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
        )
        if isCall {
            script.body.writeStaticString(
                "\"content\":null,\"tool_calls\":[{\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\""
            )
            JSONEscape.write(text, to: &script.body)
            script.body.writeStaticString("\"}}]},\"finish_reason\":\"tool_calls\"}]")
        } else {
            script.body.writeStaticString("\"content\":\"")
            if fault != .emptyAnswer { JSONEscape.write(text, to: &script.body) }
            script.body.writeStaticString("\"},\"finish_reason\":\"stop\"}]")
        }
        if fault != .missingUsage {
            script.body.writeStaticString(",")
            writeUsage()
        }
        script.body.writeStaticString("}")
        script.mark(text: fault == .emptyAnswer ? 0 : text.count, isFinished: true)
    }
}
