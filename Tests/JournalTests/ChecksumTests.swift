import CPlanBSystem
import Testing

@testable import PlanBJournal

struct ChecksumTests {
    @Test("CRC-32C is that of RFC 3720, appendix B.4")
    func knownAnswers() {
        #expect(Checksum.of([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
        #expect(Checksum.of([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
        #expect(Checksum.of(Array(0..<32)) == 0x46DD_794E)
        #expect(Checksum.of(Array("123456789".utf8)) == 0xE306_9283)
    }

    @Test("The processor's instruction gives the same as the table, for every length and in pieces")
    func portable() {
        var dice = Dice(seed: 3)
        let bytes = (0..<300).map { _ in UInt8.random(in: 0...255, using: &dice) }
        for count in 0...300 {
            let whole = bytes.withUnsafeBytes { planb_crc32c_portable(7, $0.baseAddress, count) }
            #expect(Checksum.of(bytes[..<count], from: 7) == whole)
            let cut = count / 3
            #expect(Checksum.of(bytes[cut..<count], from: Checksum.of(bytes[..<cut], from: 7)) == whole)
        }
    }
}
