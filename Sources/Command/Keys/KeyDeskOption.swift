import ArgumentParser
import Foundation
import PlanBEngine
import PlanBSettings
import PlanBVocabulary

/// `--admin` and `--config` of `planb keys`, and what follows from them.
struct KeyDeskOption: ParsableArguments {
    @Option(
        name: .customLong("admin"),
        help: "The admin port of the gateway that is to be asked. Default: $PLANB_ADMIN_URL, the configuration's.")
    var url: String?
    @OptionGroup var configuration: ConfigurationOption

    /// Where keys are changed. A gateway that is named is asked, and nobody else. A key file that the configuration names is
    /// edited. Else the gateway of the configuration is asked if it is running, and if it is not, its file is edited.
    func desk() async throws -> any KeyDesk {
        let environment = ProcessInfo.processInfo.environment
        let path = Settings.locate(explicit: configuration.path, environment: environment)
        if let url { return try service(url, try path.map(place), environment) }
        let named = AdminAddress.named(environment)
        if path == nil, let named { return try service(named, nil, environment) }
        let place = try place(configuration.located())
        let file = KeyFileDesk(place, user: NSUserName())
        if place.isKeysFileConfigured { return file }
        if let named { return try service(named, place, environment) }
        guard let token = AdminAddress.token(environment, place.dataDirectory) else { return file }
        let client = AdminClient(origin: AdminAddress.origin(place.admin), token: token)
        guard let answer = await client.exchange("GET", "/api/v1/status", within: .seconds(2)),
            DataFolder.isInUse(place.dataDirectory)
        else { return file }
        guard answer.status == 401, place.sharedIn == nil else { return KeyServiceDesk(client: client) }
        Terminal.note(
            "the gateway at \(client.origin.authority) does not take this token, so the key file is edited; the gateway takes "
                + "that over within a second")
        return file
    }

    private func service(
        _ url: String, _ place: KeyPlace?, _ environment: [String: String]
    ) throws -> any KeyDesk {
        let folder = place?.dataDirectory ?? ".planb"
        let origin = try AdminAddress.parse(url)
        guard let token = AdminAddress.token(environment, folder) else {
            throw Terminal.complaint(AdminAddress.noToken(folder), exit: .couldNotRun)
        }
        return KeyServiceDesk(client: AdminClient(origin: origin, token: token))
    }

    private func place(_ path: String) throws -> KeyPlace {
        do throws(SettingsFailure) { return try Settings.keyPlace(path: path) } catch {
            throw Terminal.complaint(error.description, exit: error.isUnreadable ? .couldNotRun : .no)
        }
    }
}
