/// Users, queries and fragments of URLs: what identifies somebody, or opens something, stands there.
struct URLFinder: RedactionFinder {
    func look(_ bytes: [UInt8], at: Int, floor: Int) -> RedactionFinding {
        guard bytes[at] == 0x3A, bytes.has([0x3A, 0x2F, 0x2F], at: at), at > floor, bytes[at - 1].isAlphanumeric else {
            return .nothing
        }
        let start = at + 3
        let end = bytes.end(of: { !$0.isSpace && !$0.isOne(of: "\"'<>`{}\\") }, from: start)
        let path = bytes.end(of: { !$0.isOne(of: "?#") }, from: start, limit: end - start)
        let left = withoutUsers(bytes, start..<path)
        return left.count == end - start ? .nothing(next: end) : .found(start..<end, mark: left)
    }

    /// An authority, a path, and whatever other URLs stand in it.
    private func withoutUsers(_ bytes: [UInt8], _ range: Range<Int>) -> [UInt8] {
        var left: [UInt8] = []
        var at = range.lowerBound
        while at < range.upperBound {
            let end = bytes.end(of: { $0 != 0x2F }, from: at, limit: range.upperBound - at)
            at = bytes[at..<end].lastIndex(of: 0x40).map { $0 + 1 } ?? at
            // On to the next authority.
            while at < range.upperBound {
                left.append(bytes[at])
                at += 1
                if at >= end, at - 3 >= range.lowerBound, bytes.has([0x3A, 0x2F, 0x2F], at: at - 3) { break }
            }
        }
        return left
    }
}

/// Mail addresses, of any alphabet.
struct MailFinder: RedactionFinder {
    func look(_ bytes: [UInt8], at: Int, floor: Int) -> RedactionFinding {
        guard bytes[at] == 0x40 else { return .nothing }
        var start = at
        while start > floor, Self.isLocal(bytes[start - 1]) { start -= 1 }
        var end = bytes.end(of: Self.isDomain, from: at + 1)
        guard start < at else { return .nothing }
        // Behind the last label of two bytes or more, something else may follow: the end of a sentence.
        while true {
            while end > at + 1, bytes[end - 1].isOne(of: ".-") { end -= 1 }
            guard let dot = bytes[(at + 1)..<end].lastIndex(of: 0x2E), dot > at + 1 else { return .nothing }
            if end - dot > 2 { return .found(start..<end, mark: Mark.mail) }
            end = dot
        }
    }

    private static func isLocal(_ byte: UInt8) -> Bool {
        byte >= 0x80 || byte.isAlphanumeric || byte.isOne(of: "!#$%&'*+-./=?^_`{|}~")
    }

    private static func isDomain(_ byte: UInt8) -> Bool {
        byte >= 0x80 || byte.isAlphanumeric || byte == 0x2E || byte == 0x2D
    }
}

/// Numbers of bank accounts (ISO 13616), with the check of their two digits, also in groups of four.
struct IBANFinder: RedactionFinder {
    private static let lengths = 15...34

    func look(_ bytes: [UInt8], at: Int, floor: Int) -> RedactionFinding {
        guard at + 4 <= bytes.count, bytes[at].isLetter, bytes[at + 1].isLetter, bytes[at + 2].isDigit,
            bytes[at + 3].isDigit
        else { return .nothing }
        // The characters, and where each ends; single spaces between them do not count.
        var characters: [UInt8] = []
        var ends: [Int] = []
        var index = at
        while index < bytes.count, characters.count < Self.lengths.upperBound {
            if bytes[index].isAlphanumeric {
                characters.append(bytes[index].lowered)
                ends.append(index + 1)
            } else if bytes[index] != 0x20 || bytes[index - 1] == 0x20 {
                break
            }
            index += 1
        }
        for length in Self.lengths.reversed() where length <= characters.count && Self.isValid(characters[..<length]) {
            return .found(at..<ends[length - 1], mark: Mark.iban)
        }
        return .nothing
    }

    /// The first four go to the end, letters are 10 to 35, and the number is 1 modulo 97.
    private static func isValid(_ characters: ArraySlice<UInt8>) -> Bool {
        var rest = 0
        for character in characters.dropFirst(4) + characters.prefix(4) {
            rest =
                character.isDigit
                ? (rest * 10 + Int(character - 0x30)) % 97 : (rest * 100 + Int(character - 0x61) + 10) % 97
        }
        return rest == 1
    }
}

