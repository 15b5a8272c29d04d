"""A change of shares in figures of the newest settled month, for the form that asks for it and beside the request."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext

from qiao.appraisal.queries.plans import plan_of
from qiao.contribution.queries.accounts import open_account, period_of
from qiao.contribution.queries.figures import accounts_of
from qiao.contribution.queries.pauses import paused_days
from qiao.contribution.queries.runs import Run, newest_run
from qiao.contribution.queries.snapshot import left_on_days
from qiao.contribution.rules.basis import DayBasis
from qiao.contribution.rules.indicators import CONTRIBUTION, DEPOSITS, LOANS
from qiao.contribution.rules.sums import PartySums
from qiao.desk.queries.sight import opens_customer
from qiao.desk.rules.effect import Both, Month, both_sides, figures
from qiao.ground import clock
from qiao.ground.figures import grouped
from qiao.ground.figures import yuan_of_micro as yuan
from qiao.ground.models import User
from qiao.ground.money import average
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.office import queries as office
from qiao.office.registry import Annex, Wish
from qiao.people.queries import staff as people
from qiao.portfolio.actions.changing import changed_lines
from qiao.portfolio.queries import serving as portfolio
from qiao.portfolio.queries.posts import last_day_numbers
from qiao.portfolio.rules.asking import ask_of
from qiao.portfolio.rules.lines import Line, percent
from qiao.portfolio.rules.shares import Act, Ask

ACCOUNTS_MOST = 40  # of one preview: each is opened from the run's snapshot
PASSING = frozenset({Act.HAND_OVER, Act.TRANSFER})
TITLE = _("What it would have done in %(month)s")
REMARK = _("As if the shares of the first day had held all of the month; a customer's own fees are left out.")
CUT = _("Only the first %(most)s accounts are counted.")


@dataclass(frozen=True, slots=True)
class Effect:
    """Both sides' figures in a run's month; `is_cut` where the customer has more accounts than are counted."""

    run: Run
    rows: tuple[Both, ...]
    names: dict[str, str]
    is_cut: bool


def effect_of(
    party_id: str, before: Sequence[Line], after: Sequence[Line], *, day: int, giver: str = ""
) -> Effect | None:
    """What the change would have done in the newest settled month; None before the first settlement.

    `giver` is whose shares pass to another on the day: he or she has them until the day before, also where that is the
    last day in the post.
    """
    run = newest_run()
    if run is None:
        return None
    day = max(day, period_of(run).since_day)  # what began earlier holds all of the month
    accounts = [one.account_id for one in accounts_of(run, party_id) if one.party_id == party_id]
    opened = [open_account(run, account_id) for account_id in accounts[:ACCOUNTS_MOST]]
    facts = [one.facts for one in opened if one is not None]
    ids = {line.staff_id for line in (*before, *after)}
    was = figures(facts, before, _month_of(run, ids, day=day, giver=giver), day=day)
    would = figures(facts, after, _month_of(run, ids, day=day), day=day)
    rows = both_sides(was, would)
    names = people.staff_names([row.staff_id for row in rows if row.staff_id])
    return Effect(run, rows, names, len(accounts) > ACCOUNTS_MOST)


def _month_of(run: Run, staff_ids: Collection[str], *, day: int, giver: str = "") -> Month:
    """The run's month with what its own snapshot and plan say of these people; who has left by the day has left.

    The giver has left only where the last day lies before the day before: what lies between was nobody's.
    """
    period = period_of(run)
    last_days = last_day_numbers(staff_ids, on=clock.today())
    gone = {one: period.since_day - 1 for one, last in last_days.items() if last < (day - 1 if one == giver else day)}
    paused = {} if plan_of(run).credits_barred else paused_days(staff_ids, period)
    return Month(period, DayBasis(run.day_basis), left_on_days(run, staff_ids) | gone, paused)


def annex_of(effect: Effect | None) -> list[Annex]:
    """The effect as a table beside a request."""
    if effect is None:
        return []
    days = (effect.run.until - effect.run.since).days
    named = [gettext(one.name) for one in (DEPOSITS, LOANS, CONTRIBUTION)]
    unit = gettext("yuan")
    remark = gettext(REMARK) + (" " + gettext(CUT) % {"most": ACCOUNTS_MOST} if effect.is_cut else "")
    return [
        Annex(
            gettext(TITLE) % {"month": effect.run.month},
            (gettext("Person"), *(f"{name} ({unit})" for name in named)),
            [(_name(effect, row.staff_id), *_cells(row, days=days)) for row in effect.rows],
            remark if effect.rows else gettext("No figure of that month would have been another."),
        )
    ]


def _name(effect: Effect, staff_id: str) -> str:
    return effect.names.get(staff_id, staff_id) if staff_id else gettext("unclaimed")


def _cells(row: Both, *, days: int) -> tuple[str, ...]:
    before, after = (_told(sums, days=days) for sums in (row.before, row.after))
    return tuple(was if was == would else f"{was} → {would}" for was, would in zip(before, after, strict=True))


def _told(sums: PartySums, *, days: int) -> tuple[str, ...]:
    deposits = average(sums.deposit_balance_days_micro, days=days)
    loans = average(sums.loan_balance_days_micro, days=days)
    return tuple(grouped(yuan(micro), places=2) for micro in (deposits, loans, sums.contribution_micro))


def beside_change(_person: User, subject: str, wish: Wish) -> Sequence[Annex]:
    """The effect beside a request for a change."""
    return _beside(subject, wish)


def beside_hand_over(_person: User, subject: str, wish: Wish) -> Sequence[Annex]:
    """The dossier that is signed, and the effect beside a hand-over."""
    address = reverse("hand_over", kwargs={"number": wish["hand_over"]})
    dossier = Annex(
        gettext("Dossier"),
        remark=gettext("Who signs, signs this text; its digest stands above."),
        address=address,
        leads_to=gettext("Read and print it"),
    )
    return [dossier, *_beside(subject, wish)]


def beside_claim(person: User, subject: str, wish: Wish) -> Sequence[Annex]:
    """The effect beside a claim, and all open claims of the customer side by side, as far as the reader may know.

    Whoever claims a customer that he or she does not see yet reads the own claim, and no figure of the customer.
    """
    party_id = portfolio.party_of_claim(subject)
    claims = [one for one in portfolio.open_claims(party_id) if office.may_read(person, one)]
    effects = _beside(party_id, wish) if opens_customer(person, party_id, on=clock.today()) else []
    if len(claims) < len(("claim", "counter-claim")):
        address = reverse("claim", kwargs={"party_id": party_id})
        return [Annex(gettext("Papers"), address=address, leads_to=gettext("The claim")), *effects]
    names = people.staff_names([one.subject.rpartition("|")[2] for one in claims])
    rows = [
        (
            names.get(staff_id, staff_id),
            f"{percent(part.share_bp)} %",
            one.reason,
            f"{localtime(one.asked_at):%Y-%m-%d %H:%M}",
        )
        for one in claims
        for staff_id, part in [(one.subject.rpartition("|")[2], ask_of(one.wish["ask"]).parts[0])]
    ]
    heads = (gettext("Claims"), gettext("Share"), gettext("Reason"), gettext("Asked on"))
    remark = gettext("Deciding for one refuses those that no longer fit beside it.")
    address = reverse("claim", kwargs={"party_id": party_id})
    leads_to = gettext("Side by side, with papers")
    contest = Annex(gettext("Contest"), heads, rows, remark, address, leads_to, words=(heads[2],))
    return [contest, *effects]


def _beside(party_id: str, wish: Wish) -> list[Annex]:
    """Nothing where the change could not be carried out any more: the decision will say why."""
    ask, lines = ask_of(wish["ask"]), portfolio.lines_of(party_id)
    try:
        after = changed_lines(lines, ask)
    except Refusal:
        return []
    return annex_of(effect_of(party_id, lines, after, day=ask.since_day, giver=passing_from(ask)))


def passing_from(ask: Ask) -> str:
    """Whose shares pass to another by this change; '' where they do not."""
    return ask.giver if ask.act in PASSING else ""
