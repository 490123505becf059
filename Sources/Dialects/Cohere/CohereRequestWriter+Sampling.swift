import PlanBConversation
import PlanBVocabulary
import PlanBWire

extension CohereRequestWriter {
    mutating func writeSampling() {
        let sampling = prompt.sampling
        if target.contract.lacks(.sampling) {
            refuse(sampling.temperature, .temperature)
            refuse(sampling.topP, .topP)
        } else {
            write(sampling.temperature, as: "temperature", .temperature, in: 0...1)
            write(sampling.topP, as: "p", .topP, in: 0.01...0.99)
        }
        write(sampling.topK, as: "k", .topK, in: 0...500)
        if let seed = sampling.seed {
            if let value = seed.int, value >= 0 { json.member("seed", seed) } else { losses.drop(wishes[.seed]) }
        }
        // Some models take only one of the two.
        let hasFrequency = isWished(sampling.frequencyPenalty)
        if hasFrequency { writePenalty(sampling.frequencyPenalty, as: "frequency_penalty", .frequencyPenalty) }
        guard isWished(sampling.presencePenalty) else { return }
        if hasFrequency {
            losses.drop(wishes[.presencePenalty])
        } else {
            writePenalty(sampling.presencePenalty, as: "presence_penalty", .presencePenalty)
        }
    }

    private mutating func refuse(_ number: JSONNode?, _ wish: WishNames.Wish) {
        // What is the default elsewhere need not be said.
        guard let number, number.double != 1 else { return }
        losses.refuse(wishes[wish], "cannot be set for the model \(target.model)")
    }

    private func isWished(_ penalty: JSONNode?) -> Bool { penalty.map { $0.double != 0 } ?? false }

    /// Cohere knows no reward for repetition.
    private mutating func writePenalty(_ penalty: JSONNode?, as name: String, _ wish: WishNames.Wish) {
        guard let value = penalty?.double, value > 0 else { return losses.drop(wishes[wish]) }
        write(penalty, as: name, wish, in: 0...1)
    }

    /// Writes a number as it was written, or the nearest that Cohere takes.
    private mutating func write(
        _ number: JSONNode?, as name: String, _ wish: WishNames.Wish, in range: ClosedRange<Double>
    ) {
        guard let number else { return }
        // A number that is none: out of the range of numbers.
        guard let value = number.double, !value.isNaN else { return losses.drop(wishes[wish]) }
        if range.contains(value) { return json.member(name, number) }
        losses.drop(wishes[wish])
        let bound = value < range.lowerBound ? range.lowerBound : range.upperBound
        json.key(name)
        if bound == bound.rounded() { json.int(Int(bound)) } else { json.number("\(bound)") }
    }
}
