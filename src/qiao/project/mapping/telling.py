"""A mapping's report as lines of words for the person at the terminal."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from qiao.project.mapping.records import CheckReport, CodeReport, MapReport, SourceReport, TableReport, UnknownCode

UNKNOWN_SHOWN = 20  # lines; the file unknown_codes.csv lists the rest


def lines(report: MapReport) -> Iterator[str]:
    """Sources, codes, tables and checks; what needs an answer starts with an exclamation mark."""
    yield from map(_source, report.sources)
    yield from map(_codes, report.codes)
    yield from map(_unknown, report.unknown[:UNKNOWN_SHOWN])
    yield from map(_table, report.tables)
    yield from map(_check, report.checks)


def _source(source: SourceReport) -> str:
    """Rows read, and rows set aside for a code."""
    told = _("%(name)s: %(rows)s rows read of %(files)s file(s), %(aside)s set aside")
    facts = {"name": source.name, "rows": source.rows, "files": source.files, "aside": source.set_aside}
    return _marked(told % facts, source.set_aside)


def _codes(codes: CodeReport) -> str:
    """A coded column: rows with a known word, rows without."""
    told = _("%(source)s.%(column)s by [codes.%(codes)s]: %(known)s rows known, %(unknown)s unknown")
    facts = {"source": codes.source, "column": codes.column, "codes": codes.codes}
    return _marked(told % {**facts, "known": codes.known, "unknown": codes.unknown}, codes.unknown)


def _unknown(code: UnknownCode) -> str:
    """One unknown code: how often, and where first."""
    told = _("unknown code «%(value)s» in %(column)s: %(rows)s rows, first in %(file)s, row %(row)s (%(unknown)s)")
    facts = {"value": code.value, "column": code.column, "rows": code.rows}
    return _marked(told % {**facts, "file": code.file, "row": code.row, "unknown": code.unknown.value}, 1)


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
