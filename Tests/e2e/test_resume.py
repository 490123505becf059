"""Streams of the real local model that break in the middle, and what `on_cut` makes of them.

A relay in front of the model server breaks them off (relay.py), most of them after two thirds of their text. Everything
is asked at temperature 0 and with a seed, so that the same request gets the same answer, and an answer that was mended
can be compared with the one that was never cut.

A restart must give that answer to the byte, for any prompt. A prefill need not: the model reads what was sent in other
tokens than it wrote, where a word was still open for example, and may go on differently. HELLO and LISBON are questions
for which it does not; what holds for any prompt is checked with EMOJI, for which it does.
"""

import http.client
import json
import os
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import openai
import pytest
from conftest import MODEL
from relay import Cut, Relay

HELLO = ("Say hello.", 40)  # the model ends by itself
LISBON = ("Tell me about the city of Lisbon.", 32)  # the limit ends it
CAFE = ("Repeat after me: O café é ótimo, às nove.", 40)
EMOJI = ("Write three emoji.", 24)  # a character is several tokens
OTHER_TEXT = "Something else is said here, and it is said in other words."
METHODS = pytest.mark.parametrize("method", ["restart", "prefill"])


@dataclass
class Heard:
    """What the SDK gave its user."""

    chunks: list = field(default_factory=list)
    headers: dict = field(default_factory=dict)
    error: openai.APIError | None = None

    @property
    def pieces(self) -> list[str]:
        return [choice.delta.content for chunk in self.chunks for choice in chunk.choices if choice.delta.content]

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    @property
    def finish_reasons(self) -> list[str]:
        return [choice.finish_reason for chunk in self.chunks for choice in chunk.choices if choice.finish_reason]

    @property
    def usages(self) -> list[tuple[int, int, int]]:
        found = (chunk.usage for chunk in self.chunks if chunk.usage)
        return [(usage.prompt_tokens, usage.completion_tokens, usage.total_tokens) for usage in found]

    @property
    def notes(self) -> list[dict]:
        """The member `planb` of every chunk that has it."""
        return [chunk.model_extra["planb"] for chunk in self.chunks if "planb" in (chunk.model_extra or {})]


def request(question: tuple[str, int], model: str) -> dict:
    prompt, tokens = question
    return {"model": model, "messages": [{"role": "user", "content": prompt}], "max_tokens": tokens, "temperature": 0,
            "seed": 7, "stream": True}


def listen(client: openai.OpenAI, question, model="m") -> Heard:
    heard = Heard()
    try:
        with client.chat.completions.with_streaming_response.create(
            **request(question, model), stream_options={"include_usage": True}
        ) as raw:
            heard.headers = raw.headers
            for chunk in raw.parse():
                heard.chunks.append(chunk)
    except openai.APIError as error:
        heard.error = error
    return heard


def receive(gateway, question) -> tuple[list[str], bool]:
    """The lines of a stream as they are on the wire, and whether the answer ended as HTTP says."""
    connection = http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=90)
    data, has_ended = b"", True
    try:
        body = json.dumps(request(question, "m"))
        connection.request("POST", "/v1/chat/completions", body, {"content-type": "application/json"})
        answer = connection.getresponse()
        assert answer.status == 200
        while part := answer.read1(65536):
            data += part
    except (http.client.IncompleteRead, ConnectionResetError):
        has_ended = False
    finally:
        connection.close()
    return [line for line in data.decode().split("\n") if line], has_ended


def text_of(lines: list[str]) -> str:
    events = (json.loads(line[6:]) for line in lines if line.startswith("data: {"))
    return "".join(choice["delta"].get("content") or "" for event in events for choice in event.get("choices") or [])


@pytest.fixture(scope="module")
def uncut(model_port):
    """The answer of the model itself to a question."""
    answers = {}

    def ask(question) -> Heard:
        if question not in answers:
            with openai.OpenAI(api_key="none", base_url=f"http://127.0.0.1:{model_port}/v1", max_retries=0) as client:
                answers[question] = listen(client, question, MODEL)
            assert answers[question].error is None and len(answers[question].pieces) >= 6
        return answers[question]

    return ask


