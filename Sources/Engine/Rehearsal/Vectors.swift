import NIOCore
import PlanBWire

/// The vectors of an answer in OpenAI's form, which is the one that rehearsals ask in.
enum Vectors {
    /// More numbers than this are no vector of a model there is.
    private static let longest = 16_384

    /// The vectors in the order of what was asked; nil: the answer cannot be read. Bytes are hostile.
    static func read(_ bytes: ByteBuffer) -> [[Double]]? {
        guard let document = try? JSONNode(reading: bytes), let items = document["data"]?.array else { return nil }
        var vectors: [Int: [Double]] = [:]
        for (place, item) in items.enumerated() {
            guard let numbers = item["embedding"]?.array else { return nil }
            var vector: [Double] = []
            for number in numbers {
                guard vector.count < longest, let value = number.double, value.isFinite else { return nil }
                vector.append(value)
            }
            vectors[item["index"]?.int ?? place] = vector
        }
        let ordered = (0..<vectors.count).compactMap { vectors[$0] }
        return ordered.count == vectors.count && !ordered.isEmpty ? ordered : nil
    }
}
