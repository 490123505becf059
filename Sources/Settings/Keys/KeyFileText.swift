import PlanBEngine

/// The text of a `keys.yaml`, edited in place so that comments and order survive.
struct KeyFileText {
    /// The file's lines, without their line breaks (a carriage return stays).
    private let lines: [String]
    /// Its keys, in order.
    let drafts: [KeyDraft]

    /// Throws if the file is not a valid list of keys.
    init(_ text: String, shown: String) throws(KeyStoreFailure) {
        lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { String($0) ?? "" }
        let findings = Findings()
        var reader = TreeReader(text, file: shown, findings: findings)
        drafts = (reader?.read()).map { KeyBuilder(findings: findings).build($0) } ?? []
        if let first = findings.sortedErrors.first { throw KeyStoreFailure(first.description) }
    }

    /// The text with a new item at the end.
    func appending(_ item: [String]) -> String {
        var body = lines
        while body.last?.allSatisfy(\.isWhitespace) == true { body.removeLast() }
        // An empty list can only be replaced.
        if drafts.isEmpty { body.removeAll { $0.trimmedBlanks == "[]" } }
        let indent = String(repeating: " ", count: drafts.last.flatMap(start(of:))?.indent ?? 0)
        body += item.enumerated().map { indent + ($0.offset == 0 ? "- " : "  ") + $0.element }
        return body.joined(separator: "\n") + "\n"
    }

    /// The text with another hash for a key. `former`: until when the hash that it had is accepted as well; nil: no longer.
    func replacingHash(of draft: KeyDraft, with hash: String, former: Int64? = nil) -> String {
        var body = lines
        let (line, old) = (draft.hashPlace.line - 1, KeyHash.text(draft.key.mac))
        guard body.indices.contains(line) else { return body.joined(separator: "\n") }
        let scalars = Array(body[line].unicodeScalars)
        let head = String(String.UnicodeScalarView(scalars.prefix(draft.hashPlace.column - 1)))
        let tail = String(body[line].unicodeScalars.dropFirst(draft.hashPlace.column - 1))
        let quote = tail.hasPrefix("\"") || tail.hasPrefix("'") ? 1 : 0
        guard tail.dropFirst(quote).hasPrefix(old) else { return body.joined(separator: "\n") }
        body[line] = head + tail.prefix(quote) + hash + tail.dropFirst(quote + old.utf8.count)
        guard let range = range(of: draft) else { return body.joined(separator: "\n") }
        let indent = String(repeating: " ", count: (start(of: draft)?.indent ?? 0) + 2)
        if let former {
            body.insert("\(indent)former: {hash: \(old), until: \"\(TimestampText.text(former))\"}", at: line + 1)
        }
        // One that was there before is done with, whatever its time.
        for other in range.reversed() where lines[other].trimmedBlanks.hasPrefix("former:") {
            body.remove(at: other > line && former != nil ? other + 1 : other)
        }
        return body.joined(separator: "\n")
    }

    /// The text without a key.
    func removing(_ draft: KeyDraft) -> String {
        guard let range = range(of: draft) else { return lines.joined(separator: "\n") }
        return (lines[..<range.lowerBound] + lines[range.upperBound...]).joined(separator: "\n")
    }

    /// The lines of a key's item; nil if it is not on lines of its own.
    private func range(of draft: KeyDraft) -> Range<Int>? {
        guard let first = start(of: draft)?.line else { return nil }
        let following = drafts.compactMap { start(of: $0)?.line }.filter { $0 > first }.min()
        var end = following ?? lines.count
        // Comments before the next key are about that one, and those at the end about the file.
        while end > first + 1, lines[end - 1].trimmedBlanks.isEmpty || lines[end - 1].trimmedBlanks.hasPrefix("#") {
            end -= 1
        }
        return first..<end
    }

    /// The line, from 0, and the indentation of the dash of a key's item; nil if it is not on a line of its own.
    private func start(of draft: KeyDraft) -> (line: Int, indent: Int)? {
        var line = draft.place.line - 1
        guard lines.indices.contains(line) else { return nil }
        while line > 0, !lines[line].trimmedBlanks.hasPrefix("-") { line -= 1 }
        let indent = lines[line].prefix { $0 == " " }.count
        return lines[line].dropFirst(indent).hasPrefix("-") ? (line, indent) : nil
    }
}

extension String {
    /// Without blanks at both ends.
    fileprivate var trimmedBlanks: Substring {
        let start = drop(while: \.isWhitespace)
        return start[..<(start.lastIndex { !$0.isWhitespace }.map(start.index(after:)) ?? start.startIndex)]
    }
}
