extension Gateway {
    /// The targets that the gateway opens with its own identity in a cloud, each with the seconds for which the credential
    /// is still good: 0 if there is none, nil if it does not end.
    public var credentialReport: [(target: String, seconds: Int64?)] {
        let now = time.epochSeconds()
        return snapshot.targets.compactMap { target in
            guard case .cloud(let credential) = target.credential else { return nil }
            return (target.name, credential.remaining(epoch: now))
        }
    }
}
