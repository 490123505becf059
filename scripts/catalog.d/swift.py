"""Writes the catalog as Swift: a text with a line for each fact, which the program reads when it is first asked."""

from catalog import PRICE_PARTS, offers, picodollars

HEAD = """\
// Made by scripts/generate-catalog from {source}. Change that file, not this one.

extension CatalogData {{
    static let {name}: StaticString = #\"\"\"
{lines}
        \"\"\"#
}}
"""


def constant(stem: str) -> str:
    first, *rest = stem.split("-")
    return first + "".join(word.capitalize() for word in rest)


def vendor(document: dict, source: str, stem: str) -> str:
    lines = [["V", document["maker"], document["version"]]]
    for lineage, facts in document["lineages"].items():
        lines += [["N", name, lineage] for name in facts["names"]]
    lines += [["N", name, ""] for name in document.get("names_of_nobody", [])]
    lines += [["T", name, thinking] for name, thinking in document.get("thinking", {}).items()]
    for name, model, offer in offers(document):
        lines.append(["M", name, model["lineage"], offer["provider"], " ".join(offer["ids"]), *columns(offer)])
    return render(lines, source, stem)


def columns(offer: dict) -> list[str]:
    price = offer.get("price", {})
    above = price.get("above", {})
    return [
        str(offer.get("context", "")), str(offer.get("output", "")), str(offer.get("body", "")),
        ",".join(offer.get("can", [])), ",".join(offer.get("cannot", [])),
        ",".join(amount(price, part) for part in PRICE_PARTS) if price else "",
        ",".join([str(above["tokens"])] + [amount(above, part) for part in PRICE_PARTS]) if above else "",
        str(offer.get("dimensions", "")), offer.get("ends", ""),
    ]


def amount(price: dict, part: str) -> str:
    return str(picodollars(price[part])) if part in price else ""


def regions(document: dict, source: str) -> str:
    lines = [
        ["R", cloud, jurisdiction, " ".join(names)] for cloud, facts in document["clouds"].items()
        for jurisdiction, names in facts["regions"].items()
    ]
    return render(lines, source, "regions")


def index(stems: list[str]) -> str:
    names = "".join(f"        {constant(stem)},\n" for stem in stems)
    return (
        "// Made by scripts/generate-catalog from the names of the files in Catalog.\n\n"
        "/// The catalog as text, a file for each maker of models.\n"
        f"enum CatalogData {{\n    static let vendors: [StaticString] = [\n{names}    ]\n}}\n")


def render(lines: list[list[str]], source: str, stem: str) -> str:
    text = "\n".join("        " + "|".join(line) for line in lines)
    return HEAD.format(source=source, name=constant(stem), lines=text)
