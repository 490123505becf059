// Made by scripts/generate-catalog from Catalog/xai.json. Change that file, not this one.

extension CatalogData {
    static let xai: StaticString = #"""
        V|xai|2026-11-21
        N|grok-|xai
        T|grok-4|reasons
        M|grok-4.20|xai|xai|grok-4.20|1000000|1000000||tools,forced_tools,json_schema,images,reasoning||1250000,200000,,2500000|200000,2500000,400000,,5000000||
        M|grok-4.20-0309|xai|xai|grok-4.20-0309|1000000|1000000||tools,forced_tools,json_schema,images,reasoning||1250000,200000,,2500000|200000,2500000,400000,,5000000||
        M|grok-4.20-0309-non-reasoning|xai|xai|grok-4.20-0309-non-reasoning|1000000|1000000||tools,forced_tools,json_schema,images||1250000,200000,,2500000|200000,2500000,400000,,5000000||
        M|grok-4.20-0309-reasoning|xai|xai|grok-4.20-0309-reasoning|1000000|1000000||tools,forced_tools,json_schema,images,reasoning||1250000,200000,,2500000|200000,2500000,400000,,5000000||
        M|grok-4.20-beta|xai|xai|grok-4.20-beta|1000000|1000000||tools,forced_tools,json_schema,images,reasoning||1250000,200000,,2500000|200000,2500000,400000,,5000000||
        M|grok-4.20-beta-0309|xai|xai|grok-4.20-beta-0309|1000000|1000000||tools,forced_tools,json_schema,images,reasoning||1250000,200000,,2500000|200000,2500000,400000,,5000000||
        M|grok-4.20-beta-0309-non-reasoning|xai|xai|grok-4.20-beta-0309-non-reasoning|1000000|1000000||tools,forced_tools,json_schema,images||1250000,200000,,2500000|200000,2500000,400000,,5000000||
        M|grok-4.20-beta-0309-reasoning|xai|xai|grok-4.20-beta-0309-reasoning|1000000|1000000||tools,forced_tools,json_schema,images,reasoning||1250000,200000,,2500000|200000,2500000,400000,,5000000||
        M|grok-4.20-beta-latest|xai|xai|grok-4.20-beta-latest|1000000|1000000||tools,forced_tools,json_schema,images,reasoning||1250000,200000,,2500000|200000,2500000,400000,,5000000||
        M|grok-4.20-beta-latest-non-reasoning|xai|xai|grok-4.20-beta-latest-non-reasoning|1000000|1000000||tools,forced_tools,json_schema,images||1250000,200000,,2500000|200000,2500000,400000,,5000000||
        M|grok-4.20-beta-latest-reasoning|xai|xai|grok-4.20-beta-latest-reasoning|1000000|1000000||tools,forced_tools,json_schema,images,reasoning||1250000,200000,,2500000|200000,2500000,400000,,5000000||
        M|grok-4.20-beta-non-reasoning|xai|xai|grok-4.20-beta-non-reasoning|1000000|1000000||tools,forced_tools,json_schema,images||1250000,200000,,2500000|200000,2500000,400000,,5000000||
        M|grok-4.20-beta-reasoning|xai|xai|grok-4.20-beta-reasoning|1000000|1000000||tools,forced_tools,json_schema,images,reasoning||1250000,200000,,2500000|200000,2500000,400000,,5000000||
        M|grok-4.20-multi-agent|xai|xai|grok-4.20-multi-agent|1000000|1000000||json_schema,images,reasoning|tools|1250000,200000,,2500000|200000,2500000,400000,,5000000||
        M|grok-4.20-multi-agent-0309|xai|xai|grok-4.20-multi-agent-0309|1000000|1000000||json_schema,images,reasoning|tools|1250000,200000,,2500000|200000,2500000,400000,,5000000||
        M|grok-4.20-multi-agent-beta-0309|xai|xai|grok-4.20-multi-agent-beta-0309|1000000|1000000||tools,forced_tools,json_schema,images,reasoning||1250000,200000,,2500000|200000,2500000,400000,,5000000||
        M|grok-4.20-multi-agent-beta-latest|xai|xai|grok-4.20-multi-agent-beta-latest|1000000|1000000||json_schema,images,reasoning|tools|1250000,200000,,2500000|200000,2500000,400000,,5000000||
        M|grok-4.20-multi-agent-latest|xai|xai|grok-4.20-multi-agent-latest|1000000|1000000||json_schema,images,reasoning|tools|1250000,200000,,2500000|200000,2500000,400000,,5000000||
        M|grok-4.20-non-reasoning|xai|xai|grok-4.20-non-reasoning|1000000|1000000||tools,forced_tools,json_schema,images||1250000,200000,,2500000|200000,2500000,400000,,5000000||
        M|grok-4.20-non-reasoning-gv2|xai|xai|grok-4.20-non-reasoning-gv2|1000000|1000000||tools,forced_tools,json_schema,images||1250000,200000,,2500000|200000,2500000,400000,,5000000||
        M|grok-4.20-non-reasoning-latest|xai|xai|grok-4.20-non-reasoning-latest|1000000|1000000||tools,forced_tools,json_schema,images||1250000,200000,,2500000|200000,2500000,400000,,5000000||
        M|grok-4.20-reasoning|xai|xai|grok-4.20-reasoning|1000000|1000000||tools,forced_tools,json_schema,images,reasoning||1250000,200000,,2500000|200000,2500000,400000,,5000000||
        M|grok-4.20-reasoning-gv2|xai|xai|grok-4.20-reasoning-gv2|1000000|1000000||tools,forced_tools,json_schema,images,reasoning||1250000,200000,,2500000|200000,2500000,400000,,5000000||
        M|grok-4.20-reasoning-latest|xai|xai|grok-4.20-reasoning-latest|1000000|1000000||tools,forced_tools,json_schema,images,reasoning||1250000,200000,,2500000|200000,2500000,400000,,5000000||
        M|grok-4.3|xai|xai|grok-4.3|1000000|1000000||tools,forced_tools,json_schema,images,reasoning||1250000,200000,,2500000|200000,2500000,400000,,5000000||
        M|grok-4.3-latest|xai|xai|grok-4.3-latest|1000000|1000000||tools,forced_tools,json_schema,images,reasoning||1250000,200000,,2500000|200000,2500000,400000,,5000000||
        M|grok-4.5|xai|xai|grok-4.5|500000|500000||tools,forced_tools,json_schema,images,reasoning||2000000,300000,,6000000|200000,4000000,600000,,12000000||
        M|grok-4.5-latest|xai|xai|grok-4.5-latest|500000|500000||tools,forced_tools,json_schema,images,reasoning||2000000,300000,,6000000|200000,4000000,600000,,12000000||
        M|grok-4.6|xai|xai|grok-4.6|500000|500000||tools,forced_tools,json_schema,images,reasoning||2000000,500000,,6000000|200000,4000000,1000000,,12000000||
        M|grok-4.7|xai|xai|grok-4.7|500000|500000||tools,forced_tools,json_schema,images,reasoning||2000000,500000,,6000000|200000,4000000,1000000,,12000000||
        M|grok-build-0.1|xai|xai|grok-build-0.1|256000|256000||tools,forced_tools,json_schema,images,reasoning||1000000,200000,,2000000|200000,2000000,400000,,4000000||
        M|grok-build-latest|xai|xai|grok-build-latest|500000|500000||tools,forced_tools,json_schema,images,reasoning||2000000,300000,,6000000|200000,4000000,600000,,12000000||
        M|grok-code-fast|xai|xai|grok-code-fast|256000|256000||tools,forced_tools,json_schema,images,reasoning||1000000,200000,,2000000|200000,2000000,400000,,4000000||
        M|grok-code-fast-1|xai|xai|grok-code-fast-1|256000|256000||tools,forced_tools,json_schema,images,reasoning||1000000,200000,,2000000|200000,2000000,400000,,4000000||
        M|grok-code-fast-1-0825|xai|xai|grok-code-fast-1-0825|256000|256000||tools,forced_tools,json_schema,images,reasoning||1000000,200000,,2000000|200000,2000000,400000,,4000000||
        """#
}
