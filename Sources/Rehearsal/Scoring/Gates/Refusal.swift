import PlanBEngine

/// Whether an answer says that it will not answer.
enum Refusal {
    /// By the provider's mark, or by how the text begins. Phrases are a guess: they miss polite ways out, and may take an
    /// answer about a refusal for one. The same guess is made of both answers, so that it mostly cancels out.
    static func isOne(_ transcript: Transcript) -> Bool {
        if !transcript.refusal.isEmpty || transcript.finish == .filter { return true }
        guard transcript.calls.isEmpty else { return false }
        return phrases.contains(in: transcript.text.prefix(200).lowercased())
    }

    private static let phrases = Phrases(spoken + spoken.map(curled))

    /// With the apostrophe that some models write.
    private static func curled(_ phrase: String) -> String {
        String(phrase.map { $0 == "'" ? "’" : $0 })
    }

    private static let spoken = [
        // English
        "i can't help with", "i cannot help with", "i can't assist", "i cannot assist", "i'm unable to help",
        "i am unable to help", "i'm unable to assist", "i am unable to assist", "i'm not able to help",
        "i'm not able to assist", "i won't be able to help", "i can't provide", "i cannot provide",
        "i can't comply", "i cannot comply", "i can't fulfill", "i cannot fulfill", "i must decline",
        "i'm sorry, but i can't", "i'm sorry, but i cannot", "i'm sorry, i can't", "sorry, but i can't",
        // German
        "dabei kann ich nicht helfen", "dabei kann ich ihnen nicht helfen", "dabei kann ich dir nicht helfen",
        "damit kann ich nicht dienen", "es tut mir leid, aber ich kann", "das kann ich leider nicht",
        // French
        "je ne peux pas vous aider", "je ne peux pas t'aider", "je ne peux pas répondre à cette",
        "je suis désolé, mais je ne",
        "je suis désolée, mais je ne",
        // Spanish, Italian, Portuguese
        "no puedo ayudarte con", "no puedo ayudarle con", "lo siento, pero no puedo", "non posso aiutarti con",
        "mi dispiace, ma non posso", "não posso ajudar com", "desculpe, mas não posso", "sinto muito, mas não posso",
        // Dutch
        "daar kan ik niet bij helpen", "het spijt me, maar ik kan",
        // Japanese, Chinese
        "申し訳ありませんが、その", "お手伝いできません", "抱歉，我无法", "对不起，我无法", "很抱歉，我不能",
    ]
}
