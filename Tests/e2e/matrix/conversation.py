"""What is asked and answered, in the words of no dialect: each client says an Ask in its SDK, each provider's request is
read back into one, and both have to be equal."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class User:
    text: str
    images: tuple[bytes | str, ...] = ()  # PNG or PDF, or an address


@dataclass(frozen=True)
class Call:
    id: str
    name: str
    arguments: dict


@dataclass(frozen=True)
class Assistant:
    text: str = ""
    calls: tuple[Call, ...] = ()


@dataclass(frozen=True)
class Result:
    id: str
    name: str
    text: str
    is_error: bool = False


@dataclass(frozen=True)
class Results:
    results: tuple[Result, ...]


@dataclass(frozen=True)
class Tool:
    name: str
    description: str
    parameters: dict


@dataclass(frozen=True)
class Ask:
    turns: tuple = ()
    system: str = ""
    tools: tuple[Tool, ...] = ()
    choice: str = ""  # "", "auto", "none", "required", or the name of a tool
    limit: int | None = None
    stops: tuple[str, ...] = ()
    schema: dict | None = None
    thinks: bool = False  # the model is to think hard, and to show what it thinks


@dataclass
class Answer:
    """What the SDK's own objects say."""

    text: str = ""
    calls: list = field(default_factory=list)  # (name, arguments)
    ids: list = field(default_factory=list)  # of the calls
    finish: str = ""  # stop, length, tools or filter
    refusal: str = ""
    thoughts: str = ""
    plan: str = ""  # what Cohere says about its calls
    prompt: int | None = None  # tokens, those of the cache included
    completion: int | None = None
    cached: int = 0
    model: str = ""
    pieces: int = 0  # of text, in a stream
    fragments: int = 0  # of arguments, in a stream
    headers: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Failure:
    """What an SDK raises."""

    kind: str
    status: int


def media_type(data: bytes) -> str:
    return "application/pdf" if data.startswith(b"%PDF") else "image/png"


class Positions(dict):
    """The positions of calls by their ids. Providers that know nothing of each other may give the same id twice; what
    follows a call refers to the last one."""

    count = 0

    def add(self, id: str):
        self[id] = self.count
        self.count += 1


def plain(ask: Ask) -> dict:
    """An Ask as what has to arrive: identifiers are replaced by the position of their call."""
    order, turns = {}, []
    for turn in ask.turns:
        match turn:
            case User():
                turns.append(("user", turn.text, turn.images))
            case Assistant():
                for call in turn.calls:
                    order[call.id] = len(order)
                turns.append(("assistant", turn.text, [(order[c.id], c.name, c.arguments) for c in turn.calls]))
            case Results():
                for result in turn.results:
                    order.setdefault(result.id, f"no call has the id {result.id}")
                turns.append(("results", [(order[r.id], r.text, r.is_error) for r in turn.results]))
    return {
        "system": ask.system,
        "turns": turns,
        "tools": [(tool.name, tool.description, shape(tool.parameters)) for tool in ask.tools],
        "choice": "" if ask.choice == "auto" else ask.choice,
        "limit": ask.limit,
        "stops": ask.stops,
        "schema": shape(ask.schema),
    }


def shape(schema: dict | None):
    """What a schema means, whatever keywords a dialect adds or spells in capitals."""
    if schema is None:
        return None
    kind = str(schema.get("type", "object")).lower()
    found = {"type": kind}
    if kind == "object":
        found["properties"] = {name: shape(value) for name, value in schema.get("properties", {}).items()}
        found["required"] = sorted(schema.get("required", []))
    if kind == "array":
        found["items"] = shape(schema.get("items", {}))
    if "enum" in schema:
        found["enum"] = schema["enum"]
    return found
