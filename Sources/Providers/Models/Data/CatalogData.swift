// Made by scripts/generate-catalog from the names of the files in Catalog.

/// The catalog as text, a file for each maker of models.
enum CatalogData {
    static let vendors: [StaticString] = [
        alephAlpha,
        amazon,
        anthropic,
        cohere,
        deepseek,
        google,
        meta,
        mistral,
        openai,
        qwen,
        xai,
    ]
}
