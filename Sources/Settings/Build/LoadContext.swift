import PlanBEngine

/// What every builder needs while one configuration is read.
final class LoadContext {
    /// The folder of the main file, absolute: relative paths start here.
    let folder: String
    /// The main file, as shown to people.
    let file: String
    let environment: [String: String]
    let findings: Findings
    let shelf: SecretShelf
    let clouds: CloudShelf
    let days: Days
    /// What would be shared by all nodes, to be tried; nil: what is.
    let sharedCandidate: String?
    /// There is a configuration in force.
    let isReload: Bool
    /// Every file that was read or looked for, absolute, with the fingerprint of the bytes that were read.
    private(set) var files: [(path: String, fingerprint: FileFingerprint?)] = []

    init(
        path: String, environment: [String: String], findings: Findings, previousSecrets: [SecretReference],
        previousClouds: [CloudCredential] = [], days: Days = .now, sharedCandidate: String? = nil,
        isReload: Bool = false
    ) {
        self.isReload = isReload
        self.sharedCandidate = sharedCandidate
        self.days = days
        let absolute = FilePath.absolute(path, from: SystemFile.currentFolder)
        folder = FilePath.folder(of: absolute)
        file = path
        self.environment = environment
        self.findings = findings
        shelf = SecretShelf(environment: environment, previous: previousSecrets)
        clouds = CloudShelf(previous: previousClouds)
    }

    /// The absolute form of a path in the configuration.
    func absolute(_ path: String) -> String { FilePath.absolute(path, from: folder) }

    /// Reads a file of ours and remembers it.
    func read(_ path: String, limit: Int) throws(SystemFile.Failure) -> SystemFile.Contents {
        do throws(SystemFile.Failure) {
            let contents = try SystemFile.contents(of: path, limit: limit)
            files.append((path, contents.status.fingerprint))
            return contents
        } catch {
            files.append((path, nil))
            throw error
        }
    }

    /// Reads a YAML file; nil with an error recorded at `place` if it cannot be read, or in the file if it is not YAML.
    /// An empty file is an empty mapping.
    func readTree(_ path: String, shown: String, place: Place) -> Tree? {
        do throws(SystemFile.Failure) {
            let contents = try read(path, limit: TreeReader.sizeLimit)
            guard let text = String(validating: contents.bytes, as: UTF8.self) else {
                findings.begin(shown)
                findings.error(.whole(shown), "is not UTF-8 text")
                return nil
            }
            return tree(text, shown: shown)
        } catch {
            findings.error(
                place, "\(place.file == shown ? "" : Echo.quoted(shown) + " ")cannot be read: \(error.reason)")
            return nil
        }
    }

    /// Reads YAML that was in no file of its own.
    func tree(_ text: String, shown: String) -> Tree? {
        findings.begin(shown)
        guard var reader = TreeReader(text, file: shown, findings: findings) else { return nil }
        return reader.read()
    }

    /// The absolute path of a PEM file with something of the kind `label`, checked to be there. Nil if the path is missing.
    func pem(_ tree: Tree?, label: String, isPrivate: Bool = false) -> String? {
        guard let tree, let text = tree.text, !text.isEmpty else { return nil }
        guard !text.contains("-----BEGIN") else {
            findings.error(tree.place, "expected the path of a PEM file, and this is what belongs in it")
            return nil
        }
        let path = absolute(text.hasPrefix("file:") ? String(text.dropFirst(5)) : text)
        let shown = Echo.quoted(path)
        do throws(SystemFile.Failure) {
            let contents = try read(path, limit: 1 << 20)
            let isPEM = String(decoding: contents.bytes, as: UTF8.self).contains("\(label)-----")
            if !isPEM { findings.error(tree.place, "\(shown) has no PEM block that ends in \"\(label)\"") }
            if isPrivate, contents.status.isWorldReadable {
                findings.warning(
                    tree.place, "everybody on this machine can read the private key \(shown)",
                    hint: "take the permission away: chmod o-r")
            }
        } catch {
            findings.error(tree.place, "\(shown) cannot be read: \(error.reason)")
        }
        return path
    }
}
