public import PlanBVocabulary

/// What the name of a model tells, where nothing else is known of it. From `Catalog`.
public enum ModelNames {
    /// The vendor that owns `model`, or nil if nobody in particular does (open-weights names, for example). Used where a
    /// target forwards the name as asked (it has no `model:`): a name of one vendor is never sent to another.
    public static func vendor(of model: String) -> String? {
        for (prefix, vendor) in owners where model.hasPrefix(prefix) { return vendor.isEmpty ? nil : vendor }
        return nil
    }

    /// How long the model called `name` thinks before it answers: its silence is no failure. A target's contract,
    /// `reasoning`, says more about it than a name.
    public static func thinking(_ name: String) -> Thinking {
        for (prefix, thinking) in thinkers where name.hasPrefix(prefix) { return thinking }
        return .none
    }

    private static let owners = pairs(UInt8(ascii: "N")) { $0 }
    private static let thinkers = pairs(UInt8(ascii: "T")) { Thinking(rawValue: $0) ?? .none }

    /// The longest prefix comes first: it is the most specific one.
    private static func pairs<Value>(_ kind: UInt8, _ value: (String) -> Value) -> [(String, Value)] {
        var pairs: [(String, Value)] = []
        for text in CatalogData.vendors {
            CatalogText(text).lines(kind) { fields in
                if fields.count == 3 {
                    pairs.append((CatalogText.string(fields[1]), value(CatalogText.string(fields[2]))))
                }
            }
        }
        return pairs.sorted { $0.0.utf8.count > $1.0.utf8.count }
    }
}
