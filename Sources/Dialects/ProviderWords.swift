public import NIOCore
import PlanBWire

/// What a provider says about a request that it refuses, for a client of another dialect.
public enum ProviderWords {
    /// The longest that is told.
    private static let longest = 500

    /// The message in `body`, on one line and cut; nil if there is none. Only for answers about the request: those about
    /// credentials and quotas are the operator's affair.
    public static func read(_ body: ByteBuffer) -> String? {
        guard var root = try? JSONNode(reading: body) else { return nil }
        if let first = root[0] { root = first }
        let error = root["error"] ?? root
        guard let text = error["message"]?.string ?? root["message"]?.string ?? error.string ?? root["detail"]?.string
        else { return nil }
        let line = text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }
        var words = String(String.UnicodeScalarView(line.prefix(longest)))
        while let last = words.last, last == " " || last == "." { words.removeLast() }
        return words.isEmpty ? nil : words
    }
}
