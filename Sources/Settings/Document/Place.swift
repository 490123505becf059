/// A position in a configuration file.
struct Place: Hashable, Sendable {
    /// The file, as shown to people.
    var file: String
    /// From 1; 0 stands for the file as a whole.
    var line: Int
    /// In Unicode scalars, from 1.
    var column: Int

    /// The file as a whole.
    static func whole(_ file: String) -> Place { Place(file: file, line: 0, column: 0) }

    /// How this place is named in a message about a place in `other`'s file.
    func named(from other: Place) -> String {
        if file != other.file { return "\(file):\(line):\(column)" }
        return line == other.line ? "line \(line), column \(column)" : "line \(line)"
    }
}
