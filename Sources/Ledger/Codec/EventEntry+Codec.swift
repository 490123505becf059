extension EventEntry {
    func encode(into buffer: inout RecordBuffer) {
        buffer.integer(1, time)
        buffer.text(2, kind)
        buffer.text(3, subject)
        buffer.text(4, detail)
    }

    init(from reader: inout FieldReader) throws(RecordFault) {
        self.init(time: 0, kind: "", detail: "")
        while let (number, value) = try reader.next() {
            switch number {
            case 1: time = try reader.long(value)
            case 2: kind = try reader.text(value)
            case 3: subject = try reader.text(value)
            case 4: detail = try reader.text(value)
            default: break
            }
        }
    }
}
