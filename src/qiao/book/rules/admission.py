"""Whether an extract may be loaded into this book at all, seen from its manifest alone."""

from qiao.book.rules.contract import FIRST_LOAD_NEEDS
from qiao.book.rules.manifest import Manifest
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _


def check_admission(manifest: Manifest, *, currency: str | None) -> None:
    """Refuse another currency than the book's, and a first extract (no currency yet) without a table it needs."""
    if currency is not None and manifest.currency != currency:
        raise Refusal(
            "load.currency",
            _(
                "The extract is in %(given)s, the book in %(currency)s; one book holds one currency. Load it into a "
                "book of its own (another QIAO_HOME)."
            ),
            given=manifest.currency,
            currency=currency,
        )
    missing = [name for name in FIRST_LOAD_NEEDS if name not in manifest.tables]
    if currency is None and missing:
        raise Refusal(
            "load.table_missing",
            _("A first load needs the table %(tables)s, which manifest.json does not name; hand it over as well."),
            tables=", ".join(missing),
        )