/// Addresses of hosts: IPv4, IPv6 and those of network cards.
struct AddressFinder: RedactionFinder {
    func look(_ bytes: [UInt8], at: Int, floor: Int) -> RedactionFinding {
        let byte = bytes[at]
        guard byte.isHex || byte == 0x3A else { return .nothing }
        let previous = at > floor ? bytes[at - 1] : 0x20
        let isInside = previous == 0x2E && at > floor + 1 && bytes[at - 2].isDigit
        if byte.isDigit, !previous.isDigit, !isInside {
            let found = dotted(bytes, at)
            if case .found = found { return found }
        }
        guard !previous.isHex, previous != 0x3A else { return .nothing }
        return colons(bytes, at, isWordStart: !previous.isAlphanumeric && previous != 0x5F)
    }

    /// Four groups of digits, or more: a version of four parts is taken for an address.
    private func dotted(_ bytes: [UInt8], _ at: Int) -> RedactionFinding {
        var end = bytes.end(of: { $0.isDigit || $0 == 0x2E }, from: at)
        while end > at, bytes[end - 1] == 0x2E { end -= 1 }
        let groups = bytes[at..<end].split(separator: 0x2E, omittingEmptySubsequences: true).count
        return groups >= 4 ? .found(at..<end, mark: Mark.address) : .nothing
    }

    private func colons(_ bytes: [UInt8], _ at: Int, isWordStart: Bool) -> RedactionFinding {
        let end = bytes.end(of: { $0.isHex || $0 == 0x3A }, from: at)
        var colons = 0
        var isShort = false
        for index in at..<end where bytes[index] == 0x3A {
            colons += 1
            isShort = isShort || (index > at && bytes[index - 1] == 0x3A)
        }
        let digits = bytes[at..<end].count { $0.isHex }
        guard digits >= 3, colons >= 4 || (isShort && (isWordStart || colons >= 3)),
            bytes[at..<end].contains(where: \.isDigit)
        else { return .nothing }
        return .found(at..<end, mark: Mark.address)
    }
}

/// Numbers of cards and phones, and others that are long.
struct NumberFinder: RedactionFinder {
    /// From so many digits on, whatever the number is.
    private static let long = 9

    func look(_ bytes: [UInt8], at: Int, floor: Int) -> RedactionFinding {
        let isPlus = bytes[at] == 0x2B && at + 1 < bytes.count && bytes[at + 1].isDigit
        guard bytes[at].isDigit || isPlus else { return .nothing }
        if let end = date(bytes, at) { return .nothing(next: end) }
        let end = end(bytes, from: isPlus ? at + 1 : at)
        var digits: [UInt8] = []
        // Single digits with something between them are a list rather than a number.
        var inGroups = 0
        var group = 0
        for index in at...end {
            if index < end, bytes[index].isDigit {
                digits.append(bytes[index] - 0x30)
                group += 1
            } else {
                if group > 1 { inGroups += group }
                group = 0
            }
        }
        let isAbroad = isPlus || digits.starts(with: [0, 0])
        guard inGroups >= Self.long || (isAbroad && digits.count >= 7 && digits.count <= 17) else {
            return .nothing(next: end)
        }
        if (13...19).contains(digits.count), isCard(digits) { return .found(at..<end, mark: Mark.card) }
        let hasGaps = digits.count < end - at
        return .found(at..<end, mark: (hasGaps && digits.count <= 15) ? Mark.phone : Mark.number)
    }

    /// Digits, with at most two signs between one and the next.
    private func end(_ bytes: [UInt8], from start: Int) -> Int {
        var end = start
        while end < bytes.count, bytes[end].isDigit {
            end = bytes.end(of: \.isDigit, from: end)
            if date(bytes, end + 1) != nil { break }
            let gap = bytes.end(of: { $0.isOne(of: " -./()") }, from: end, limit: 3)
            guard gap - end <= 2, gap < bytes.count, bytes[gap].isDigit else { break }
            end = gap
        }
        return end
    }

    /// The end of `2026-11-22`, which is a number of nobody.
    private func date(_ bytes: [UInt8], _ at: Int) -> Int? {
        guard at >= 0, at + 10 <= bytes.count, bytes[at] == 0x31 || bytes[at] == 0x32,
            at == 0 || !bytes[at - 1].isDigit,
            at + 10 == bytes.count || !bytes[at + 10].isDigit
        else { return nil }
        for offset in 0..<10 {
            let isDash = offset == 4 || offset == 7
            guard isDash ? bytes[at + offset] == 0x2D : bytes[at + offset].isDigit else { return nil }
        }
        guard bytes[at + 5] <= 0x31, bytes[at + 8] <= 0x33 else { return nil }
        return at + 10
    }

    /// The check digit of Luhn (ISO/IEC 7812-1).
    private func isCard(_ digits: [UInt8]) -> Bool {
        var sum = 0
        for (place, digit) in digits.reversed().enumerated() {
            let value = Int(digit) * (place % 2 == 1 ? 2 : 1)
            sum += value > 9 ? value - 9 : value
        }
        return sum % 10 == 0
    }
}
