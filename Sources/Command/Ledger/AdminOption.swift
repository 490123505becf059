import ArgumentParser
import Foundation
import PlanBEngine
import PlanBSettings
import PlanBVocabulary

/// `--admin`, and where else the admin port and its token can be found.
struct AdminOption: ParsableArguments {
    @Option(
        name: .customLong("admin"),
        help: "The admin port. Default: $PLANB_ADMIN_URL, the configuration's, http://127.0.0.1:8701.")
    var url: String?
    @Option(
        name: .customLong("config"),
        help: """
            The configuration file, for the admin port and the data folder with its token. Default: $PLANB_CONFIG, \
            ./planb.yaml, /etc/planb/planb.yaml. $PLANB_ADMIN_TOKEN counts first.
            """)
    var path: String?

    /// A client of the running gateway.
    func client() throws -> AdminClient {
        let environment = ProcessInfo.processInfo.environment
        let settings = Settings.locate(explicit: path, environment: environment).flatMap {
            try? Settings.load(path: $0, environment: environment)
        }
        if path != nil, settings == nil {
            throw Terminal.complaint("the configuration cannot be used; planb check says why", exit: .couldNotRun)
        }
        return AdminClient(
            origin: try origin(environment, settings),
            token: try token(environment, settings?.dataDirectory ?? ".planb"))
    }

    private func origin(_ environment: [String: String], _ settings: LoadedSettings?) throws -> Origin {
        if let named = url ?? AdminAddress.named(environment) { return try AdminAddress.parse(named) }
        return AdminAddress.origin(settings?.snapshot.listener.admin)
    }

    private func token(_ environment: [String: String], _ folder: String) throws -> Secret {
        if let token = AdminAddress.token(environment, folder) { return token }
        throw Terminal.complaint(AdminAddress.noToken(folder), exit: .couldNotRun)
    }
}
