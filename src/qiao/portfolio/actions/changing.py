"""Changes of a customer's portfolio: proposed by one, signed by those concerned, carried out by the last signature.

Every change is kept with its lines before and after, its first day and the moment it became known, so that the
portfolio of any past day can be told as it was known at any moment. From then on the customer's portfolio is the
house's own: an extract that says otherwise is a conflict.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext

from qiao.customers import queries as customers
from qiao.ground import clock, events
from qiao.ground.audit import note, recorded
from qiao.ground.authority import may
from qiao.ground.models import User
from qiao.ground.periods import FIRST_DAY, day_number, day_of
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.office import actions as office
from qiao.office import queries as requests
from qiao.office.queries import Approval
from qiao.office.registry import Change, Kind, Order, Wish
from qiao.office.rules.signing import Signer
from qiao.people.queries import staff as people
from qiao.portfolio.actions.originating import write_originators
from qiao.portfolio.models import Assignment, ExtractLine, OwnPortfolio, PortfolioChange
from qiao.portfolio.queries import fitting
from qiao.portfolio.queries import serving as queries
from qiao.portfolio.queries.posts import last_day_numbers, last_days
from qiao.portfolio.rules.asking import ACT_WORDS, SUPERVISE, ask_of, gaining, people_of, plain_ask, signers_of
from qiao.portfolio.rules.conflicts import from_plain, plain
from qiao.portfolio.rules.lines import Line, percent
from qiao.portfolio.rules.parameters import COVER_DAYS
from qiao.portfolio.rules.roles import LEAD, ROLE_WORDS
from qiao.portfolio.rules.shares import Act, Ask, changed, check_cover, check_day, ending
from qiao.portfolio.rules.stretches import Stretch, stretches

KIND = "portfolio"
DAYS_AHEAD_MOST = 366
FROM_NOW = frozenset({Act.HAND_OVER, Act.COVER})
"""What happens on its day and is no late knowledge: it never begins in a month that is settled or closed."""
STRETCHES_MOST = 12
"""Of a change that differs in more stretches of days, the first ones are told, and how many more there are."""


def propose(
    party_id: str, ask: Ask, *, reason: str, on: date, actor: User, along: fitting.Moves = fitting.NO_PLAN
) -> Approval:
    """Ask those concerned for a change; refused at once where it could not be carried out.

    `along` are customers that change hands by the same plan: the limits of a level are judged at its end.
    """
    ask = ended(party_id, ask)
    preview(party_id, ask, on=on, along=along)
    wish = {"ask": plain_ask(ask), "supervisor": supervisor_of(party_id, ask, actor=actor)}
    return office.ask(KIND, party_id, wish=wish, reason=reason, on=on, actor=actor)


def ended(party_id: str, ask: Ask) -> Ask:
    """The wish with its end: a split or correction that names none holds until the next day that was agreed."""
    return ending(queries.lines_of(party_id), ask, open_from_day=queries.open_from_day())


def preview(party_id: str, ask: Ask, *, on: date, along: fitting.Moves = fitting.NO_PLAN) -> tuple[Line, ...]:
    """The lines as they would be, or why they cannot be; nothing is written."""
    lines = queries.lines_of(party_id)
    return _checked(party_id, lines, ask, on=on, along=along)


def changed_lines(lines: Sequence[Line], ask: Ask) -> tuple[Line, ...]:
    """The lines after the change; a claim takes what people who have left the post still stand for."""
    serving = {line.staff_id for line in lines} if ask.act is Act.CLAIM else set()
    left = last_day_numbers(serving, on=clock.today())
    return changed(lines, ask, left_on_days=left)


def supervisor_of(party_id: str, ask: Ask, *, actor: User) -> str:
    """The asker where he or she supervises the customer and is not concerned: the place is signed by asking."""
    named = actor.staff_id in {"", ask.giver, ask.taker, *(part.staff_id for part in ask.parts)}
    return "" if named or not may(actor, SUPERVISE, party_id) else actor.staff_id


def _checked(
    party_id: str, lines: Sequence[Line], ask: Ask, *, on: date, along: fitting.Moves = fitting.NO_PLAN
) -> tuple[Line, ...]:
    """The lines after the change, if it may be."""
    _check(party_id, lines, ask, on=on)
    after = changed_lines(lines, ask)
    for staff_id in gaining(lines, ask):
        if ask.act is not Act.REFERRAL:  # who referred a customer does not serve it
            since = day_of(ask.since_day)
            found = fitting.limits(staff_id, after, party_id=party_id, since=since, today=on, along=along)
            if found is not None:
                _refuse_barred(found[1], staff_id, day=found[0])
    return after


def _check(party_id: str, lines: Sequence[Line], ask: Ask, *, on: date) -> None:
    """What no arithmetic tells: customer, account, people and days."""
    if customers.customer_of(party_id) is None:
        raise Refusal("portfolio.customer", _("The book has no customer %(party)s."), party=party_id[:64])
    if ask.account_id and queries.party_of_account(ask.account_id) != party_id:
        raise Refusal("portfolio.account", _("Account %(account)s is not this customer's."), account=ask.account_id)
    if not day_number(FIRST_DAY) <= ask.since_day <= day_number(on + timedelta(days=DAYS_AHEAD_MOST)):
        raise Refusal("portfolio.since", _("The first day lies within a year from today at most."))
    check_day(
        ask.since_day,
        open_from_day=queries.open_from_day(),
        closed_until_day=None if ask.act in FROM_NOW else queries.closed_until_day(),
        correction=ask.act is Act.CORRECTION,
    )
    check_cover(ask, days_most=requests.parameter(COVER_DAYS.name, on=on))
    named = people_of((), ask)
    known = people.staff_by_id(named)
    for staff_id in named:
        if staff_id not in known:
            raise Refusal("portfolio.person", _("Nobody has the number %(person)s."), person=staff_id[:64])
    since = day_of(ask.since_day)
    for staff_id in gaining(lines, ask):
        for day in sorted({since, max(since, on)}):  # a day that has passed gives nobody what is barred today
            check_fit(staff_id, party_id=party_id, day=day)


def check_fit(staff_id: str, *, party_id: str, day: date) -> None:
    """Refuse to give a customer to whom something bars, in the words of what bars."""
    _refuse_barred(fitting.bars(staff_id, party_id=party_id, on=day), staff_id, day=day)


def _refuse_barred(why: Sequence[str], staff_id: str, *, day: date) -> None:
    if why:
        raise Refusal(
            "portfolio.barred",
            _("%(person)s cannot be given customers on %(day)s: %(why)s."),
            person=staff_id,
            day=day.isoformat(),
            why=why[0],
        )


def called(subject: str) -> str:
    """The customer's name."""
    found = customers.customer_of(subject)
    return found.name if found else subject


