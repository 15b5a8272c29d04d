"""Industries by code with their names, and what the bank keeps of each."""

from datetime import date

from qiao.ground.once import once
from qiao.profile.models import Industry, IndustryNote
from qiao.profile.rules.industries import Note, above, is_code, note_of

INDUSTRIES_MOST = 20_000
NOTES_MOST = 500


@once
def names() -> dict[str, str]:
    """Names by code, at most 20,000; empty where the bank imported no table."""
    return dict(Industry.objects.order_by("code").values_list("code", "name")[:INDUSTRIES_MOST])


def industry_name(code: str) -> str:
    """The name of an industry, or of the nearest one above it; '' where the table has neither."""
    ways = above(code.upper())[:12]
    found = dict(Industry.objects.filter(code__in=ways).values_list("code", "name")) if code else {}
    return next((found[one] for one in ways if one in found), "")


def codes_meant(text: str) -> list[str]:
    """What a filter means: the code that was typed, or the codes of industries whose name has the text, at most 50."""
    if is_code(text):
        return [text]
    return list(Industry.objects.filter(name__icontains=text).order_by("code").values_list("code", flat=True)[:50])


def industry_note(code: str, *, on: date) -> Note | None:
    """What holds of an industry on a day, of its longest known code."""
    return note_of(code, notes_of(code), on=on) if code else None


def notes_of(code: str = "") -> list[Note]:
    """The notes of an industry and those above it, or of all; in the order they were written, the last 500."""
    rows = IndustryNote.objects.filter(code__in=above(code.upper())[:12]) if code else IndustryNote.objects.all()
    newest = list(rows.order_by("-id")[:NOTES_MOST])
    return [
        Note(row.code, row.since, tuple(row.products), row.fund_use, row.source, row.actor) for row in reversed(newest)
    ]
