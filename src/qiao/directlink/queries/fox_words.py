"""What the parts of FOX are called in Chinese and in English, out of the table that lies beside the profiles."""

import tomllib
from functools import cache
from importlib.resources import files

from qiao.directlink.rules.fox.reference import Called, Words

TABLE = files("qiao.directlink.adapters") / "fox_words.toml"
CALLED = ("interfaces", "fields")


@cache
def fox_words() -> Words:
    """The words as they are kept."""
    told = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    named = {kind: {name: Called(**one) for name, one in told[kind].items()} for kind in CALLED}
    english = {kind: table for kind, table in told.items() if kind not in CALLED}
    return Words(named["interfaces"], named["fields"], english)
