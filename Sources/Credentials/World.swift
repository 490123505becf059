import PlanBEngine
import PlanBVocabulary

/// What finding a credential needs of the world around it.
struct World: Sendable {
    let environment: [String: String]
    let fetcher: any Fetcher
    let time: any TimeSource
    /// How token services are reached.
    var network = NetworkSettings.direct
    /// The names of token services may resolve to private addresses.
    var allowsPrivate = false

    /// Files with credentials are small.
    private static let fileLimit = 1 << 20

    /// Now, in seconds since 1970.
    var epoch: Int64 { time.epochSeconds() }

    /// A variable of the environment; nil if it is empty.
    func variable(_ name: String) -> String? {
        guard let value = environment[name], !value.isEmpty else { return nil }
        return value
    }

    /// The contents of a file that has to be there.
    func file(_ path: String) throws(CredentialFailure) -> [UInt8] {
        switch SmallFile.read(path, limit: Self.fileLimit) {
        case .success(let bytes): return bytes
        case .failure(let problem): throw CredentialFailure("\(path) \(problem.reason)")
        }
    }

    /// The contents of a file, or nil if there is none.
    func fileIfAny(_ path: String) throws(CredentialFailure) -> [UInt8]? {
        switch SmallFile.read(path, limit: Self.fileLimit) {
        case .success(let bytes): return bytes
        case .failure(.missing): return nil
        case .failure(let problem): throw CredentialFailure("\(path) \(problem.reason)")
        }
    }

    /// A token in a file, without the line breaks at its end.
    func token(in path: String) throws(CredentialFailure) -> String {
        var bytes = try file(path)
        while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
        guard !bytes.isEmpty, bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw CredentialFailure("\(path) does not hold a token")
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A path below the home folder; nil if there is none.
    func home(_ path: String) -> String? { variable("HOME").map { "\($0)/\(path)" } }
}
