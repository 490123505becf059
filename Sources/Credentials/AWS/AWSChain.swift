import PlanBEngine
import PlanBProviders
import PlanBVocabulary

/// Finds keys of AWS where its own SDKs look for them: the environment, a profile, a web identity, the container's agent,
/// the machine's metadata. A place that is there and does not work ends the search: it is what was meant.
/// https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
struct AWSChain {
    let world: World
    /// Where roles are assumed.
    let region: String

    private var sts: SecurityTokenService { SecurityTokenService(world: world, region: region) }

    func grant() async throws(CredentialFailure) -> CloudCredential.Grant {
        // Who names a profile means it, whatever else is there.
        let isProfileNamed = world.variable("AWS_PROFILE") != nil
        if !isProfileNamed, let keys = environmentKeys() { return CloudCredential.Grant(.keys(keys), expires: nil) }
        if let grant = try await profile(isNamed: isProfileNamed) { return grant }
        if let grant = try await webIdentity() { return grant }
        if let grant = try await ContainerAgent(world: world).grant() { return grant }
        guard world.variable("AWS_EC2_METADATA_DISABLED")?.lowercased() != "true" else {
            throw CredentialFailure(Self.nothing + ", and AWS_EC2_METADATA_DISABLED forbids the metadata service")
        }
        do throws(CredentialFailure) { return try await InstanceMetadata(world: world).grant() } catch {
            throw CredentialFailure("\(Self.nothing), and \(error.message)")
        }
    }

    private static let nothing =
        "AWS: there is nothing in the environment (AWS_ACCESS_KEY_ID, AWS_ROLE_ARN, AWS_CONTAINER_CREDENTIALS_…) and no "
        + "profile"

    private func environmentKeys() -> AWSCredentials? {
        guard let id = world.variable("AWS_ACCESS_KEY_ID"), let secret = world.variable("AWS_SECRET_ACCESS_KEY") else {
            return nil
        }
        return AWSCredentials(
            accessKeyID: id, secretKey: Secret(secret),
            sessionToken: world.variable("AWS_SESSION_TOKEN").map { Secret($0) })
    }

    private func webIdentity() async throws(CredentialFailure) -> CloudCredential.Grant? {
        guard let role = world.variable("AWS_ROLE_ARN"), let file = world.variable("AWS_WEB_IDENTITY_TOKEN_FILE") else {
            return nil
        }
        return try await sts.assume(
            role, withTokenIn: file, session: world.variable("AWS_ROLE_SESSION_NAME") ?? AWSProfile.session)
    }

    // MARK: Profiles

    private func profile(isNamed: Bool) async throws(CredentialFailure) -> CloudCredential.Grant? {
        let profiles = try AWSProfiles(world)
        let name = world.variable("AWS_PROFILE") ?? "default"
        guard let plan = try profiles.plan(for: name) else {
            guard isNamed else { return nil }
            throw CredentialFailure("AWS: there is no profile \"\(name)\" with credentials in \(profiles.places)")
        }
        var grant = try await base(plan)
        for role in plan.roles.reversed() {
            guard case .keys(let keys) = grant.value else { break }
            grant = try await sts.assume(role, with: keys)
        }
        return grant
    }

    /// What the first role of a profile is assumed with.
    private func base(_ plan: AWSProfiles.Plan) async throws(CredentialFailure) -> CloudCredential.Grant {
        switch plan.base {
        case .keys(let keys): return CloudCredential.Grant(.keys(keys), expires: nil)
        case .webIdentity(let role, let file, let session):
            return try await sts.assume(role, withTokenIn: file, session: session)
        case .source("Environment"):
            guard let keys = environmentKeys() else {
                throw CredentialFailure(
                    "AWS: the profile wants the keys of the environment, and AWS_ACCESS_KEY_ID is not set")
            }
            return CloudCredential.Grant(.keys(keys), expires: nil)
        case .source("Ec2InstanceMetadata"): return try await InstanceMetadata(world: world).grant()
        case .source("EcsContainer"):
            guard let grant = try await ContainerAgent(world: world).grant() else {
                throw CredentialFailure(
                    "AWS: the profile wants the container's keys, and AWS_CONTAINER_CREDENTIALS_RELATIVE_URI is not set"
                )
            }
            return grant
        case .source(let name):
            throw CredentialFailure(
                "AWS: the profile has an unknown credential_source\(CredentialFailure.word(name)); it is one of "
                    + "Environment, Ec2InstanceMetadata, EcsContainer")
        }
    }
}
