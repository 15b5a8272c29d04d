"""A form about a portfolio, read without trust: shares in per cent, days, people; or a refusal that says which."""

from collections.abc import Mapping, Sequence
from datetime import date

from qiao.ground.money import scaled_from_text
from qiao.ground.periods import day_number, day_of_text
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.portfolio.rules.shares import Act, Ask, Part

SHARE_PLACES = 2
ASKED = (Act.SPLIT, Act.TRANSFER, Act.COVER, Act.REFERRAL, Act.RELEASE, Act.CORRECTION)
"""What is asked for by the form of a change; claims and hand-overs have forms of their own."""
WITH_PARTS = frozenset({Act.SPLIT, Act.CORRECTION})
WITH_TAKER = frozenset({Act.TRANSFER, Act.COVER, Act.REFERRAL})
WITH_UNTIL = frozenset({Act.COVER, Act.REFERRAL})
WITH_END = WITH_UNTIL | WITH_PARTS
"""What may name a last day; a cover and a referral must."""
LINES_OF_A_FORM = 5


def read_ask(act: Act, texts: Mapping[str, str], *, parts: Sequence[tuple[str, str, str]] = ()) -> Ask:
    """The wish that the form says. `parts` are person, role and share of each line of a split."""
    since = first_day(texts.get("since"))
    last = day_of_text(texts.get("last")) if act in WITH_END else None
    return Ask(
        act,
        texts.get("account", "").strip(),
        day_number(since),
        until_day=None if last is None else day_number(last) + 1,
        giver="" if act in WITH_PARTS else texts.get("giver", "").strip(),
        taker=texts.get("taker", "").strip() if act in WITH_TAKER else "",
        share_bp=read_share(texts.get("share", "")) if act in WITH_UNTIL else 0,
        parts=read_parts(parts) if act in WITH_PARTS else (),
    )


def first_day(text: str | None) -> date:
    """The first day of a form; refused where it says none."""
    since = day_of_text(text)
    if since is None:
        raise Refusal("portfolio.day", _("Say the first day."))
    return since


def read_parts(rows: Sequence[tuple[str, str, str]]) -> tuple[Part, ...]:
    """The lines of a split that name somebody."""
    return tuple(Part(staff.strip(), role, read_share(share)) for staff, role, share in rows if staff.strip())


def read_share(text: str) -> int:
    """Per cent with at most two decimals as ten-thousandths; nothing is 0."""
    text = text.strip().rstrip("%％").strip()
    if not text:
        return 0
    try:
        share = scaled_from_text(text, places=SHARE_PLACES)
    except (ValueError, ArithmeticError):
        share = -1
    if not 0 <= share <= 10_000:  # noqa: PLR2004  the whole in ten-thousandths
        raise Refusal("portfolio.share", _("%(text)s is no share: write per cent, as 40 or 33.33."), text=text[:20])
    return share


def months_after(day: date, *, months: int) -> date:
    """The same day so many months later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError(day)