def after(share: float, answer: Heard) -> int:
    """How many events make up this share of the text."""
    events, characters = 0, 0
    while characters < share * len(answer.text):
        characters += len(answer.pieces[events])
        events += 1
    return events


class Stage:
    """A gateway whose target `first` is cut, and has others behind it; a relay is in front of each."""

    def __init__(self, start_gateway, on_cut, first: Relay, contract=None, **others: Relay):
        self.relays = {"first": first} | others
        targets = {
            name: {"provider": "llama.cpp", "url": f"http://127.0.0.1:{relay.port}/v1", "model": MODEL}
            for name, relay in self.relays.items()
        }
        for name in others:
            targets[name]["contract"] = contract or {"prefill": True}
        # Long clocks: one model on a busy machine answers all of them, one after the other.
        route = {"try": list(targets), "timeouts": {"first_token": "60s", "idle": "60s"}}
        if on_cut:
            route["on_cut"] = on_cut
        self.gateway = start_gateway(mode="demo", targets=targets, routes={"m": route})

    def listen(self, question) -> Heard:
        with self.gateway.client() as client:
            return listen(client, question)

    def sent_before_the_cut(self) -> str:
        first = self.relays["first"].streams[0]
        assert first.was_cut and first.text
        return first.text

    def counted(self, name: str) -> dict[str, float]:
        """The samples of one metric, by their labels."""
        samples = self.gateway.metrics()
        return {key.removeprefix(name): value for key, value in samples.items() if key.partition("{")[0] == name}


@pytest.fixture
def relay():
    """Makes relays, to the model or to another port."""
    made = []

    def make(*arguments) -> Relay:
        made.append(Relay(*arguments))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def stage(start_gateway, relay, model_port):
    """A stage on which both targets are the model."""

    def make(on_cut, *cuts: Cut) -> Stage:
        made = Stage(start_gateway, on_cut, relay(model_port), backup=relay(model_port))
        made.relays["first"].forget(*cuts)
        return made

    return make


@pytest.fixture
def other_stage(start_gateway, relay, model_port):
    """A stage on which the backup is a fake provider, which says something else."""

    def make(on_cut, *cuts: Cut, text=OTHER_TEXT) -> Stage:
        fake = relay(urlsplit(os.environ["FAKE_PROVIDER_URL"]).port, {"x-fake-behaviour": f"text({text})"})
        made = Stage(start_gateway, on_cut, relay(model_port), backup=fake)
        made.relays["first"].forget(*cuts)
        return made

    return make


@pytest.fixture
def three(start_gateway, relay, model_port):
    """A stage with three ways to the model, of which the first two are cut."""

    def make(first: list[Cut], second: list[Cut]) -> Stage:
        names = ("second", "third")
        made = Stage(start_gateway, {"resume": ["restart"]}, relay(model_port), **{n: relay(model_port) for n in names})
        made.relays["first"].forget(*first)
        made.relays["second"].forget(*second)
        return made

    return make


