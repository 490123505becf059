import PlanBProviders
import PlanBVocabulary

/// The profiles of this machine: `~/.aws/config` and `~/.aws/credentials`, of which the latter counts more.
/// https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
struct AWSProfiles {
    /// How a profile's keys come about.
    struct Plan {
        enum Base {
            case keys(AWSCredentials)
            case webIdentity(role: String, file: String, session: String)
            /// `credential_source`
            case source(String)
        }

        /// Where it begins.
        var base: Base
        /// The roles that are assumed, the last one first.
        var roles: [AWSRole]
    }

    /// A role after a role after a role: nobody means more.
    private static let deepest = 5

    /// The files, for error messages.
    let places: String
    private var profiles: [String: AWSProfile] = [:]

    init(_ world: World) throws(CredentialFailure) {
        let configuration = world.variable("AWS_CONFIG_FILE") ?? world.home(".aws/config")
        let credentials = world.variable("AWS_SHARED_CREDENTIALS_FILE") ?? world.home(".aws/credentials")
        places = [configuration, credentials].compactMap { $0 }.joined(separator: " and ")
        for (path, isConfiguration) in [(configuration, true), (credentials, false)] {
            guard let path, let bytes = try world.fileIfAny(path) else { continue }
            for (name, profile) in AWSProfile.read(bytes, isConfiguration: isConfiguration) {
                profiles[name, default: AWSProfile()].settings.merge(profile.settings) { $1 }
            }
        }
    }

    /// How to come by the keys of `name`; nil if it has none.
    func plan(for name: String) throws(CredentialFailure) -> Plan? {
        var roles: [AWSRole] = []
        var visited: Set<String> = []
        var name = name
        while let profile = profiles[name] {
            guard visited.insert(name).inserted, roles.count < Self.deepest else {
                throw CredentialFailure("AWS: the profiles go round in circles at \"\(name)\"")
            }
            guard let role = profile["role_arn"] else {
                if let base = try base(of: profile, name) { return Plan(base: base, roles: roles) }
                return try roles.isEmpty ? nil : missing(name)
            }
            let session = profile["role_session_name"] ?? AWSProfile.session
            if let file = profile["web_identity_token_file"] {
                return Plan(base: .webIdentity(role: role, file: file, session: session), roles: roles)
            }
            if profile["mfa_serial"] != nil {
                throw CredentialFailure(
                    "AWS: the profile \"\(name)\" asks for a one-time code, which nobody is there to give")
            }
            roles.append(
                AWSRole(
                    arn: role, session: session, externalID: profile["external_id"],
                    seconds: profile["duration_seconds"].flatMap { Int($0) }))
            if let source = profile["credential_source"] { return Plan(base: .source(source), roles: roles) }
            guard let source = profile["source_profile"] else {
                throw CredentialFailure(
                    "AWS: the profile \"\(name)\" has a role_arn and neither source_profile nor credential_source")
            }
            if source == name {
                guard let keys = keys(of: profile) else { return try missing(name) }
                return Plan(base: .keys(keys), roles: roles)
            }
            name = source
        }
        return try roles.isEmpty ? nil : missing(name)
    }

    private func missing(_ name: String) throws(CredentialFailure) -> Plan? {
        throw CredentialFailure(
            "AWS: the profile \"\(name)\", which another one builds on, has no credentials in \(places)")
    }

    private func base(of profile: AWSProfile, _ name: String) throws(CredentialFailure) -> Plan.Base? {
        if let keys = keys(of: profile) { return .keys(keys) }
        for key in ["sso_session", "sso_start_url", "credential_process", "login_session"] where profile[key] != nil {
            throw CredentialFailure(
                "AWS: the profile \"\(name)\" uses \(key), which the gateway does not; give it a role or keys")
        }
        return nil
    }

    private func keys(of profile: AWSProfile) -> AWSCredentials? {
        guard let id = profile["aws_access_key_id"], let secret = profile["aws_secret_access_key"] else { return nil }
        return AWSCredentials(
            accessKeyID: id, secretKey: Secret(secret), sessionToken: profile["aws_session_token"].map { Secret($0) })
    }
}

/// A role to assume.
struct AWSRole: Equatable {
    var arn: String
    var session: String
    var externalID: String?
    /// How long its keys are to live; nil: an hour.
    var seconds: Int?
}
