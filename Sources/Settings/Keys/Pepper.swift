import PlanBVocabulary

/// The key of the MACs under which virtual keys are stored: 32 random bytes in a file that only the gateway can read.
enum Pepper {
    private static let length = 32

    /// Why the pepper cannot be used, without its path.
    struct Failure: Error, Equatable {
        var reason: String
        var isMissing = false
    }

    /// Reads the pepper at `path`.
    static func read(_ path: String) throws(Failure) -> Secret {
        let contents: SystemFile.Contents
        do throws(SystemFile.Failure) { contents = try SystemFile.contents(of: path, limit: 4096) } catch {
            throw Failure(reason: error.reason, isMissing: error.isMissing)
        }
        guard !contents.status.isWorldReadable else {
            throw Failure(reason: "everybody on this machine can read it; make it anew, and all keys with it")
        }
        guard contents.bytes.count == length else { throw Failure(reason: "it does not have \(length) bytes") }
        return Secret(contents.bytes)
    }

    /// Reads the pepper at `path`, and makes it first if there is none.
    static func readOrCreate(_ path: String) throws(Failure) -> Secret {
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<length).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        do throws(SystemFile.Failure) {
            try SystemFile.createFolder(FilePath.folder(of: path))
            if FileStatus(at: path) == nil { _ = try SystemFile.create(path, bytes, mode: 0o600) }
        } catch {
            throw Failure(reason: error.reason)
        }
        return try read(path)
    }
}
