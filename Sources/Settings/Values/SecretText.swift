/// A reference to a secret as it is written: `file:/run/secrets/openai`, `env:OPENAI_API_KEY`, `credential:openai`.
enum SecretText: Equatable {
    /// A file, relative to the configuration file unless absolute.
    case file(String)
    /// A variable of the environment.
    case environment(String)
    /// A file in `$CREDENTIALS_DIRECTORY`: a systemd credential.
    case credential(String)
    /// The caller's own credential.
    case client

    /// ECMA-262, for the JSON Schema.
    static let pattern = "^(file:.+|env:[A-Za-z_][A-Za-z0-9_]*|credential:[^/]+|client)$"

    /// Problems never repeat the text: whatever is not a reference may be the secret itself.
    static func parse(_ text: String) throws(ValueProblem) -> SecretText {
        if text == "client" { return .client }
        guard text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
            throw ValueProblem("a reference to a secret must not have control characters")
        }
        if let path = rest(of: text, after: "file:") {
            guard !path.isEmpty else { throw ValueProblem("file: needs a path") }
            return .file(path)
        }
        if let name = rest(of: text, after: "env:") {
            guard let first = name.utf8.first, !(first >= 0x30 && first <= 0x39), name.utf8.allSatisfy(isNameByte)
            else {
                throw ValueProblem(
                    "env: needs the name of a variable, of letters, digits and underscores",
                    hint: "write env:OPENAI_API_KEY, for example")
            }
            return .environment(name)
        }
        if let name = rest(of: text, after: "credential:") {
            guard !name.isEmpty, name != ".", name != "..", !name.contains("/") else {
                throw ValueProblem("credential: needs the name of a systemd credential, without a slash")
            }
            return .credential(name)
        }
        throw ValueProblem(
            "a secret is never written into the file itself",
            hint: "write env:NAME, file:PATH or credential:NAME; a key that stood here should be replaced by a new one")
    }

    private static func rest(of text: String, after prefix: String) -> String? {
        text.hasPrefix(prefix) ? String(text.dropFirst(prefix.utf8.count)) : nil
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        (byte >= 0x30 && byte <= 0x39) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || byte == UInt8(ascii: "_")
    }
}
