"""Levels and authority on one line, in the words of the moment's language."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from qiao.ground.money import FEN_A_YUAN, spaced, text_of_scaled
from qiao.people.rules.authority import Authority
from qiao.people.rules.ladder import Level

NOT_THERE = "—"
TEN_THOUSAND_FEN = 10_000 * FEN_A_YUAN


def line_of_level(level: Level | None) -> str:
    """A level on one line."""
    if level is None:
        return NOT_THERE
    parts = [_(level.label), _("rank %(rank)s") % {"rank": level.rank_order}]
    if level.min_tenure_months:
        parts.append(_("%(months)s months of tenure") % {"months": level.min_tenure_months})
    if level.is_probation:
        parts.append(_("on probation"))
    if level.staff_grade:
        parts.append(_("grade %(grade)s") % {"grade": level.staff_grade})
    return " · ".join((*parts, *level.certificates))


def line_of(authority: Authority | None) -> str:
    """What a level may do, on one line."""
    if authority is None:
        return NOT_THERE
    return " · ".join(
        (
            segments_of(authority.segments),
            _("at most %(most)s customers") % {"most": authority.customers_most},
            _("%(bp)s bp off the list") % {"bp": authority.price_bp},
            _("%(quota)s yuan a month") % {"quota": yuan(authority.quota_fen_month)},
            _("may propose %(most)s") % {"most": proposal_of(authority)},
            _("alone") if authority.alone else _("beside a colleague only"),
        )
    )


def segments_of(segments: Sequence[str]) -> str:
    """The segments in words; those that are the bank's own stand as they are."""
    return "、".join(_(one) for one in segments) or _("every segment")


def proposal_of(authority: Authority) -> str:
    """Up to what may be proposed."""
    if authority.propose_fen is None:
        return _("up to the bank's limit")
    if not authority.propose_fen:
        return _("no proposals")
    return _("%(sum)s yuan") % {"sum": yuan(authority.propose_fen)}


def yuan(fen: int) -> str:
    """A sum in yuan, whole where it is."""
    text = text_of_scaled(fen, places=2)
    return spaced(text.removesuffix(".00"))
