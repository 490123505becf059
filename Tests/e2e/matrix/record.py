"""What a run has shown, and the page that says it."""

import json
from importlib.metadata import version

from model_server import ROOT

from matrix.clients import CLIENTS
from matrix.features import BREAK, ERRORS, FEATURES
from matrix.fleet import PROVIDERS

PAGE = ROOT / "Docs/compatibility.md"
FACTS = ROOT / "Docs/compatibility.json"
SDKS = {
    "openai-chat": ("OpenAI, chat completions", "openai"), "openai-responses": ("OpenAI, responses", "openai"),
    "anthropic": ("Anthropic, messages", "anthropic"), "gemini": ("Google, generateContent", "google-genai"),
    "bedrock": ("Amazon Bedrock, Converse", "boto3"), "cohere": ("Cohere, chat", "cohere"),
}
INTRODUCTION = """\
# Compatibility

Which client works with which provider, and what does not. This page is written by the end-to-end tests from what they have
shown, and they fail when it says something else; `PLANB_RECORD=1` lets them write it anew.

A cell is the official SDK of a dialect, unchanged but for its base URL, on one side, the [fake](fake-provider.md) of a provider
on the other, which refuses what the real one is documented to refuse, and the gateway between them. It is right when the
provider was asked what the SDK was told to ask (texts, images, tools, choices, limits, schemas), and the SDK's own objects say
what the provider answered: text, calls and their arguments, finish reason, token counts, or the exception that the SDK documents.
No real provider is involved. Each cell is run as an answer in one piece and as a stream.
"""

NOTES = """\
## What is done in another way

- Cohere cannot be told which of several tools to call: it is offered that one alone, and has to call a tool.
- Converse cannot be told to call no tool: it is offered none.
- Chat completions, responses and Cohere have no mark for a result that is an error. What comes from a client with such a mark begins
  with `Error: ` there.
- Anthropic's clients always set a limit. For other clients the gateway sets one at Anthropic that cuts no answer.
- Cohere's and Mistral's models refuse in a text like any other. Cohere's clients are told of other models' refusals by
  `finish_reason: ERROR`, since their API has no other word.
- Thoughts are shown as far as the client can ask for them and the provider shows them; chat completions ask for effort only.
- Calls to Gemini's clients come in the last event of a stream, together.
- The target of Bedrock has `contract: {json_schema: true, reasoning: true}` here, and those of Anthropic, Gemini and Cohere
  `{reasoning: true}`: what is not known of a model is not asked of it. Without `json_schema` a schema becomes the only tool, and
  its call the answer.
"""


def ways(feature) -> int:
    """A feature of streams has no answer in one piece."""
    return len(getattr(feature, "streams", (False, True)))


class Record:
    def __init__(self):
        self.cells, self.conversations, self.failovers = {}, 0, 0

    def passed(self, client: str, provider: str, feature: str, stream: bool):
        self.cells[client, provider, feature, stream] = ""

    def refused(self, client: str, provider: str, feature: str, stream: bool, reason: str):
        self.cells[client, provider, feature, stream] = reason

    @staticmethod
    def all_cells() -> int:
        asked = sum(ways(f) for f in FEATURES for client in CLIENTS if client not in f.without)
        return (asked + len(CLIENTS) * sum(ways(error) for error in [*ERRORS, BREAK])) * len(PROVIDERS)

    def facts(self) -> str:
        lines = [
            json.dumps([client, provider, feature, "stream" if stream else "whole", reason or "passed"])
            for (client, provider, feature, stream), reason in sorted(self.cells.items())]
        return "[\n" + ",\n".join(lines) + "\n]\n"

    def page(self) -> str:
        refused = sum(bool(reason) for reason in self.cells.values())
        share = 100 * refused / len(self.cells)
        parts = [INTRODUCTION, f"""\
| cells | passed | refused by design | failed | failovers | conversations of ten turns |
|---|---|---|---|---|---|
| {len(self.cells)} | {len(self.cells) - refused} | {refused} ({share:.1f} %) | 0 | {self.failovers} | {self.conversations} |

A failover is a request with calls and results in its history: its first provider fails, and the next one, of any kind, is checked to
have received it as the client said it. Each client goes from each provider to each.

A conversation of ten turns asks another provider at every turn, calls tools, gives the results to the next provider, and comes
back to the first. It is held with each SDK, beginning at each provider, in one piece and streamed, with thinking and without, and
every provider is checked to have received all of it.

✓ works · – the SDK cannot say it · number: refused, for the reason below
"""]
        reasons = sorted({reason for reason in self.cells.values() if reason})
        for client, (title, package) in SDKS.items():
            parts.append(self.table(client, f"## {title}\n\n`{package}` {version(package)}\n", reasons))
        parts.append(NOTES)
        if reasons:
            parts.append("## Refused by design\n\n" + "\n".join(f"{i}. {r}" for i, r in enumerate(reasons, 1)) + "\n")
        return "\n".join(parts)

    def table(self, client: str, head: str, reasons: list[str]) -> str:
        rows = [f"| | {' | '.join(PROVIDERS)} |", "|---" * (len(PROVIDERS) + 1) + "|"]
        for feature in [*FEATURES, *ERRORS, BREAK]:
            marks = [self.mark(client, provider, feature.name, reasons) for provider in PROVIDERS]
            rows.append(f"| {feature.about} | {' | '.join(marks)} |")
        return head + "\n" + "\n".join(rows) + "\n"

    def mark(self, client: str, provider: str, feature: str, reasons: list[str]) -> str:
        found = {self.cells[key] for key in self.cells if key[:3] == (client, provider, feature)}
        if not found:
            return "–"
        [reason] = found
        return str(reasons.index(reason) + 1) if reason else "✓"
