/// Words that a provider chooses and people read: codes, content types, encodings. In their place anything can come, also
/// what is meant for the reader's terminal or browser.
enum PlainWord {
    /// `text` if it is one short word of ASCII letters, digits and `-._+/`; else nil.
    static func read(_ text: some StringProtocol) -> String? {
        (1...80).contains(text.utf8.count) && text.utf8.allSatisfy(isPlain) ? String(text) : nil
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: "-._+/".utf8.contains(byte)
        }
    }
}
