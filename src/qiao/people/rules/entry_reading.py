"""What is typed along the way into the post, read without trust: an opening's terms, the checks, scores, hours."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from qiao.ground.periods import day_of_text
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.people.rules.entry import EDUCATION, SCORE_MOST, Terms
from qiao.people.rules.workdays import months_between

TEXT_MOST, NAME_MOST, HOURS_MOST, MONTHS_MOST, DAYS_MOST, PANEL_MOST, PLACES_MOST = 500, 60, 2_000, 600, 90, 20, 200
BOUNDS = {
    "tenure_months_least": (0, MONTHS_MOST),
    "discipline_months": (0, MONTHS_MOST),
    "exam_pass": (1, SCORE_MOST),
    "panel_least": (1, PANEL_MOST),
    "interview_pass": (1, SCORE_MOST),
    "notice_days": (1, DAYS_MOST),
    "training_hours": (1, HOURS_MOST),
    "term_months": (1, 120),
    "probation_months": (1, 36),
}
TERM_WORDS = {
    "education_least": _("Education at least"),
    "tenure_months_least": _("Months in the trade at least"),
    "discipline_months": _("Months without a disciplinary measure"),
    "exam_pass": _("Pass mark of the written exam"),
    "panel_least": _("Scores of the panel at least"),
    "interview_pass": _("Pass mark of the interview"),
    "notice_days": _("Working days of public notice"),
    "training_hours": _("Hours of training before the post"),
    "certificate": _("Certificate"),
    "term_months": _("Term, months"),
    "probation_months": _("Probation, months"),
}


def whole(text: str, words: str, *, least: int, most: int) -> int:
    """The whole number that was typed, within bounds; `words` name it in the refusal."""
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) <= len(str(most)) and least <= int(text) <= most:
        return int(text)
    raise Refusal(
        "entry.number",
        _("%(what)s: write a whole number from %(least)s to %(most)s."),
        what=words,
        least=least,
        most=most,
    )


def said(text: str, words: str, *, most: int = TEXT_MOST) -> str:
    """A text that has to be there, blanks made one."""
    text = " ".join(text.split())
    if not text:
        raise Refusal("entry.text", _("%(what)s is missing."), what=words)
    return text[:most]


def read_terms(texts: Mapping[str, str], *, notice_least: int) -> Terms:
    """An opening's terms as typed; no notice is shorter than the house's least."""
    education = texts.get("education_least", "")
    if education not in EDUCATION:
        raise Refusal("entry.education", _("Choose the education that the opening asks for."))
    numbers = {
        name: whole(
            texts.get(name, ""), TERM_WORDS[name], least=notice_least if name == "notice_days" else least, most=most
        )
        for name, (least, most) in BOUNDS.items()
    }
    certificate = " ".join(texts.get("certificate", "").split())[:NAME_MOST]
    return Terms(education_least=education, certificate=certificate, **numbers)


def plain(terms: Terms) -> dict[str, Any]:
    """Terms as plain JSON."""
    return asdict(terms)


def from_plain(found: Mapping[str, Any]) -> Terms:
    """Terms out of plain JSON as we wrote it."""
    return Terms(**{one.name: found[one.name] for one in fields(Terms) if one.name in found})


def read_checks(texts: Mapping[str, str], *, on: date) -> dict[str, Any]:
    """What HR found of a candidate, gate by gate."""
    education = texts.get("education", "")
    if education not in EDUCATION:
        raise Refusal("entry.education", _("Choose the education that was proved."))
    measure = texts.get("disciplined_on", "").strip()
    day = day_of_text(measure) if measure else None
    if measure and (day is None or day > on):
        raise Refusal("entry.day", _("The day of the last disciplinary measure cannot be read, or lies ahead."))
    return {
        "education": education,
        "tenure_months": whole(texts.get("tenure_months", ""), _("Months in the trade"), least=0, most=MONTHS_MOST),
        "discipline_months": months_between(day, on=on) if day else None,
        "conflicts_declared": texts.get("conflicts_declared") == "1",
        "conflicts": " ".join(texts.get("conflicts", "").split())[:TEXT_MOST],
        "conflicts_settled": texts.get("conflicts_settled") == "1",
        "conduct": said(texts.get("conduct", ""), _("Assessment of conduct")),
        "conduct_passed": texts.get("conduct_passed") == "1",
    }


def read_certificate(texts: Mapping[str, str], *, on: date) -> dict[str, Any]:
    """The certificate that was earned."""
    issued, last = day_of_text(texts.get("issued_on")), day_of_text(texts.get("valid_to"))
    if issued is None or issued > on or (last is not None and last < issued):
        raise Refusal(
            "entry.certificate_days", _("Say on which day it was issued, today or before, and until when it holds.")
        )
    return {
        "kind": said(texts.get("kind", ""), _("Kind"), most=NAME_MOST),
        "number": said(texts.get("number", ""), _("Number"), most=NAME_MOST),
        "issued_on": issued.isoformat(),
        "valid_to": last.isoformat() if last else None,
    }
