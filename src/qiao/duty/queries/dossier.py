"""What an exit is made of, as far as the storeys below know it; higher ones register their own parts of a person.

Parts that block keep the exit open: customers still held, promises and next steps unanswered, tasks and requests open.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from qiao.customers import queries as customers
from qiao.ground import clock
from qiao.ground.authority import Scope
from qiao.ground.models import User
from qiao.ground.money import text_of_scaled
from qiao.ground.periods import FIRST_DAY, LAST_DAY, MONTHS_A_YEAR, Period
from qiao.ground.saying import fill
from qiao.ground.words import gettext_noop as _
from qiao.office import queries as office
from qiao.office.rules.dossier import LINES_MOST, DossierPart
from qiao.people.queries.certificates import certificates_of
from qiao.people.queries.quota import quotas_of
from qiao.people.rules.certificates import best
from qiao.portfolio.queries import serving as portfolio
from qiao.portfolio.rules.lines import percent
from qiao.portfolio.rules.roles import ROLE_WORDS
from qiao.profile.queries.duties import steps_of

YUAN_PLACES = 2
NAMES_MOST = 5_000


def dossier_parts(staff_id: str, on: date) -> Iterator[DossierPart]:
    """Everything of a person on a day, the first one that he or she is no longer in the post."""
    log_ins = list(User.objects.filter(staff_id=staff_id).values_list("username", flat=True)[:LINES_MOST])
    yield _held(staff_id, on=on)
    yield _promised(staff_id, log_ins, on=on)
    yield _to_do(log_ins)
    yield _asked(staff_id, log_ins)
    yield _originated(staff_id)
    yield _spent(staff_id, on=on)
    yield _certified(staff_id, on=on)


def _served(staff_id: str, period: Period) -> "list[portfolio.Assignment]":
    scope = Scope(everything=False, staff_ids=frozenset({staff_id}), org_ids=frozenset())
    return list(portfolio.visible_assignments(scope, period=period).order_by("party_id", "since")[:NAMES_MOST])


def _held(staff_id: str, *, on: date) -> DossierPart:
    rows = _served(staff_id, Period(on, LAST_DAY))
    names = customers.customer_names([row.party_id for row in rows])
    cells = [
        (
            names.get(row.party_id, ""),
            row.party_id,
            ROLE_WORDS.get(row.role, row.role),
            row.account_id,
            f"{percent(row.share_bp)} %",
        )
        for row in rows
    ]
    heads = (_("Customer"), _("Number"), _("Role"), _("Account"), _("Share"))
    return DossierPart(_("Customers still held"), heads, cells, blocks=True)


def _promised(staff_id: str, log_ins: list[str], *, on: date) -> DossierPart:
    """Next steps that the person promised; a later contact by whoever serves the customer answers one.

    It answers whenever it is told, after the last day too, so this part is as of today where that lies behind.
    """
    served = {row.party_id for row in _served(staff_id, Period(FIRST_DAY, on + timedelta(days=1)))}
    steps = steps_of(sorted(served), on=max(on, FIRST_DAY, clock.today()))
    own = [(party_id, step) for party_id, step in steps if step.known.actor in log_ins]
    names = customers.customer_names([party_id for party_id, _step in own])
    cells = [(names.get(party_id, ""), party_id, step.words, step.due.isoformat()) for party_id, step in own]
    heads = (_("Customer"), _("Number"), _("Next step"), _("Due"))
    return DossierPart(_("Promises that nobody answered"), heads, cells, blocks=True)


def _to_do(log_ins: list[str]) -> DossierPart:
    rows = office.Task.objects.filter(person__in=log_ins, done_at=None).order_by("due", "id")[: LINES_MOST + 1]
    cells = [
        (row.words if row.is_own_text else fill(row.words, row.facts), str(row.due or ""), row.given_by) for row in rows
    ]
    return DossierPart(_("Open tasks"), (_("What"), _("Due"), _("Given by")), cells, blocks=True)


def _asked(staff_id: str, log_ins: list[str]) -> DossierPart:
    """Requests the person asked that wait for others, and those that wait for the person's own signature."""
    waiting = office.Approval.objects.filter(state="asked")
    signs = office.Signature.objects.filter(staff_id=staff_id, signed_by="").values("approval_id")
    rows = [(one, _("asked by the person")) for one in waiting.filter(asked_by__in=log_ins).order_by("id")[:LINES_MOST]]
    rows += [
        (one, _("waits for the person's signature")) for one in waiting.filter(pk__in=signs).order_by("id")[:LINES_MOST]
    ]
    cells = [(office.kind_of(one).words, str(one.pk), why, one.due.isoformat()) for one, why in rows]
    return DossierPart(_("Open requests"), (_("What"), _("Number"), _("Why"), _("Due")), cells, blocks=True)


def _originated(staff_id: str) -> DossierPart:
    rows = portfolio.originated_by(staff_id)
    cells = [(row.account_id, row.party_id, row.opened_on.isoformat(), f"{percent(row.share_bp)} %") for row in rows]
    heads = (_("Account"), _("Customer"), _("Opened on"), _("Share"))
    return DossierPart(_("Loans originated, whose link stays"), heads, cells)


def _spent(staff_id: str, *, on: date) -> DossierPart:
    months = [f"{on.year}-{month:02d}" for month in range(1, MONTHS_A_YEAR + 1) if month <= on.month]
    cells = [
        (one.month, _yuan(one.level_fen), _yuan(one.extra_fen), _yuan(one.used_fen))
        for one in quotas_of(staff_id, months, on=on)
        if one.used_fen or one.extra_fen
    ]
    heads = (_("Month"), _("Quota of the level"), _("Budget beyond it"), _("Used (yuan)"))
    return DossierPart(_("Expenses of the year"), heads, cells)


def _yuan(fen: int | None) -> str:
    return "" if fen is None else text_of_scaled(fen, places=YUAN_PLACES)


def _certified(staff_id: str, *, on: date) -> DossierPart:
    kept = best(certificates_of([staff_id]).get(staff_id, []), on=on).values()
    cells = [(one.kind, one.number, one.valid_to.isoformat() if one.valid_to else "") for one in kept]
    return DossierPart(_("Certificates"), (_("Kind"), _("Number"), _("Valid to")), cells)
