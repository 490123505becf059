extension LoadContext {
    /// Where a reference to a secret leads; nil: `client`, the caller's own.
    func location(of text: SecretText) -> SecretReference.Location? {
        switch text {
        case .file(let path): return .file(absolute(path))
        case .environment(let name): return .environment(name)
        case .credential(let name):
            let folder = environment["CREDENTIALS_DIRECTORY"].flatMap { $0.isEmpty ? nil : $0 }
            return .credential(name: name, path: folder.map { $0 + "/" + name })
        case .client: return nil
        }
    }
}
