import PlanBVocabulary
import Testing

@Suite("Contracts")
struct ContractTests {
    @Test("A set holds exactly what was put in", arguments: Capability.allCases)
    func sets(_ capability: Capability) {
        var set: Capabilities = []
        #expect(set.isEmpty && set.first == nil)
        set.insert(capability)
        #expect(set.elements == [capability] && set.first == capability && set == [capability])
        #expect(Capabilities(Capability.allCases).subtracting(set).contains(capability) == false)
        #expect(Capabilities(Capability.allCases).elements == Capability.allCases)
        set.remove(capability)
        #expect(set.isEmpty)
    }

    @Test("An ability is there, or is not, or is unknown")
    func threeStates() {
        var known: KnownAbilities = [.tools: true, .images: false]
        #expect(known[.tools] == true && known[.images] == false && known[.audio] == nil)
        known[.tools] = false
        known[.images] = nil
        #expect(known == [.tools: false])
    }

    @Test("The stronger word counts where it says something, the weaker one elsewhere")
    func overlay() {
        let weak = Contract(capabilities: [.tools: true, .images: true, .audio: false], context: 1, output: 2)
        let strong = Contract(capabilities: [.images: false, .audio: true], context: 3, body: 4)
        let both = weak.overlaid(with: strong)
        #expect(both.capabilities == [.tools: true, .images: false, .audio: true])
        #expect([both.context, both.output, both.body] == [3, 2, 4])
        #expect(weak.overlaid(with: Contract()) == weak && Contract().overlaid(with: weak) == weak)
    }
}
