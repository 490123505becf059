import Crypto
import Foundation

extension LoadedSettings {
    /// Which routes and targets these are: the same on nodes that do the same, whatever else their files say.
    public var routingDigest: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        var hash = SHA256()
        hash.update(data: (try? encoder.encode(summary)) ?? Data())
        hash.update(data: (try? encoder.encode(targets)) ?? Data())
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: hash.finalize().prefix(6).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
