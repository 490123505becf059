/// The members that Converse knows.
enum BedrockShapes {
    static let table = Shapes(
        """
        request messages:message system:system inferenceConfig:inference toolConfig:toolConfig guardrailConfig \
        additionalModelRequestFields promptVariables additionalModelResponseFieldPaths requestMetadata \
        performanceConfig:performance serviceTier:tier outputConfig:output
        message role content:block
        system text guardContent cachePoint:cachePoint
        block text image:image document:document video audio toolUse:toolUse toolResult:toolResult \
        reasoningContent:reasoning cachePoint:cachePoint guardContent citationsContent searchResult toolAddition \
        toolRemoval
        cachePoint type ttl
        image format source:source
        document format name source:source context citations
        source bytes s3Location text content
        toolUse toolUseId name input type
        toolResult toolUseId content:result status type
        result json text image:image document:document video searchResult
        reasoning reasoningText:reasoningText redactedContent
        reasoningText text signature
        inference maxTokens temperature topP stopSequences
        toolConfig tools:tool toolChoice:choice
        tool toolSpec:spec systemTool:systemTool cachePoint:cachePoint
        spec name description inputSchema:schema strict
        systemTool name
        schema json
        choice auto any tool:named
        named name
        performance latency
        tier type
        output textFormat:format effort
        format type structure:structure
        structure jsonSchema:jsonSchema
        jsonSchema schema name description
        """)

}
