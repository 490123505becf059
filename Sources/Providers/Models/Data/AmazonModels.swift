// Made by scripts/generate-catalog from Catalog/amazon.json. Change that file, not this one.

extension CatalogData {
    static let amazon: StaticString = #"""
        V|amazon|2026-11-21
        M|nova-2-lite|nova|bedrock|amazon.nova-2-lite-v1:0 global.amazon.nova-2-lite-v1:0|1000000|64000||tools,forced_tools,json_schema,images,documents,reasoning||300000,75000,,2500000|||
        M|nova-2-lite|nova|bedrock|apac.amazon.nova-2-lite-v1:0 jp.amazon.nova-2-lite-v1:0|1000000|64000||tools,forced_tools,json_schema,images,documents,reasoning||396000,99000,,3311000|||
        M|nova-2-lite|nova|bedrock|eu.amazon.nova-2-lite-v1:0|1000000|64000||tools,forced_tools,json_schema,images,documents,reasoning||429000,107250,,3597000|||
        M|nova-2-lite|nova|bedrock|us.amazon.nova-2-lite-v1:0|1000000|64000||tools,forced_tools,json_schema,images,documents,reasoning||330000,82500,,2750000|||
        M|nova-2-multimodal-embeddings|nova|bedrock|amazon.nova-2-multimodal-embeddings-v1:0|8172|||||135000,,,0||3072|
        M|nova-2-pro-preview-20251202|nova|bedrock|amazon.nova-2-pro-preview-20251202-v1:0|1000000|64000||tools,forced_tools,json_schema,images,documents,reasoning||1250000,312500,,10000000|||
        M|nova-2-pro-preview-20251202|nova|bedrock|apac.amazon.nova-2-pro-preview-20251202-v1:0 eu.amazon.nova-2-pro-preview-20251202-v1:0 us.amazon.nova-2-pro-preview-20251202-v1:0|1000000|64000||tools,forced_tools,json_schema,images,documents,reasoning||1375000,343750,,11000000|||
        M|nova-lite|nova|bedrock|amazon.nova-lite-v1:0 us.amazon.nova-lite-v1:0|300000|10000||tools,forced_tools,json_schema,images,documents||60000,15000,,240000|||
        M|nova-lite|nova|bedrock|apac.amazon.nova-lite-v1:0|300000|10000||tools,forced_tools,json_schema,images,documents||63000,15750,,252000|||
        M|nova-lite|nova|bedrock|eu.amazon.nova-lite-v1:0|300000|10000||tools,forced_tools,json_schema,images,documents||78000,19500,,312000|||
        M|nova-micro|nova|bedrock|amazon.nova-micro-v1:0 us.amazon.nova-micro-v1:0|128000|10000||tools,forced_tools,json_schema||35000,8750,,140000|||
        M|nova-micro|nova|bedrock|apac.amazon.nova-micro-v1:0|128000|10000||tools,forced_tools,json_schema||37000,9250,,148000|||
        M|nova-micro|nova|bedrock|eu.amazon.nova-micro-v1:0|128000|10000||tools,forced_tools,json_schema||46000,11500,,184000|||
        M|nova-premier|nova|bedrock|amazon.nova-premier-v1:0|1000000|10000||tools,forced_tools,json_schema,images,documents||2500000,625000,,12500000|||
        M|nova-pro|nova|bedrock|amazon.nova-pro-v1:0 us.amazon.nova-pro-v1:0|300000|10000||tools,forced_tools,json_schema,images,documents||800000,200000,,3200000|||
        M|nova-pro|nova|bedrock|apac.amazon.nova-pro-v1:0|300000|10000||tools,forced_tools,json_schema,images,documents||840000,210000,,3360000|||
        M|nova-pro|nova|bedrock|eu.amazon.nova-pro-v1:0|300000|10000||tools,forced_tools,json_schema,images,documents||1050000,262500,,4200000|||
        M|titan-embed-text|titan|bedrock|amazon.titan-embed-text-v2:0|8192|||||20000,,,0||1024|
        M|titan-embed-text-v1|titan|bedrock|amazon.titan-embed-text-v1|8192|||||100000,,,0||1536|
        """#
}
