import PlanBVocabulary

extension AttemptEntry {
    private static let estimated: Int = 1
    private static let delivered: Int = 2

    func encode(into buffer: inout RecordBuffer) {
        buffer.text(1, request)
        buffer.integer(2, number)
        buffer.text(3, reason)
        buffer.integer(4, time)
        buffer.text(5, key)
        buffer.text(6, team)
        buffer.list(7, tags)
        buffer.text(8, route)
        buffer.text(9, operation.rawValue)
        buffer.text(10, target)
        buffer.text(11, vendor)
        buffer.text(12, account)
        buffer.text(13, cloud)
        buffer.text(14, region)
        buffer.text(15, lineage)
        buffer.text(16, model)
        buffer.text(17, outcome)
        buffer.optional(18, failure?.rawValue)
        buffer.optional(19, status)
        buffer.optional(20, sentAfter?.nanoseconds)
        buffer.optional(21, firstOutputAfter?.nanoseconds)
        buffer.integer(22, duration.nanoseconds)
        buffer.integer(23, bytesSent)
        buffer.integer(24, bytesReceived)
        buffer.text(25, providerRequest)
        buffer.optional(26, retryAfter?.nanoseconds)
        buffer.usage(27, usage)
        buffer.integer(28, (isEstimated ? Self.estimated : 0) | (isDelivered ? Self.delivered : 0))
        buffer.optional(29, cost)
        buffer.text(30, priceVersion)
        buffer.text(31, detail)
    }

    init(from reader: inout FieldReader) throws(RecordFault) {
        self.init(
            request: "", number: 0, reason: "", target: "", model: "", outcome: "", failure: nil, duration: .zero,
            detail: "")
        while let (number, value) = try reader.next() {
            if number <= 16 {
                try takeIdentity(number, value, reader)
            } else {
                try takeOutcome(number, value, reader)
            }
        }
        guard !request.isEmpty else { throw RecordFault("an attempt without a request") }
    }

    private mutating func takeIdentity(
        _ number: Int, _ value: FieldReader.Value, _ reader: FieldReader
    ) throws(RecordFault) {
        switch number {
        case 1: request = try reader.text(value)
        case 2: self.number = try reader.integer(value)
        case 3: reason = try reader.text(value)
        case 4: time = try reader.long(value)
        case 5: key = try reader.text(value)
        case 6: team = try reader.text(value)
        case 7: tags.append(try reader.text(value))
        case 8: route = try reader.text(value)
        case 9: operation = Operation(recorded: try reader.text(value))
        case 10: target = try reader.text(value)
        case 11: vendor = try reader.text(value)
        case 12: account = try reader.text(value)
        case 13: cloud = try reader.text(value)
        case 14: region = try reader.text(value)
        case 15: lineage = try reader.text(value)
        case 16: model = try reader.text(value)
        default: break
        }
    }

    private mutating func takeOutcome(
        _ number: Int, _ value: FieldReader.Value, _ reader: FieldReader
    ) throws(RecordFault) {
        switch number {
        case 17: outcome = try reader.text(value)
        case 18: failure = FailureClass(rawValue: try reader.text(value)) ?? .unprepared
        case 19: status = try reader.integer(value)
        case 20: sentAfter = try reader.span(value)
        case 21: firstOutputAfter = try reader.span(value)
        case 22: duration = try reader.span(value)
        case 23: bytesSent = try reader.integer(value)
        case 24: bytesReceived = try reader.integer(value)
        case 25: providerRequest = try reader.text(value)
        case 26: retryAfter = try reader.span(value)
        case 27: usage = try reader.usage(value)
        case 28:
            let flags = try reader.integer(value)
            isEstimated = flags & Self.estimated != 0
            isDelivered = flags & Self.delivered != 0
        case 29: cost = try reader.integer(value)
        case 30: priceVersion = try reader.text(value)
        case 31: detail = try reader.text(value)
        default: break
        }
    }
}