def standing(subject: str, _wish: Wish) -> Any:
    """All lines as they stand."""
    return plain(queries.lines_of(subject))


def changes(_subject: str, wish: Wish, before: Any) -> Sequence[Change]:
    """What is asked, then who would have which share on which days, beside who has it."""
    lines, ask = from_plain(before), ask_of(wish["ask"])
    head = Change(gettext("Kind of change"), "", gettext(ACT_WORDS[ask.act]))
    days = f"{day_of(ask.since_day)} –" + (f" {day_of(ask.until_day - 1)}" if ask.until_day else "")
    told = [head, Change(gettext("From day to day"), "", days)]
    if ask.account_id:
        told.append(Change(gettext("Account"), "", ask.account_id))
    if ask.act is Act.TRANSFER and _leads(lines, ask):
        told.append(Change(gettext("Dossier and introduction"), "", gettext("none; a hand-over has them")))
    try:
        after = changed_lines(lines, ask)
    except Refusal:  # somebody's last day was moved since: what was asked for is told, the decision says why not
        return told
    return [*told, *told_changes(lines, after, since_day=ask.since_day)]


def _leads(lines: Sequence[Line], ask: Ask) -> bool:
    """Whether who gives leads the customer on the first day."""
    return any(one.staff_id == ask.giver and one.role == LEAD and one.runs_on(ask.since_day) for one in lines)


def told_changes(before: Sequence[Line], after: Sequence[Line], *, since_day: int) -> list[Change]:
    """Each person's role and share before and after, where they differ: for each stretch of days from the day on."""
    found = stretches(before, after, since_day=since_day)
    names = people.staff_names(sorted({key[1] for one in found for key, _old, _new in one.rows}))
    is_plain = len(found) == 1 and found[0].since_day == since_day and found[0].until_day is None
    told: list[Change] = []
    for one in found[:STRETCHES_MOST]:
        if not is_plain:
            told.append(Change(_days_of(one), "", ""))
        told += [Change(_who(key, names), _share(old), _share(new)) for key, old, new in one.rows]
    if len(found) > STRETCHES_MOST:
        told.append(Change(gettext("… and %(n)s stretches more") % {"n": len(found) - STRETCHES_MOST}, "", ""))
    return told