class TestResume:
    @pytest.mark.parametrize("question", [HELLO, LISBON], ids=["stop", "length"])
    @METHODS
    def test_a_cut_stream_arrives_as_if_it_had_not_been_cut(self, stage, uncut, method, question):
        whole = uncut(question)
        stage = stage({"resume": [method]}, Cut(after(2 / 3, whole)))
        heard = stage.listen(question)
        sent = stage.sent_before_the_cut()
        assert len(sent) >= 2 / 3 * len(whole.text) and sent != whole.text

        assert heard.error is None
        assert heard.text == whole.text
        assert heard.finish_reasons == whole.finish_reasons
        assert len({chunk.id for chunk in heard.chunks}) == 1
        assert {chunk.model for chunk in heard.chunks} == {MODEL}
        assert heard.usages == whole.usages and len(heard.usages) == 1

        assert heard.headers["x-planb-target"] == "first"
        assert len(heard.notes) == 1 and heard.notes == [heard.chunks[-1].model_extra["planb"]]
        offset = len(sent.encode())
        assert heard.notes[0]["resumed"] == {"offset": offset, "from": "first", "to": "backup", "method": method}
        assert [(attempt["target"], attempt["outcome"]) for attempt in heard.notes[0]["attempts"]] == [
            ("first", "cut"), ("backup", "200")]

    @METHODS
    def test_on_the_wire_it_has_one_end(self, stage, uncut, method):
        whole = uncut(HELLO)
        stage = stage({"resume": [method]}, Cut(after(2 / 3, whole)))
        lines, has_ended = receive(stage.gateway, HELLO)
        assert has_ended and stage.sent_before_the_cut()
        assert text_of(lines) == whole.text
        assert [line for line in lines if "[DONE]" in line] == ["data: [DONE]"] == lines[-1:]
        assert [line for line in lines if '"planb"' in line] == [lines[-2]]
        assert not any('"error"' in line for line in lines)
        # Nobody asked for usage.
        assert not any(json.loads(line[6:]).get("usage") for line in lines if line.startswith("data: {"))

    @METHODS
    def test_the_backup_is_asked_for_what_is_missing(self, stage, uncut, method):
        stage = stage({"resume": [method]}, Cut(after(2 / 3, uncut(HELLO))))
        heard = stage.listen(HELLO)
        sent = stage.sent_before_the_cut()
        [leg] = stage.relays["backup"].streams
        question = request(HELLO, MODEL)
        if method == "restart":
            assert leg.request["messages"] == question["messages"]
            assert leg.request["max_tokens"] == question["max_tokens"]
            assert leg.text == heard.text
        else:
            assert leg.request["messages"] == [*question["messages"], {"role": "assistant", "content": sent}]
            assert leg.request["max_tokens"] == question["max_tokens"] - stage.relays["first"].streams[0].events
            assert sent + leg.text == heard.text

    @METHODS
    def test_every_leg_is_counted(self, stage, uncut, method):
        stage = stage({"resume": [method]}, Cut(after(2 / 3, uncut(HELLO))))
        assert stage.listen(HELLO).error is None
        assert stage.counted("planb_attempts_total") == {
            '{target="first",outcome="cut"}': 1, '{target="backup",outcome="200"}': 1}
        assert stage.counted("planb_resume_legs_total") == {f'{{method="{method}",rescued="true"}}': 1}
        assert stage.counted("planb_requests_total") == {'{route="m",outcome="answered",code="200"}': 1}
        assert stage.counted("planb_cut_after_first_output_seconds_count") == {"": 1}
        assert stage.counted("planb_streams_interrupted_total") == {}

    def test_a_prefill_goes_on_from_exactly_what_was_sent_whatever_the_model_makes_of_it(self, stage, uncut):
        stage = stage({"resume": ["prefill"]}, Cut(after(2 / 3, uncut(EMOJI))))
        heard = stage.listen(EMOJI)
        sent = stage.sent_before_the_cut()
        [leg] = stage.relays["backup"].streams
        assert leg.request["messages"][-1] == {"role": "assistant", "content": sent}
        assert heard.error is None and leg.text
        assert heard.text == sent + leg.text
        assert heard.finish_reasons == [leg.finish_reason]

    @pytest.mark.parametrize("how", ["reset", "close"])
    @pytest.mark.parametrize("inside", ["line", "character"])
    @METHODS
    def test_half_a_line_and_half_a_character_are_not_sent(self, stage, uncut, method, inside, how):
        whole = uncut(CAFE)
        stage = stage({"resume": [method]}, Cut(after(1 / 3, whole), inside, how))
        heard = stage.listen(CAFE)
        sent = stage.sent_before_the_cut()
        assert whole.text.startswith(sent) and sent != whole.text
        assert heard.error is None
        assert heard.text == whole.text if method == "restart" else heard.text.startswith(sent)
        [leg] = stage.relays["backup"].streams
        assert heard.text == ("" if method == "restart" else sent) + leg.text
        assert heard.notes[0]["resumed"]["offset"] == len(sent.encode())

    def test_an_answer_that_is_cut_twice_is_mended_twice(self, three, uncut):
        whole = uncut(LISBON)
        stage = three([Cut(after(1 / 3, whole))], [Cut(after(2 / 3, whole))])
        heard = stage.listen(LISBON)
        assert heard.error is None and heard.text == whole.text
        assert heard.usages == whole.usages and heard.finish_reasons == whole.finish_reasons
        assert len({chunk.id for chunk in heard.chunks}) == 1
        [second] = stage.relays["second"].streams
        resumed = heard.notes[0]["resumed"]
        # A leg keeps its last event back, for the mark of the end: the client has one less when it breaks.
        assert len(stage.sent_before_the_cut().encode()) < resumed["offset"] <= len(second.text.encode())
        assert (resumed["from"], resumed["method"], resumed["seams"]) == ("second", "restart", 2)
        assert [(attempt["target"], attempt["outcome"]) for attempt in heard.notes[0]["attempts"]] == [
            ("first", "cut"), ("second", "cut"), (resumed["to"], "200")]


