import PlanBVocabulary

extension RecordBuffer {
    /// Tokens by kind; left out if nil.
    mutating func usage(_ number: Int, _ usage: Usage?) {
        guard let usage else { return }
        group(number) { fields in
            fields.integer(1, usage.input)
            fields.integer(2, usage.output)
            fields.integer(3, usage.cachedInput)
            fields.integer(4, usage.reasoning)
            fields.integer(5, usage.writtenInput)
        }
    }
}

extension FieldReader {
    func usage(_ value: Value) throws(RecordFault) -> Usage {
        var reader = try fields(value)
        var usage = Usage(input: 0, output: 0)
        while let (number, value) = try reader.next() {
            switch number {
            case 1: usage.input = try reader.integer(value)
            case 2: usage.output = try reader.integer(value)
            case 3: usage.cachedInput = try reader.integer(value)
            case 4: usage.reasoning = try reader.integer(value)
            case 5: usage.writtenInput = try reader.integer(value)
            default: break
            }
        }
        return usage
    }

    func span(_ value: Value) throws(RecordFault) -> Instant.Span { Instant.Span(nanoseconds: try long(value)) }
}

extension Operation {
    /// The operation of that name; a newer build's is one of those that this build only forwards.
    init(recorded name: String) { self = Operation(rawValue: name) ?? .passthrough }
}
