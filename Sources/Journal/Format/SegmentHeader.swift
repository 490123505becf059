/// The beginning of a segment: 64 bytes, twice, so that one bad byte does not make the whole file unreadable.
///
/// In every version: the magic at 0, the version at 8, and in the last four of the 64 bytes the CRC-32C of those before.
public struct SegmentHeader: Sendable, Equatable {
    /// The version that this build writes and the last that it reads.
    static let version: UInt16 = 1
    static let size = 64
    /// Where the records begin.
    static let length = 2 * size
    private static let magic = Array("PLANBJNL".utf8)

    /// The node that wrote it.
    public var node: String
    /// When it was begun, in milliseconds since 1970.
    public var created: Int64
    /// Marks the records, so that nothing a client sends can look like one.
    var salt: Salt

    /// Numbers that nobody outside knows.
    struct Salt: Sendable, Equatable {
        /// Stands before every record.
        var marker: UInt32
        /// Where checksums start.
        var seed: UInt32

        /// The first byte of a marker is none of those that stand where nothing was written.
        static func random() -> Salt { Salt(marker: .random(in: .min ... .max) | 1, seed: .random(in: .min ... .max)) }
    }

    var bytes: [UInt8] {
        var one = Self.magic
        one.append(little: UInt64(Self.version), count: 4)
        one.append(little: UInt64(salt.marker), count: 4)
        one.append(little: UInt64(salt.seed), count: 4)
        one.append(little: UInt64(bitPattern: created), count: 8)
        let name = Array(node.utf8.prefix(16))
        one.append(UInt8(name.count))
        one += name
        one += [UInt8](repeating: 0, count: Self.size - 4 - one.count)
        one.append(little: UInt64(Checksum.of(one)), count: 4)
        return one + one
    }

    /// What the first bytes of a file are.
    enum Reading: Equatable {
        case header(SegmentHeader)
        /// Of a version that this build cannot read.
        case newer(Int)
        case damaged
    }

    static func read(_ bytes: [UInt8]) -> Reading {
        var newer: Reading?
        for start in [0, size] where bytes.count >= start + size {
            let one = Array(bytes[start..<start + size])
            guard one.starts(with: magic),
                one.little(size - 4, 4) == UInt64(Checksum.of(one.dropLast(4)))
            else { continue }
            let version = Int(one.little(8, 2))
            guard version <= Int(Self.version) else {
                newer = .newer(version)
                continue
            }
            let count = min(16, Int(one[28]))
            return .header(
                SegmentHeader(
                    node: String(decoding: one[29..<29 + count], as: UTF8.self),
                    created: Int64(bitPattern: one.little(20, 8)),
                    salt: Salt(
                        marker: UInt32(truncatingIfNeeded: one.little(12, 4)),
                        seed: UInt32(truncatingIfNeeded: one.little(16, 4)))))
        }
        return newer ?? .damaged
    }
}

extension [UInt8] {
    mutating func append(little value: UInt64, count: Int) {
        for index in 0..<count { append(UInt8(truncatingIfNeeded: value >> UInt64(8 * index))) }
    }

    /// `size` bytes at `place`, little-endian; 0 if they are not all there.
    func little(_ place: Int, _ size: Int) -> UInt64 {
        guard place >= 0, place + size <= count else { return 0 }
        return (0..<size).reduce(0) { $0 | UInt64(self[place + $1]) << UInt64(8 * $1) }
    }
}
