import Foundation
import PlanBPolicy

/// Paths as text.
enum FilePath {
    /// The absolute form of `path`, taken from the folder `base` unless it is absolute; `~` means nothing.
    static func absolute(_ path: String, from base: String) -> String {
        let joined = path.hasPrefix("/") ? path : base + "/" + path
        // `..` stays: what it means depends on symbolic links, which only the system knows.
        return "/" + joined.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }

    /// The folder that `path` is in.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The last component of `path`.
    static func name(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

    /// How a file that `path` names, seen from a file shown as `origin`, is shown to people.
    static func shown(_ path: String, besides origin: String) -> String {
        path.hasPrefix("/") || folder(of: origin) == "." ? path : folder(of: origin) + "/" + path
    }

    /// The existing files that an absolute pattern matches, sorted. `*` matches within one component and not a leading
    /// dot. Folders that cannot be read match nothing.
    static func matches(_ pattern: String) -> [String] {
        var found = ["/"]
        for component in pattern.split(separator: "/") {
            let isGlob = component.contains("*")
            let glob = ModelPattern(String(component))
            found = found.flatMap { folder -> [String] in
                let prefix = folder == "/" ? "/" : folder + "/"
                if !isGlob { return FileStatus(at: prefix + component) == nil ? [] : [prefix + component] }
                let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
                return names.filter { glob.matches($0) && (!$0.hasPrefix(".") || component.hasPrefix(".")) }
                    .sorted().map { prefix + $0 }
            }
        }
        return found.filter { FileStatus(at: $0)?.isRegular == true }
    }
}
