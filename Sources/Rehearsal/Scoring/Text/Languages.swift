/// Whether two answers are written in one language. A comparison of letters and of the commonest words: where texts are too
/// short for that, it says nothing.
enum Languages {
    /// Fewer letters than this say nothing of the script.
    static let fewestLetters = 24
    /// So many letters of a script that occurs neither in the prompt nor in the primary's answer are a burst.
    static let burst = 4

    /// - Parameters:
    ///   - text: the backup's answer.
    ///   - other: the primary's.
    ///   - prompt: where foreign letters may come from.
    static func compare(_ text: String, with other: String, prompt: String) -> GateResult {
        let (mine, theirs) = (Script.Counts(text), Script.Counts(other))
        guard theirs.letters >= fewestLetters else { return .notApplicable }
        let asked = Script.Counts(prompt)
        for script in Script.allCases where script != .latin && mine[script] >= burst {
            if theirs[script] == 0, asked[script] == 0 { return .fail }
        }
        guard mine.letters >= fewestLetters else { return .notApplicable }
        if let left = mine.dominant, let right = theirs.dominant, left != right { return .fail }
        if mine.dominant == .latin, let left = guess(text), let right = guess(other), left != right { return .fail }
        return .pass
    }

    /// The language of a text in Latin letters, by its commonest words; nil: it cannot be told.
    static func guess(_ text: String) -> String? {
        let words = Words.of(text, most: 400)
        guard words.count >= 20 else { return nil }
        var counts: [String: Int] = [:]
        for word in words { for language in speakers[word] ?? [] { counts[language, default: 0] += 1 } }
        // At most nine of them.
        let hits = common.keys.map { (language: $0, count: counts[$0] ?? 0) }.sorted { $0.count > $1.count }
        // Code and lists of names have few; related languages share some.
        guard hits[0].count >= 4, hits[0].count * 2 >= hits[1].count * 3 else { return nil }
        return hits[0].language
    }

    /// The languages that have a word among their commonest.
    private static let speakers: [String: [String]] = common.reduce(into: [:]) { speakers, entry in
        for word in entry.value { speakers[word, default: []].append(entry.key) }
    }

    private static let common: [String: Set<String>] = [
        "English": [
            "the", "of", "and", "to", "is", "that", "it", "for", "with", "you", "are", "this", "be", "or", "not",
        ],
        "German": [
            "der", "die", "und", "das", "ist", "nicht", "ein", "eine", "mit", "auf", "sich", "auch", "den", "sie",
            "wird",
        ],
        "French": [
            "le", "les", "et", "des", "est", "une", "dans", "pour", "que", "qui", "pas", "vous", "du", "sur", "avec",
        ],
        "Spanish": [
            "el", "los", "y", "las", "es", "una", "por", "para", "con", "que", "del", "se", "su", "como", "más",
        ],
        "Italian": [
            "il", "che", "di", "è", "una", "per", "non", "sono", "gli", "della", "con", "più", "anche", "nel", "questo",
        ],
        "Portuguese": [
            "o", "que", "os", "uma", "para", "não", "com", "do", "da", "em", "mais", "você", "são", "ao", "pelo",
        ],
        "Dutch": [
            "het", "een", "van", "en", "niet", "dat", "zijn", "voor", "met", "ook", "wordt", "maar", "je", "aan",
            "deze",
        ],
        "Polish": [
            "nie", "się", "jest", "na", "że", "jak", "oraz", "dla", "przez", "które", "lub", "tego", "być", "ale",
            "może",
        ],
        "Swedish": [
            "och", "att", "det", "är", "som", "för", "inte", "på", "med", "den", "av", "kan", "har", "till", "eller",
        ],
    ]
}