def _days_of(one: Stretch) -> str:
    since = day_of(one.since_day).isoformat()
    if one.until_day is None:
        return gettext("From %(since)s on") % {"since": since}
    last = day_of(one.until_day - 1).isoformat()
    return gettext("From %(since)s to %(last)s") % {"since": since, "last": last}


def _who(key: tuple[str, str, str], names: dict[str, str]) -> str:
    account_id, staff_id, role = key
    told = f"{names.get(staff_id, staff_id)} · {gettext(ROLE_WORDS.get(role, role))}"
    return f"{account_id} · {told}" if account_id else told


def _share(share_bp: int | None) -> str:
    return "—" if share_bp is None else f"{percent(share_bp)} %"


def signers_for(party_id: str, ask: Ask) -> Sequence[Signer]:
    """Who would sign the change, before anybody is asked."""
    lines = queries.lines_of(party_id)
    return signers_of(lines, ask, supervisor="", left=left_among(lines, ask))


def signers(subject: str, wish: Wish) -> Sequence[Signer]:
    """Those concerned, but for who has left the bank."""
    lines, ask = queries.lines_of(subject), ask_of(wish["ask"])
    return signers_of(lines, ask, supervisor=wish["supervisor"], left=left_among(lines, ask))


def left_among(lines: Sequence[Line], ask: Ask) -> set[str]:
    """Who of those concerned has left the post by today."""
    today = clock.today()
    return {key for key, day in last_days(people_of(lines, ask), on=today).items() if day < today}


def carry_out(order: Order) -> None:
    """Write the change, judged anew: what has been settled or has barred somebody meanwhile counts."""
    carry(order.subject, ask_of(order.wish["ask"]), reason=order.reason, number=order.number, actor=order.actor)


def carry(party_id: str, ask: Ask, *, reason: str, number: int, actor: User) -> PortfolioChange:
    """Change the portfolio as a request of any kind was approved to; no authority check of its own."""
    lines = queries.lines_of(party_id)
    return rewrite(
        party_id,
        _checked(party_id, lines, ask, on=clock.today()),
        act=ask.act,
        account_id=ask.account_id,
        since=day_of(ask.since_day),
        reason=reason,
        number=number,
        actor=actor.username,
    )


@recorded
def rewrite(
    party_id: str,
    after: Sequence[Line],
    *,
    act: Act,
    account_id: str,
    since: date,
    reason: str,
    number: int | None,
    actor: str,
) -> PortfolioChange:
    """Let these be the customer's lines, keep what stood before, and hold off extracts that say otherwise."""
    before = queries.lines_of(party_id)
    _make_own(party_id, before)
    gone, new = set(before) - set(after), set(after) - set(before)
    for line in gone:
        Assignment.objects.filter(
            party_id=party_id,
            account_id=line.account_id,
            staff_id=line.staff_id,
            role=line.role,
            since=day_of(line.since_day),
        ).delete()
    Assignment.objects.bulk_create(Assignment(**_fields(party_id, line)) for line in new)
    change = PortfolioChange.objects.create(
        party_id=party_id,
        act=act.value,
        account_id=account_id,
        day=since,
        known_at=clock.now(),
        before=plain(before),
        after=plain(after),
        reason=reason,
        approval_id=number,
        by=actor,
    )
    told: dict[str, object] = {"shares": plain(new), "since": since, "request": number}
    if any(line.share_bp for line in (*gone, *new)):
        loans = write_originators(party_id, after)
        told |= {"loans": loans} if loans else {}
    note(f"portfolio {party_id}", old={"shares": plain(gone)}, new=told, reason=reason)
    events.tell(events.SHARES, [str(change.pk)])
    return change


def _make_own(party_id: str, lines: Sequence[Line]) -> None:
    """From the first change here on, what extracts say of the customer is kept apart."""
    _own, is_new = OwnPortfolio.objects.get_or_create(party_id=party_id, defaults={"since": clock.now()})
    if is_new:
        ExtractLine.objects.bulk_create(ExtractLine(**_fields(party_id, line)) for line in lines)


def _fields(party_id: str, line: Line) -> dict[str, Any]:
    return {
        "party_id": party_id,
        "account_id": line.account_id,
        "staff_id": line.staff_id,
        "role": line.role,
        "since": day_of(line.since_day),
        "until": None if line.until_day is None else day_of(line.until_day),
        "share_bp": line.share_bp,
    }


CHANGE_KIND = Kind(
    KIND,
    _("change of who serves a customer"),
    ask_verb="portfolio.ask",
    decide_verb=SUPERVISE,
    called=called,
    standing=standing,
    changes=changes,
    carry_out=carry_out,
    heads=(_("Stands"), _("Wished")),
    signers=signers,
)
