/// The names that the API of Gemini knows. It reads `snake_case` as `camelCase`.
enum GeminiShapes {
    static let table = Shapes(
        """
        request contents:content systemInstruction:content tools:tool toolConfig:toolConfig safetySettings:safety \
        generationConfig:generation cachedContent labels serviceTier store model
        count contents:content generateContentRequest:request
        embed model content:content taskType title outputDimensionality embedContentConfig
        batch requests:embed
        content role parts:part
        part text inlineData:blob fileData:file functionCall:call functionResponse:response executableCode \
        codeExecutionResult toolCall toolResponse thought thoughtSignature videoMetadata mediaResolution partMetadata
        blob mimeType data displayName
        file mimeType fileUri displayName
        call id name args partialArgs willContinue
        response id name response parts:responsePart willContinue scheduling
        responsePart inlineData:blob fileData:file
        tool functionDeclarations:function googleSearch codeExecution urlContext googleSearchRetrieval computerUse \
        googleMaps fileSearch mcpServers
        function name description parameters:schema parametersJsonSchema response responseJsonSchema behavior
        schema type format title description nullable enum items:schema properties required minItems maxItems \
        minLength maxLength pattern minimum maximum anyOf:schema propertyOrdering default example minProperties \
        maxProperties
        toolConfig functionCallingConfig:calling retrievalConfig includeServerSideToolInvocations
        calling mode allowedFunctionNames streamFunctionCallArguments
        safety category threshold method
        generation temperature topP topK candidateCount maxOutputTokens stopSequences presencePenalty \
        frequencyPenalty seed responseLogprobs logprobs responseMimeType responseSchema:schema responseJsonSchema \
        responseModalities speechConfig mediaResolution imageConfig thinkingConfig:thinking enableEnhancedCivicAnswers \
        audioTimestamp responseFormat
        thinking includeThoughts thinkingBudget thinkingLevel
        """, readsSnakeCase: true)

    /// Members whose content belongs to the caller, so that its names stay as they are.
    private static let foreign: Set<String> = [
        "args", "response", "parametersJsonSchema", "responseJsonSchema", "properties", "labels", "default", "example",
        "enum",
    ]

    /// `json` with the names of the API in camel case.
    static func camelCased(_ json: JSON) -> JSON {
        switch json {
        case .array(let items): .array(items.map(camelCased))
        case .object(let members):
            .object(
                members.map { member in
                    let name = camelCase(member.name)
                    return .init(name: name, value: foreign.contains(name) ? member.value : camelCased(member.value))
                })
        case .null, .bool, .number, .string: json
        }
    }
}
