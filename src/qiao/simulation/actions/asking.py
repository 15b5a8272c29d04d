"""A simulation asked for, asked for again after it was cut off, and deleted by whoever asked."""

import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.db import transaction

from qiao.appraisal.rules.scheme.reading import read_scheme
from qiao.contribution.queries import runs
from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.authority import require, scope_of
from qiao.ground.models import User
from qiao.ground.periods import month_period
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.people.queries import staff as people
from qiao.simulation.adapters import files
from qiao.simulation.models import Simulation
from qiao.simulation.queries.simulations import LARGEST_NUMBER, far
from qiao.simulation.rules.pieces import months_between
from qiao.simulation.rules.setting import NAME_LETTERS_MOST, Setting, check_assumed
from qiao.simulation.rules.states import State

VERB = "simulation.run"
WAITING_MOST, KEPT_MOST = 3, 50  # of one person


@dataclass(slots=True)
class Starting:
    """What has been plugged in so far to begin working off what is asked for; None = the operator does it."""

    begin: Callable[[], None] | None = None


starting = Starting()


@recorded
def ask(setting: Setting, *, actor: User) -> Simulation:
    """Ask for a simulation of a scheme's text; it is worked off by a job of its own."""
    require(actor, VERB)
    scheme = read_scheme(setting.text, file=_("the scheme"))
    _check(setting, actor=actor)
    made = Simulation.objects.create(
        name=(setting.name.strip() or scheme.name)[:NAME_LETTERS_MOST],
        scheme_code=scheme.code,
        scheme_name=scheme.name,
        text=scheme.text,
        digest=hashlib.sha256(scheme.text.encode()).hexdigest(),
        first=setting.first,
        last=setting.last,
        unit=setting.unit,
        against=setting.against.value,
        assumed_percent=setting.assumed_percent,
        state=State.WAITING.value,
        asked_by=actor.username,
        asked_at=clock.now(),
        folder=uuid.uuid4().hex,
    )
    note(_subject(made), new={"scheme": made.scheme_code, "digest": made.digest, "months": [made.first, made.last]})
    _begin()
    return made


def _check(setting: Setting, *, actor: User) -> None:
    check_assumed(setting.assumed_percent)
    months = _months(setting)
    kept = set(runs.months())
    lacking = [month for month in months if month not in kept]
    if lacking:
        words = _("%(month)s is not settled and so has no kept figures; choose months that are.")
        raise Refusal("simulation.month", words, month=lacking[0])
    scope = scope_of(actor, on=clock.today())
    if setting.unit and not people.visible_orgs(scope).filter(org_id=setting.unit).exists():
        raise Refusal("simulation.unit", _("You see no unit %(unit)s."), unit=setting.unit[:64])
    own = Simulation.objects.filter(asked_by=actor.username)
    if own.filter(state__in=[State.WAITING.value, State.RUNNING.value]).count() >= WAITING_MOST:
        words = _("%(most)s of your simulations are not worked out yet; wait for one of them.")
        raise Refusal("simulation.many", words, most=WAITING_MOST)
    if own.count() >= KEPT_MOST:
        words = _("You keep %(most)s simulations, the most there may be; delete one first.")
        raise Refusal("simulation.kept", words, most=KEPT_MOST)


def _months(setting: Setting) -> tuple[str, ...]:
    try:
        month_period(setting.first)
        month_period(setting.last)
    except ValueError as error:
        raise Refusal("simulation.month_text", _("Name months as 2026-09.")) from error
    return months_between(setting.first, setting.last)


@recorded
def ask_again(number: int, *, actor: User) -> Simulation:
    """Ask for a simulation anew that failed or was cut off."""
    found = _own(number, actor)
    stuck = found.state == State.FAILED.value or far(found).silent
    if not stuck:
        raise Refusal("simulation.not_stuck", _("Only what failed or was cut off is asked for again."))
    old = found.state
    found.state, found.begun_at, found.trouble = State.WAITING.value, None, {}
    found.save(update_fields=["state", "begun_at", "trouble"])
    note(_subject(found), old={"state": old}, new={"state": found.state})
    _begin()
    return found


@recorded
def delete(number: int, *, actor: User) -> None:
    """Delete a simulation of one's own with its file; one that is being worked out is left to its end."""
    found = _own(number, actor)
    if found.state == State.RUNNING.value and not far(found).silent:
        raise Refusal("simulation.running", _("It is being worked out; delete it when it is done."))
    note(_subject(found), old={"scheme": found.scheme_code, "digest": found.digest})
    token = found.folder
    found.delete()
    transaction.on_commit(partial(files.remove, token))


def _own(number: int, actor: User) -> Simulation:
    require(actor, VERB)
    rows = Simulation.objects.filter(asked_by=actor.username)
    found = rows.filter(pk=number).first() if number < LARGEST_NUMBER else None
    if found is None:
        raise Refusal("simulation.unknown", _("You have no simulation no. %(number)s."), number=str(number)[:20])
    return found


def _begin() -> None:
    if starting.begin is not None:
        transaction.on_commit(starting.begin)


def _subject(found: Simulation) -> str:
    return f"simulation {found.pk}"
