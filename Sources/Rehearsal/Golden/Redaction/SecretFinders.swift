/// Keys and certificates in PEM (RFC 7468): from `-----BEGIN` to behind `-----END …-----`, or to the end of the text.
struct PEMFinder: RedactionFinder {
    private static let begin = Array("-----begin ".utf8)
    private static let end = Array("-----end ".utf8)
    private static let dashes = Array("-----".utf8)

    func look(_ bytes: [UInt8], at: Int, floor: Int) -> RedactionFinding {
        guard bytes[at] == 0x2D, bytes.has(Self.begin, at: at) else { return .nothing }
        var index = at + Self.begin.count
        while index < bytes.count, !(bytes[index] == 0x2D && bytes.has(Self.end, at: index)) { index += 1 }
        if index < bytes.count {
            index += Self.end.count
            while index < bytes.count, bytes[index] != 0x0A, !bytes.has(Self.dashes, at: index) { index += 1 }
            index = Swift.min(bytes.count, bytes.has(Self.dashes, at: index) ? index + Self.dashes.count : index)
        }
        return .found(at..<index, mark: Mark.secret)
    }
}

/// What stands behind `password:`, `"api_key": "`, `token=`, `Authorization:` and the like, and behind `Bearer`.
struct AssignmentFinder: RedactionFinder {
    private static let words = [
        "password", "passwort", "kennwort", "passwd", "pwd", "passphrase", "secret", "token", "api_key", "apikey",
        "api-key", "access_key", "access-key", "accesskey", "private_key", "privatekey", "account_key", "accountkey",
        "credential", "credentials", "signature", "session_id", "sessionid",
    ].map { Array($0.utf8) }
    /// Their value is the rest of the line.
    private static let fields = ["authorization", "cookie"].map { Array($0.utf8) }
    private static let schemes = ["bearer", "basic"].map { Array($0.utf8) }
    private static let longest = 64

    func look(_ bytes: [UInt8], at: Int, floor: Int) -> RedactionFinding {
        guard Self.isWord(bytes[at]), at == floor || at == 0 || !Self.isWord(bytes[at - 1]) else { return .nothing }
        let end = bytes.end(of: Self.isWord, from: at)
        let isField = Self.ends(bytes, at..<end, with: Self.fields)
        if isField || Self.ends(bytes, at..<end, with: Self.words), let value = Self.value(bytes, end, isField) {
            return value.isEmpty ? .nothing(next: end) : .found(value, mark: Mark.secret)
        }
        if Self.ends(bytes, at..<end, with: Self.schemes), let value = Self.credential(bytes, behind: end) {
            return .found(value, mark: Mark.secret)
        }
        return .nothing(next: end)
    }

    private static func isWord(_ byte: UInt8) -> Bool { byte.isAlphanumeric || byte == 0x5F || byte == 0x2D }

    private static func ends(_ bytes: [UInt8], _ run: Range<Int>, with words: [[UInt8]]) -> Bool {
        words.contains { $0.count <= run.count && bytes.has($0, at: run.upperBound - $0.count) }
    }

    /// What is assigned behind `end`; nil: nothing is.
    private static func value(_ bytes: [UInt8], _ end: Int, _ isField: Bool) -> Range<Int>? {
        let isGap: (UInt8) -> Bool = { $0.isOne(of: " \t\"'\\`]") }
        var index = bytes.end(of: isGap, from: end, limit: 8)
        guard index < bytes.count, bytes[index].isOne(of: ":=") else { return nil }
        index = bytes.end(of: { $0.isOne(of: ":=>") }, from: index, limit: 3)
        index = bytes.end(of: { $0.isOne(of: " \t") }, from: index, limit: 8)
        let opening = index
        index = bytes.end(of: { $0.isOne(of: "\"'\\`") }, from: index, limit: 4)
        let isQuoted = index > opening
        let stop: (UInt8) -> Bool =
            if isQuoted || isField {
                { !$0.isOne(of: "\"'\\`\n\r") }
            } else {
                { !$0.isSpace && !$0.isOne(of: "\"'`,;&)}]") || $0 == 0x5D }
            }
        var last = bytes.end(of: stop, from: index)
        // A bracket that closes something else does not belong to the value, but the one of a mark does.
        if !isQuoted, !isField, !bytes[index..<last].contains(0x5B) {
            while last > index, bytes[last - 1] == 0x5D { last -= 1 }
        }
        return index..<last
    }

