"""The scripts that keep the catalog right: each mistake is seen, and nothing else is called one."""

import json
import subprocess
import sys

import pytest
from model_server import ROOT

CATALOG = {
    "version": "2026-01-01", "maker": "a", "source": "a page", "lineages": {"a": {"names": ["a-"]}},
    "models": {"a-1": {"lineage": "a", "offers": [
        {"provider": "openai", "ids": ["a-1"], "context": 1000, "can": ["tools"], "cannot": ["audio"], "ends": "2027-01-31",
         "price": {"input": "1", "cached": "0.5", "output": "2",
                   "above": {"tokens": 100, "input": "2", "output": "4"}}}]}},
}


def run(script, *arguments):
    return subprocess.run(
        [sys.executable, str(ROOT / "scripts" / script), *map(str, arguments)], capture_output=True, text=True, check=False)


@pytest.fixture
def catalog(tmp_path):
    def write(name, edit=lambda document, offer: None):
        document = json.loads(json.dumps(CATALOG))
        edit(document, document["models"]["a-1"]["offers"][0])
        folder = tmp_path / name
        folder.mkdir()
        (folder / "a.json").write_text(json.dumps(document))
        return folder

    return write


def test_the_catalog_is_right_and_what_is_compiled_in_is_current():
    checked = run("check-catalog")
    assert (checked.returncode, checked.stdout) == (0, "")


def test_a_catalog_without_a_mistake_is_passed(catalog):
    assert run("check-catalog", catalog("right")).returncode == 0


@pytest.mark.parametrize(
    ("edit", "said"), [
        (lambda d, o: d.update(version="today"), '"version" must be a date'),
        (lambda d, o: d.pop("source"), '"source" is missing'),
        (lambda d, o: d["models"]["a-1"].update(lineage="b"), "the lineage 'b' is not among"),
        (lambda d, o: o.update(provider="opnai"), "the provider 'opnai' is unknown"),
        (lambda d, o: o.update(ids=["a-1", "a-1"]), "a-1 of openai is given twice"),
        (lambda d, o: o.update(ids=["a 1"]), "the id 'a 1' cannot be one"),
        (lambda d, o: o.update(contxt=1), "unknown key 'contxt'"),
        (lambda d, o: o.update(context=0), "context must be a whole number"),
        (lambda d, o: o.update(can=["tools", "fly"]), "there is no capability 'fly'"),
        (lambda d, o: o.update(cannot=["tools"]), "tools is said twice"),
        (lambda d, o: o.update(can=["prefill"]), "prefill cannot be promised"),
        (lambda d, o: o.update(ends="2027-02-30"), '"ends" must be a date'),
        (lambda d, o: o["price"].pop("output"), 'a price needs "input" and "output"'),
        (lambda d, o: o["price"].update(input="0.0000001"), 'a price needs "input" and "output"'),
        (lambda d, o: o["price"].update(input="2000", output="2000"), "is implausible"),
        (lambda d, o: o["price"].update(input="0"), "the price of input is 0"),
        (lambda d, o: o["price"].update(cached="1.5"), "cached input is dearer than input"),
        (lambda d, o: o["price"]["above"].update(output="1"), "long prompts are cheaper than short ones (output)"),
    ])
def test_a_mistake_is_seen(catalog, edit, said):
    checked = run("check-catalog", catalog("wrong", edit))
    assert checked.returncode == 1 and said in checked.stdout


def test_a_key_that_is_given_twice_is_seen(catalog):
    folder = catalog("twice")
    text = (folder / "a.json").read_text()
    (folder / "a.json").write_text(text.replace('"maker"', '"maker": "b", "maker"'))
    assert "'maker' is given twice" in run("check-catalog", folder).stdout


@pytest.mark.parametrize(
    ("edit", "said", "code"), [
        (lambda d, o: None, "", 0),
        (lambda d, o: o.update(context=9000), "openai a-1: context: 1000 -> 9000\n", 0),
        (lambda d, o: o.update(context=11000), "REFUSED openai a-1: context: 1000 -> 11000\n", 1),
        (lambda d, o: o["price"].update(output="19"), "openai a-1: price output: 2 -> 19\n", 0),
        (lambda d, o: o["price"].update(output="21"), "REFUSED openai a-1: price output: 2 -> 21\n", 1),
        (lambda d, o: o["price"].update(output="0"), "REFUSED openai a-1: price output: 2 -> 0\n", 1),
        (lambda d, o: o["price"].pop("cached"), "openai a-1: price cached: 0.5 -> unknown\n", 0),
        (lambda d, o: o.update(cannot=[]), "openai a-1: audio: no -> unknown\n", 0),
        (lambda d, o: o.update(ids=["a-2"]), "openai a-1: is gone\nopenai a-2: is new\n", 0),
    ])
def test_what_changes_is_said_and_a_jump_is_refused(catalog, edit, said, code):
    compared = run("compare-catalog", catalog("old"), catalog("new", edit))
    assert (compared.stdout, compared.returncode) == (said, code)
