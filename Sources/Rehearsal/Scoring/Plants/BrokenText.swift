import PlanBEngine
import PlanBStatistics
import PlanBWire

/// Text made bad. It knows none of the rules that find it.
enum BrokenText {
    /// JSON that is none, or, where a schema is there to be broken, with its members renamed.
    static func json(_ text: String, _ asked: AskedFor, using chance: inout some RandomNumberGenerator) -> String {
        switch chance.below(3) {
        case 0: return String(text.dropLast())
        case 1: return "Here is the JSON you asked for:\n```json\n" + text + "\n```"
        default:
            // Where no member has to be there any object will do, so that only what is no JSON at all is wrong.
            return asked.schema?.contains("\"required\"") == true ? #"{"result":"# + text + "}" : "[" + text
        }
    }

    /// A text in which something went wrong after a while.
    static func gibberish(_ text: String, using chance: inout some RandomNumberGenerator) -> String {
        let kept = String(text.prefix(text.count / 2))
        switch chance.below(4) {
        case 0: return kept + String(repeating: "\u{FFFD}", count: 4 + chance.below(20))
        case 1: return kept + String(repeating: " the", count: 40 + chance.below(200))
        case 2: return kept + "<|im_end|>\n<|im_start|>assistant\n" + kept
        default:
            let letters = Array("bcdfghjklmnpqrstvwxz")
            let words = (0..<60).map { _ in
                String((0..<(6 + chance.below(6))).map { _ in letters[chance.below(letters.count)] })
            }
            return words.joined(separator: " ")
        }
    }
}
