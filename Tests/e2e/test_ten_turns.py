"""A conversation with tools goes from provider to provider at every turn and comes back to the first, and every strict fake
accepts what the others have made of it: identifiers, signatures, the order of blocks, who speaks after whom."""

from dataclasses import replace

import pytest
from matrix.conversation import Ask, Assistant, Call, Result, Results, User, plain
from matrix.features import ARGUMENTS, TEXT, TIME, WEATHER
from matrix.fleet import PROVIDERS, arrived
from matrix.talks import TALKS

TURNS = 10
ASK = Ask(system="Answer like a waiter.", tools=(WEATHER, TIME))


@pytest.mark.parametrize("thinks", [False, True], ids=["plain", "thinking"])
@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize("first", PROVIDERS)
@pytest.mark.parametrize("client", TALKS)
def test_ten_turns(fleet, sdk, record, client, first, stream, thinks):
    names = list(PROVIDERS)
    names = names[names.index(first):] + names[:names.index(first)]
    # The last turn is at home again.
    route = [names[turn % len(names)] for turn in range(TURNS - 1)] + [first]
    talk, said = TALKS[client](sdk(client), replace(ASK, thinks=thinks)), []
    for turn, name in enumerate(route):
        fake = fleet.fakes[name]
        wants_call = turn % 2 == 0
        calls = 1 + turn // 2 % 2
        fake.behave(f"tool_calls({calls})" if wants_call else "ok")
        if wants_call:
            talk.user(f"Question {turn}?")
            said.append(User(f"Question {turn}?"))
        before = fake.count()
        try:
            answer = talk.answer(f"via-{name}", stream)
        except Exception as error:
            raise AssertionError(f"turn {turn}, at {name}, after {route[:turn]}: {error}") from error
        assert fake.count() == before + 1
        column = PROVIDERS[name]
        heard = arrived(column, fake.requests()[-1])
        asked = plain(Ask(tuple(said)))
        assert heard["turns"] == asked["turns"], f"turn {turn}, at {name}, after {route[:turn]}"
        if not wants_call:
            assert answer.text == TEXT
            said.append(Assistant(TEXT))
            continue
        assert answer.calls == [(tool.name, ARGUMENTS) for tool in (WEATHER, TIME)[:calls]]
        assert len(set(answer.ids)) == calls
        texts = [f"result {turn}.{index}" for index in range(calls)]
        told = list(zip(answer.ids, [name for name, _ in answer.calls], texts, strict=True))
        talk.results(told)
        # The neutral record has identifiers of its own: SDKs may be given the same one twice by different providers.
        own = [f"{turn}.{index}" for index in range(calls)]
        said.append(Assistant(answer.plan, tuple(
            Call(id, name, arguments) for id, (name, arguments) in zip(own, answer.calls, strict=True))))
        said.append(Results(tuple(
            Result(id, name, text) for id, (_, name, text) in zip(own, told, strict=True))))
    record.conversations += 1
