/// Marks that belong between a model and its host, and never into an answer.
enum TemplateTokens {
    /// Whether one stands in `text` that does not stand in `known`: who asks for such marks gets them.
    static func leak(in text: String, known: String) -> Bool {
        // Most texts hold none, so that it is seldom asked what is known.
        phrases.contains(in: text) { mark in !Phrases([String(decoding: mark, as: UTF8.self)]).contains(in: known) }
    }

    private static let phrases = Phrases(marks)

    static let marks = [
        "<think>", "</think>", "<thinking>", "</thinking>", "<reasoning>", "</reasoning>", "<|im_start|>", "<|im_end|>",
        "<|endoftext|>", "<|end_of_text|>", "<|begin_of_text|>", "<|eot_id|>", "<|eom_id|>", "<|start_header_id|>",
        "<|end_header_id|>", "<|python_tag|>", "<|channel|>", "<|message|>", "<|start|>", "<|return|>", "<|call|>",
        "<|assistant|>", "<|user|>", "<|system|>", "<|end|>", "[INST]", "[/INST]", "<<SYS>>", "<</SYS>>",
        "[TOOL_CALLS]", "[AVAILABLE_TOOLS]", "<tool_call>", "</tool_call>", "<start_of_turn>", "<end_of_turn>",
        "<｜end▁of▁sentence｜>", "<｜begin▁of▁sentence｜>", "<｜Assistant｜>", "<｜User｜>", "◁think▷", "◁/think▷",
        "<|START_OF_TURN_TOKEN|>", "<|END_OF_TURN_TOKEN|>", "<|CHATBOT_TOKEN|>", "<unused",
    ]
}
