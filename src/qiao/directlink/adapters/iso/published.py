"""The schemas of ISO 20022, as the build has laid them beside the package; each is compiled once a process."""

from functools import lru_cache
from pathlib import Path

from lxml import etree

from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

FOLDER = Path(__file__).resolve().parent / "schemas"


@lru_cache(maxsize=64)
def schema_of(name: str, *, folder: Path = FOLDER) -> etree.XMLSchema:
    """The schema of a message by its name with its version. Refused with what to do where the build left none."""
    found = next(iter(sorted(folder.glob(f"*/{name}.xsd"))), None)
    if found is None:
        raise Refusal(
            "file.schema",
            _("The schema of %(name)s is not installed: run `python hatch_build.py`, or install the package again."),
            name=name,
        )
    return etree.XMLSchema(file=str(found))
