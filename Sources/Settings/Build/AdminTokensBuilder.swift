import PlanBEngine
import PlanBVocabulary

/// Reads `admin_tokens`.
struct AdminTokensBuilder {
    let context: LoadContext

    /// The tokens that could be read, in the order of the configuration.
    func build(_ tree: Tree?) -> [AdminToken] {
        (tree?.entries ?? []).compactMap { entry in
            guard let node = entry.value["token"], let text = node.text.flatMap({ try? SecretText.parse($0) }),
                let role = entry.value["role"]?.text.flatMap(AdminRole.init(rawValue:))
            else { return nil }
            guard let location = context.location(of: text) else {
                context.findings.error(
                    node.place, "\"token\" cannot be \"client\"", hint: "write file:PATH, env:NAME or credential:NAME")
                return nil
            }
            let reference = context.shelf.reference(location)
            warn(reference, node.place, entry.key)
            return AdminToken(name: entry.key, role: role, source: reference)
        }
    }

    private func warn(_ reference: SecretReference, _ place: Place, _ name: String) {
        if let problem = reference.problem {
            context.findings.warning(place, "\(problem); nobody can use the admin port as \(name)")
        } else if reference.current()?.reveal({ $0.count < 16 }) == true {
            context.findings.error(
                place, "the admin token of \(name) is shorter than 16 bytes, and could be guessed",
                hint: "make one with: openssl rand -hex 32")
        }
        if reference.isWorldReadable, let path = reference.path {
            context.findings.warning(
                place, "everybody on this machine can read the file of this secret",
                hint: "take the permission away: chmod o-r \(path)")
        }
    }
}
