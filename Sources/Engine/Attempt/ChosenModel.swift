/// The name of a model as a client chose it, for a target that sends on whatever name it is asked for.
enum ChosenModel {
    /// Whether `name` would lead elsewhere where a path is made of it: up in the path, or into a project of Google's that
    /// the configuration has not named.
    static func isPlace(_ name: String) -> Bool {
        let segments = name.split(separator: "/", omittingEmptySubsequences: false)
        return segments.contains { $0 == "." || $0 == ".." } || segments.count > 1 && segments[0] == "projects"
    }
}
