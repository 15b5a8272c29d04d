"""A mapping's report as lines of words for the person at the terminal."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from qiao.project.mapping.records import CheckReport, MapReport, TableReport

UNKNOWN_SHOWN = 20  # lines; the file unknown_codes.csv lists the rest


def lines(report: MapReport) -> Iterator[str]:
    """Sources, codes, tables and checks; what needs an answer starts with an exclamation mark."""
    for source in report.sources:
        told = _("%(name)s: %(rows)s rows read of %(files)s file(s), %(aside)s set aside")
        yield _marked(
            told % {"name": source.name, "rows": source.rows, "files": source.files, "aside": source.set_aside},
            source.set_aside,
        )
    for code in report.codes:
        told = _("%(source)s.%(column)s by [codes.%(codes)s]: %(known)s rows known, %(unknown)s unknown")
        facts = {
            "source": code.source,
            "column": code.column,
            "codes": code.codes,
            "known": code.known,
            "unknown": code.unknown,
        }
        yield _marked(told % facts, code.unknown)
    for one in report.unknown[:UNKNOWN_SHOWN]:
        told = _("unknown code «%(value)s» in %(column)s: %(rows)s rows, first in %(file)s, row %(row)s (%(unknown)s)")
        facts = {
            "value": one.value,
            "column": one.column,
            "rows": one.rows,
            "file": one.file,
            "row": one.row,
            "unknown": one.unknown,
        }
        yield _marked(told % facts, 1)
    for table in report.tables:
        yield _table(table)
    for check in report.checks:
        yield _check(check)


def _table(table: TableReport) -> str:
    """Rows written, and what the load will set aside."""
    told = _("%(name)s: %(rows)s rows written") % {"name": table.name, "rows": table.rows}
    empty = "".join(
        "; " + _("%(column)s empty in %(rows)s") % {"column": name, "rows": rows} for name, rows in table.empty.items()
    )
    twice = "; " + _("%(rows)s rows more than keys") % {"rows": table.doubled} if table.doubled else ""
    return _marked(told + empty + twice, len(empty) + table.doubled)


def _check(check: CheckReport) -> str:
    """Every figure of the check."""
    figures = ", ".join(f"{name} {value}" for name, value in check.figures.items())
    return _marked(_("check %(name)s: %(figures)s") % {"name": check.name, "figures": figures}, len(check.broken))


def _marked(told: str, objections: int) -> str:
    """The line, with an exclamation mark where somebody has to look."""
    return f"! {told}" if objections else f"  {told}"