    /// At least 8 characters that are not a plain word.
    private static func credential(_ bytes: [UInt8], behind end: Int) -> Range<Int>? {
        let start = bytes.end(of: { $0.isOne(of: " \t") }, from: end, limit: 4)
        guard start > end else { return nil }
        let last = bytes.end(of: { $0.isAlphanumeric || $0.isOne(of: "-._~+/=") }, from: start)
        let isWord = bytes[start..<last].allSatisfy { $0.isLetter || $0 == 0x2E }
        return last - start >= 8 && !(isWord && last - start < 24) ? start..<last : nil
    }
}

/// Keys whose beginning tells what they are, wherever they stand.
struct KeyFinder: RedactionFinder {
    private static let prefixes = [
        "planb_", "sk-", "sk_live_", "sk_test_", "rk_live_", "rk_test_", "pk_live_", "ghp_", "gho_", "ghu_", "ghs_",
        "ghr_", "github_pat_", "glpat-", "xoxa-",
        "xoxb-", "xoxp-", "xoxr-", "xoxs-", "xapp-", "AKIA", "ASIA", "AIza", "ya29.", "hf_", "gsk_", "xai-", "r8_",
        "pplx-",
        "fw_", "npm_", "pypi-", "dop_v1_", "SG.", "shpat_", "nvapi-", "tgp_v1_", "csk-", "eyJ", "whsec_", "ABSK",
    ].map { Array($0.utf8) }
    /// Which bytes a key begins with.
    private static let firsts: [Bool] = {
        var firsts = [Bool](repeating: false, count: 256)
        for prefix in prefixes { firsts[Int(prefix[0])] = true }
        return firsts
    }()
    private static let least = 16
    private static let looked = 64

    func look(_ bytes: [UInt8], at: Int, floor: Int) -> RedactionFinding {
        guard Self.firsts[Int(bytes[at])],
            let prefix = Self.prefixes.first(where: { bytes[at...].starts(with: $0) })
        else { return .nothing }
        let start = at + prefix.count
        // A look of bounded length, as the next place may begin a key, too.
        let end = bytes.end(of: Self.isKey, from: start, limit: Self.looked)
        guard end - start >= Self.least, bytes[start..<end].contains(where: { $0.isDigit || $0.isUpper }) else {
            return .nothing
        }
        return .found(at..<bytes.end(of: Self.isKey, from: end), mark: Mark.secret)
    }

    /// Base 64 of both kinds, and the dots of a JWT.
    private static func isKey(_ byte: UInt8) -> Bool { byte.isAlphanumeric || byte.isOne(of: "-_.+/=") }
}

/// Long runs that nobody has typed: base 64, hexadecimal.
struct ChanceFinder: RedactionFinder {
    private static let least = 32

    func look(_ bytes: [UInt8], at: Int, floor: Int) -> RedactionFinding {
        guard Self.isPart(bytes[at]) else { return .nothing }
        let end = bytes.end(of: Self.isPart, from: at)
        let run = bytes[at..<end]
        guard run.count >= Self.least else { return .nothing(next: end) }
        var digits = 0
        var isMixed = (upper: false, lower: false)
        var isHex = true
        for byte in run {
            if byte.isDigit { digits += 1 }
            isMixed.upper = isMixed.upper || byte.isUpper
            isMixed.lower = isMixed.lower || byte.isLower
            isHex = isHex && (byte.isHex || byte == 0x2D)
        }
        guard digits > 0, isHex || isMixed == (true, true) else { return .nothing(next: end) }
        return .found(at..<end, mark: Mark.secret)
    }

    private static func isPart(_ byte: UInt8) -> Bool { byte.isAlphanumeric || byte.isOne(of: "-_+/=") }
}

/// What stands in the place of what was taken out. None is longer than the shortest thing that it stands for.
enum Mark {
    static let secret = Array("[secret]".utf8)
    static let mail = Array("[mail]".utf8)
    static let iban = Array("[iban]".utf8)
    static let card = Array("[card]".utf8)
    static let phone = Array("[phone]".utf8)
    static let number = Array("[number]".utf8)
    static let address = Array("[ip]".utf8)
}
