import NIOCore
import PlanBLedger
import PlanBWire

/// A notice as the JSON body of a webhook. `text` is what chats show that know nothing of the rest.
enum NoticeText {
    /// Names that a message of many lists.
    private static let mostSubjects = 200
    private static let harmless: [Character: Character] = ["<": "‹", ">": "›", "&": "+"]
    /// Longer lines are cut. In characters.
    private static let longest = 1000

    /// - Parameters:
    ///   - node: the gateway's name in the ledger.
    ///   - leftOut: messages to this webhook that were dropped since the gateway began.
    static func json(_ notice: Notice, node: String, leftOut: Int) -> String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("kind", notice.kind.rawValue)
        writer.member("subject", subject(notice))
        writer.member("detail", clean(notice.detail))
        writer.member("time", LedgerTime.text(milliseconds: notice.time))
        writer.member("since", LedgerTime.text(milliseconds: notice.since))
        writer.member("node", node)
        writer.member("severity", notice.severity.rawValue)
        writer.member("resolved", notice.isResolved)
        if notice.subjects.count > 1 {
            writer.member("count", notice.subjects.count)
            writer.key("subjects")
            writer.beginArray()
            for subject in notice.subjects.prefix(mostSubjects) { writer.string(clean(subject)) }
            writer.endArray()
        }
        if leftOut > 0 { writer.member("left_out", leftOut) }
        writer.member("text", line(notice, node: node, leftOut: leftOut))
        writer.endObject()
        return String(buffer: writer.buffer)
    }

    private static func subject(_ notice: Notice) -> String {
        notice.subjects.count > 1 ? notice.kind.plural(notice.subjects.count) : clean(notice.subjects.first ?? "")
    }

    /// One line for chats. Angle brackets and ampersands mean something there: links, and the calling of everybody.
    private static func line(_ notice: Notice, node: String, leftOut: Int) -> String {
        let state = notice.isResolved ? "resolved" : notice.severity.rawValue
        let span = notice.isResolved ? " It was the case for \(duration(notice.time - notice.since))." : ""
        let more = leftOut > 0 ? " Messages that were dropped before: \(leftOut)." : ""
        let line =
            "Plan B \(state): \(notice.kind.rawValue) \(subject(notice)): \(clean(notice.detail)).\(span)\(more) (node \(node))"
        return String(line.map { harmless[$0] ?? $0 })
    }

    private static func duration(_ milliseconds: Int64) -> String {
        let seconds = max(0, milliseconds / 1000)
        switch seconds {
        case ..<120: return "\(seconds) s"
        case ..<7200: return "\(seconds / 60) min"
        default: return "\(seconds / 3600) h"
        }
    }

    /// One line, without characters that control a terminal or the direction of writing.
    private static func clean(_ text: String) -> String {
        let scalars = text.unicodeScalars.prefix(longest).map { scalar -> Character in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: " "
            default: Character(scalar)
            }
        }
        return String(scalars)
    }
}
