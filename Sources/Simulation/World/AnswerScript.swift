import NIOCore
import PlanBVocabulary

/// One answer as it will arrive: the bytes, when each piece of them comes, and how it ends.
struct AnswerScript {
    /// Bytes up to `end` have arrived at `due`.
    struct Piece {
        var due: Instant
        var end: Int
    }

    /// What is true once the bytes up to `end` have arrived.
    struct Mark {
        var end: Int
        /// So much text is complete.
        var text: Int
        var isFinished: Bool
        var isBroken: Bool
    }

    enum Ending {
        case clean
        case reset
        case silence
    }

    var status = 200
    var head = CannedHead.json
    /// Seconds that the sender is asked to wait, in the place of what `head` says.
    var seconds: Int?
    var body = ByteBuffer()
    var pieces: [Piece] = []
    var marks: [Mark] = []
    var ending = Ending.clean
    /// When the end is there.
    var endDue = Instant(nanoseconds: 0)

    /// What the sender is asked to wait, in milliseconds.
    var wait: Int? { seconds.map { $0 * 1000 } ?? head.wait }

    /// Something that is the same for everything written so far.
    mutating func mark(text: Int, isFinished: Bool = false, isBroken: Bool = false) {
        marks.append(Mark(end: body.writerIndex, text: text, isFinished: isFinished, isBroken: isBroken))
    }

    mutating func piece(_ due: Instant) {
        if let last = pieces.last, last.end == body.writerIndex { return }
        pieces.append(Piece(due: due, end: body.writerIndex))
    }
}