# The ways to mend an answer that a backup has which says something else, and refuses a prefill.
HOPELESS = pytest.mark.parametrize(
    "methods", [["restart"], ["prefill"], ["restart", "prefill"], ["prefill", "restart"]], ids="-".join)


@pytest.fixture
def lost(three, uncut):
    """A stage on which the second target goes on with what the first one broke off, breaks too, and nobody else can."""
    whole = uncut(LISBON)
    early, late = Cut(after(1 / 3, whole), how="close"), Cut(after(2 / 3, whole), how="reset")
    made = three([early] * 5, [late] * 5)
    made.relays["third"].forget(*[early] * 5)
    return made


class TestNobodyCanGoOn:
    """The client gets an error after exactly what it had before: never a mixture, never a clean end."""

    @HOPELESS
    def test_the_error_names_what_broke_the_answer(self, other_stage, uncut, methods):
        cut = Cut(after(2 / 3, uncut(HELLO)))
        stage = other_stage({"resume": methods}, *[cut] * 5)
        stage.relays["backup"].refuses_prefill = True
        heard = stage.listen(HELLO)
        assert heard.text == stage.sent_before_the_cut()
        assert heard.finish_reasons == [] and heard.usages == [] and heard.notes == []
        assert heard.error.code == "stream_interrupted"
        assert "first reset the connection in the middle of the answer" in heard.error.message
        assert "incomplete" in heard.error.message
        assert "backup" not in heard.error.message and "Expected last role" not in str(heard.error.body)
        # It was tried, by every method that is allowed.
        legs = stage.relays["backup"].streams
        assert [leg.status for leg in legs] == [{"restart": 200, "prefill": 400}[method] for method in methods]
        counted = stage.counted("planb_resume_legs_total")
        assert all('rescued="false"' in labels for labels in counted)
        assert {method for method in methods if f'{{method="{method}",rescued="false"}}' in counted} == set(methods)
        assert stage.counted("planb_streams_interrupted_total") == {'{route="m",stage="resume",policy="resume"}': 1}
        assert stage.counted("planb_requests_total") == {'{route="m",outcome="cut",code="200"}': 1}

    @HOPELESS
    def test_on_the_wire_it_has_an_error_and_no_end(self, other_stage, uncut, methods):
        cut = Cut(after(2 / 3, uncut(HELLO)))
        stage = other_stage({"resume": methods}, *[cut] * 5)
        stage.relays["backup"].refuses_prefill = True
        lines, has_ended = receive(stage.gateway, HELLO)
        assert not has_ended
        assert text_of(lines) == stage.sent_before_the_cut()
        assert not any("[DONE]" in line for line in lines)
        event = json.loads(lines[-1].removeprefix("data: "))
        assert event["error"]["code"] == "stream_interrupted"

    def test_an_answer_that_begins_alike_is_not_mixed_in(self, other_stage, uncut):
        whole = uncut(HELLO).text
        cut = Cut(after(2 / 3, uncut(HELLO)))
        # Half as long as what was sent, the same so far, and then other words.
        stage = other_stage({"resume": ["restart"]}, *[cut] * 5, text=whole[:len(whole) // 3] + " " + OTHER_TEXT)
        heard = stage.listen(HELLO)
        assert heard.text == stage.sent_before_the_cut()
        assert heard.error.code == "stream_interrupted" and "Something" not in heard.text

    def test_an_answer_that_was_mended_and_is_lost_all_the_same_names_who_broke_it_first(self, lost):
        assert "first closed the connection in the middle of the answer" in lost.listen(LISBON).error.message

    def test_a_leg_that_breaks_rescues_nothing(self, lost):
        assert lost.listen(LISBON).error
        counted = lost.counted("planb_resume_legs_total")
        assert '{method="restart",rescued="true"}' not in counted
        assert counted['{method="restart",rescued="false"}'] >= 1

    def test_an_answer_that_was_mended_and_is_lost_all_the_same_is_a_part_of_it(self, lost, uncut):
        heard = lost.listen(LISBON)
        assert heard.error.code == "stream_interrupted" and heard.finish_reasons == []
        sent = lost.sent_before_the_cut()
        assert heard.text.startswith(sent) and len(heard.text) > len(sent)
        assert uncut(LISBON).text.startswith(heard.text) and heard.text != uncut(LISBON).text

    def test_a_target_without_that_contract_is_given_no_beginning(self, start_gateway, relay, model_port, uncut):
        stage = Stage(
            start_gateway, {"resume": ["prefill"]}, relay(model_port), {"prefill": False}, backup=relay(model_port))
        stage.relays["first"].forget(Cut(after(2 / 3, uncut(HELLO))))
        heard = stage.listen(HELLO)
        assert heard.error.code == "stream_interrupted"
        assert heard.text == stage.sent_before_the_cut()
        assert len(stage.relays["first"].streams) == 1 and stage.relays["backup"].streams == []
        assert stage.counted("planb_resume_legs_total") == {}


class TestOtherWays:
    def test_without_more_ado_a_cut_is_an_error(self, stage, uncut):
        stage = stage(None, Cut(after(2 / 3, uncut(HELLO))))
        heard = stage.listen(HELLO)
        assert heard.text == stage.sent_before_the_cut()
        assert heard.error.code == "stream_interrupted"
        assert heard.finish_reasons == [] and heard.usages == []
        assert stage.relays["backup"].streams == [], "nothing is billed twice unless the route says so"

    def test_a_buffered_answer_is_that_of_the_backup_alone(self, other_stage, uncut):
        stage = other_stage("buffer", Cut(after(2 / 3, uncut(HELLO))))
        heard = stage.listen(HELLO)
        assert stage.sent_before_the_cut() not in heard.text
        assert heard.error is None
        assert heard.text == OTHER_TEXT
        assert heard.headers["x-planb-target"] == "backup"
        assert heard.headers["x-planb-attempts"] == "first:cut,backup:200"
        assert heard.finish_reasons == ["stop"] and len(heard.usages) == 1
        assert not any("resumed" in note for note in heard.notes)
        assert stage.counted("planb_resume_legs_total") == stage.counted("planb_streams_interrupted_total") == {}

    def test_a_buffered_answer_that_is_not_cut_is_the_answer(self, stage, uncut):
        stage = stage("buffer")
        heard = stage.listen(LISBON)
        assert heard.error is None and heard.text == uncut(LISBON).text
        assert heard.headers["x-planb-attempts"] == "first:200"
