"""Reads the catalog in Catalog/*.json. The format is in Docs/catalog.md."""

import json
import re
from decimal import Decimal, InvalidOperation
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "Catalog"
GENERATED = ROOT / "Sources" / "Providers" / "Models" / "Data"

DATE = re.compile(r"^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")
THINKING = ("none", "reasons", "thinks_long")
PRICE_PARTS = ("input", "cached", "written", "output")


def capabilities() -> list[str]:
    """The words of `enum Capability`, so that the catalog and the program cannot drift apart."""
    text = (ROOT / "Sources/Vocabulary/Capability.swift").read_text()
    return [given or name for name, given in re.findall(r'^    case (\w+)(?: = "(\w+)")?$', text, re.MULTILINE)]


def providers() -> set[str]:
    """The providers of the program, those that are not in this build included."""
    text = "".join(path.read_text() for path in sorted((ROOT / "Sources/Providers").glob("Catalog*.swift")))
    named = re.findall(r'(?:name: |host\(\s*)"([a-z.\-]+)"', text)
    later = re.search(r"notInThisBuild = \[([^\]]*)\]", text)
    return set(named) | set(re.findall(r'"([a-z.\-]+)"', later.group(1) if later else "")) | {"bedrock", "vertex"}


class Duplicate(ValueError):
    """A key that a JSON object has twice."""


def load(path: Path) -> dict:
    """One file; a key that is given twice is an error, which the standard library lets pass."""

    def unique(pairs):
        keys = [key for key, _ in pairs]
        if len(keys) != len(set(keys)):
            raise Duplicate(f"the key {next(k for k in keys if keys.count(k) > 1)!r} is given twice")
        return dict(pairs)

    return json.loads(path.read_text(), object_pairs_hook=unique)


def vendor_files(folder: Path = FOLDER) -> list[Path]:
    return [path for path in sorted(folder.glob("*.json")) if path.name != "regions.json"]


def picodollars(text) -> int | None:
    """Dollars per million tokens, as picodollars per token; None if it is no such amount."""
    try:
        amount = Decimal(text) * 1_000_000
    except (InvalidOperation, TypeError):
        return None
    return int(amount) if amount == amount.to_integral_value() and amount >= 0 else None


def offers(document: dict):
    """The model's name, the model and one of its offers, in the order of the file."""
    for name, model in document.get("models", {}).items():
        for offer in model.get("offers", []):
            yield name, model, offer
