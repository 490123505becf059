/// What to do about a key that an object does not have.
enum KeyAdvice {
    static func hint(for key: String, in object: ObjectShape) -> String? {
        if let advice = object.mistaken[key] { return advice }
        let near = Echo.suggestion(for: key, among: object.usableNames)
        // What is spelt right stands in the wrong place.
        let others = homes(of: key)
        guard !others.isEmpty, near?.hasPrefix("did you mean") != true else { return near }
        return "it is a key of \(others.joined(separator: " and of "))"
    }

    /// The objects with a usable key of that name, in the order of the grammar.
    private static func homes(of key: String) -> [String] {
        var titles: [String] = []
        visit(.object(Grammar.root)) { object in
            if object.usableNames.contains(key), !titles.contains(object.title) { titles.append(object.title) }
        }
        return titles
    }

    private static func visit(_ shape: Shape, _ body: (ObjectShape) -> Void) {
        switch shape {
        case .object(let object):
            body(object)
            for field in object.fields { visit(field.shape, body) }
        case .list(let item, _), .map(_, let item, _): visit(item, body)
        case .either(let scalar, let list, let map): [scalar, list, map].compactMap { $0 }.forEach { visit($0, body) }
        case .scalar, .words, .flag, .integer, .anything, .later, .never: break
        }
    }
}
