extension OpenEntry {
    func encode(into buffer: inout RecordBuffer) {
        buffer.text(1, request)
        buffer.integer(2, number)
        buffer.text(3, reason)
        buffer.integer(4, time)
        buffer.integer(5, expires)
        buffer.text(6, key)
        buffer.text(7, team)
        buffer.text(8, route)
        buffer.text(9, operation)
        buffer.text(10, asked)
        buffer.text(11, target)
        buffer.text(12, vendor)
        buffer.text(13, model)
        buffer.integer(14, promptTokens)
        buffer.optional(15, expected)
        for hold in holds.prefix(RecordBuffer.longestList) {
            buffer.group(16) { hold.encode(into: &$0) }
        }
    }

    init(from reader: inout FieldReader) throws(RecordFault) {
        self.init(
            request: "", number: 0, reason: "", time: 0, expires: 0, key: "", route: "", operation: "", asked: "",
            target: "", vendor: "", model: "", promptTokens: 0)
        while let (number, value) = try reader.next() {
            switch number {
            case 1: request = try reader.text(value)
            case 2: self.number = try reader.integer(value)
            case 3: reason = try reader.text(value)
            case 4: time = try reader.long(value)
            case 5: expires = try reader.long(value)
            case 6: key = try reader.text(value)
            case 7: team = try reader.text(value)
            case 8: route = try reader.text(value)
            case 9: operation = try reader.text(value)
            case 10: asked = try reader.text(value)
            case 11: target = try reader.text(value)
            case 12: vendor = try reader.text(value)
            case 13: model = try reader.text(value)
            case 14: promptTokens = try reader.integer(value)
            case 15: expected = try reader.integer(value)
            case 16:
                var fields = try reader.fields(value)
                holds.append(try Hold(from: &fields))
            default: break
            }
        }
    }
}

extension OpenEntry.Hold {
    fileprivate func encode(into buffer: inout RecordBuffer) {
        buffer.text(1, account)
        buffer.integer(2, period)
        buffer.integer(3, amount)
    }

    fileprivate init(from reader: inout FieldReader) throws(RecordFault) {
        self.init(account: "", period: 0, amount: 0)
        while let (number, value) = try reader.next() {
            switch number {
            case 1: account = try reader.text(value)
            case 2: period = try reader.long(value)
            case 3: amount = try reader.integer(value)
            default: break
            }
        }
    }
}
