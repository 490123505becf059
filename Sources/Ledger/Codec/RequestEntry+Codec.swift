import PlanBVocabulary

extension RequestEntry {
    private static let stream: Int = 1
    private static let estimated: Int = 2
    private static let unpriced: Int = 4

    func encode(into buffer: inout RecordBuffer) {
        buffer.text(1, id)
        buffer.integer(2, time)
        buffer.text(3, key)
        buffer.text(4, team)
        buffer.list(5, tags)
        buffer.text(6, route)
        buffer.text(7, dialect.rawValue)
        buffer.text(8, operation.rawValue)
        buffer.text(9, model)
        buffer.integer(
            10, (isStream ? Self.stream : 0) | (isEstimated ? Self.estimated : 0) | (isUnpriced ? Self.unpriced : 0))
        buffer.list(11, needs)
        buffer.integer(12, bytesIn)
        buffer.integer(13, promptTokens)
        buffer.optional(14, outputCap)
        buffer.bits(15, conversation)
        buffer.integer(16, patience.nanoseconds)
        buffer.optional(17, target)
        buffer.text(18, outcome.rawValue)
        buffer.integer(19, status)
        buffer.integer(20, attempts)
        buffer.optional(21, commitAfter?.nanoseconds)
        buffer.integer(22, duration.nanoseconds)
        buffer.optional(23, resumedAt)
        buffer.usage(24, usage)
        buffer.optional(25, cost)
        buffer.text(26, code)
        buffer.list(27, skips)
        buffer.integer(28, generation)
    }

    init(from reader: inout FieldReader) throws(RecordFault) {
        self.init(
            id: "", key: "", route: "", operation: .chat, model: "", target: nil, outcome: .failed, status: 0,
            attempts: 0, commitAfter: nil, duration: .zero, usage: nil, generation: 0)
        while let (number, value) = try reader.next() {
            if number <= 16 {
                try takeIdentity(number, value, reader)
            } else {
                try takeOutcome(number, value, reader)
            }
        }
        guard !id.isEmpty else { throw RecordFault("a request without an id") }
    }

    private mutating func takeIdentity(
        _ number: Int, _ value: FieldReader.Value, _ reader: FieldReader
    ) throws(RecordFault) {
        switch number {
        case 1: id = try reader.text(value)
        case 2: time = try reader.long(value)
        case 3: key = try reader.text(value)
        case 4: team = try reader.text(value)
        case 5: tags.append(try reader.text(value))
        case 6: route = try reader.text(value)
        case 7: dialect = DialectID(rawValue: try reader.text(value)) ?? .openAI
        case 8: operation = Operation(recorded: try reader.text(value))
        case 9: model = try reader.text(value)
        case 10:
            let flags = try reader.integer(value)
            isStream = flags & Self.stream != 0
            isEstimated = flags & Self.estimated != 0
            isUnpriced = flags & Self.unpriced != 0
        case 11: needs.append(try reader.text(value))
        case 12: bytesIn = try reader.integer(value)
        case 13: promptTokens = try reader.integer(value)
        case 14: outputCap = try reader.integer(value)
        case 15: conversation = try reader.bits(value)
        case 16: patience = try reader.span(value)
        default: break
        }
    }

    private mutating func takeOutcome(
        _ number: Int, _ value: FieldReader.Value, _ reader: FieldReader
    ) throws(RecordFault) {
        switch number {
        case 17: target = try reader.text(value)
        case 18: outcome = Outcome(rawValue: try reader.text(value)) ?? .failed
        case 19: status = try reader.integer(value)
        case 20: attempts = try reader.integer(value)
        case 21: commitAfter = try reader.span(value)
        case 22: duration = try reader.span(value)
        case 23: resumedAt = try reader.integer(value)
        case 24: usage = try reader.usage(value)
        case 25: cost = try reader.integer(value)
        case 26: code = try reader.text(value)
        case 27: skips.append(try reader.text(value))
        case 28: generation = try reader.integer(value)
        default: break
        }
    }
}
