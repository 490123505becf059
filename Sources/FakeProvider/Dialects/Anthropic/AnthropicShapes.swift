/// The members that the Messages API knows.
enum AnthropicShapes {
    /// Whether the version still has sampling parameters.
    static func isOld(_ version: String) -> Bool { version < "2026-10-21" }

    private static let request = """
        model messages:message system:block@type tools tool_choice:choice@type thinking:thinking@type \
        output_config:output cache_control
        """
    private static let answer = """
        max_tokens stop_sequences stream metadata:metadata service_tier speed container diagnostics inference_geo
        """
    private static let sampling = "temperature top_p top_k"
    private static let beta = "betas mcp_servers context_management output_format fallbacks"

    static let table = Shapes(
        """
        request \(request) \(answer)
        request.old \(request) \(answer) \(sampling)
        request.beta \(request) \(answer) \(beta)
        request.old.beta \(request) \(answer) \(sampling) \(beta)
        count \(request) speed
        count.old \(request) speed
        count.beta \(request) speed \(beta)
        count.old.beta \(request) speed \(beta)
        message role content:block@type
        metadata user_id
        output effort format:format@type
        format.json_schema type schema
        thinking.enabled type budget_tokens display
        thinking.adaptive type display
        thinking.between_tools type display
        thinking.disabled type
        choice.auto type disable_parallel_tool_use
        choice.any type disable_parallel_tool_use
        choice.tool type name disable_parallel_tool_use
        choice.none type
        block.text type text cache_control citations
        block.image type source:image@type cache_control
        image.base64 type media_type data
        image.url type url
        image.file type file_id
        block.document type source:document@type title context citations cache_control
        document.base64 type media_type data
        document.text type media_type data
        document.content type content
        document.url type url
        document.file type file_id
        block.search_result type source title content:block@type citations cache_control
        block.tool_use type id name input cache_control caller
        block.tool_result type tool_use_id content:block@type is_error cache_control
        block.tool_reference type tool_name cache_control
        block.thinking type thinking signature
        block.redacted_thinking type data
        block.server_tool_use type id name input cache_control caller
        block.web_search_tool_result type tool_use_id content cache_control caller
        block.web_fetch_tool_result type tool_use_id content cache_control caller
        block.code_execution_tool_result type tool_use_id content cache_control
        block.bash_code_execution_tool_result type tool_use_id content cache_control
        block.text_editor_code_execution_tool_result type tool_use_id content cache_control
        block.tool_search_tool_result type tool_use_id content cache_control
        block.container_upload type file_id cache_control
        """)

    /// The members of a tool of the client.
    static let tools = Shapes(
        """
        tool name description input_schema strict cache_control eager_input_streaming defer_loading input_examples \
        allowed_callers type
        """)
}
