"""A parameter is changed by a request that a second person decides; here is how that request reads and what it does."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext

from qiao.ground.models import User
from qiao.ground.money import spaced
from qiao.ground.naming import line_name
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.office import actions, queries
from qiao.office.registry import Change, Kind, Order, Wish, checks, parameters
from qiao.office.rules.parameter import UNIT_WORDS, Parameter, Value, numbers, read_value, written

KIND = "parameter"
DAYS_AHEAD_MOST = 3_660


def propose(name: str, texts: Mapping[str, str], *, since: date | None, reason: str, on: date, actor: User) -> Any:
    """Ask for another value from a day on: today or later, and within ten years."""
    known = queries.known_parameter(name)
    if since is None or not on <= since <= on + timedelta(days=DAYS_AHEAD_MOST):
        raise Refusal(
            "parameter.since",
            _("The first day has to be today or later, and within ten years; the past stays as it was."),
        )
    value = read_value(texts, known)
    if value == queries.dated(name, on=since).value:
        raise Refusal("parameter.same", _("On that day this value holds already; there is nothing to ask for."))
    _check_beside(name, value, since)
    wish = {"value": value, "since": since.isoformat()}
    return actions.ask(KIND, name, wish=wish, reason=reason, on=on, actor=actor)


def _check_beside(name: str, value: Value, since: date) -> None:
    """Others may have changed between the wish and the decision."""
    if name in checks:
        checks[name](name, value, since)


def called(subject: str) -> str:
    """The parameter in words; of one that the house no longer has, its name."""
    known = parameters.get(subject)
    return gettext(known.words) if known else subject


def standing(subject: str, wish: Wish) -> Any:
    """The value in force on the day the wished one would begin."""
    found = queries.dated(subject, on=date.fromisoformat(wish["since"]))
    since = found.since.isoformat() if found.since else None
    value = found.value if isinstance(found.value, int) else dict(found.value)
    return {"value": value, "since": since}


def changes(subject: str, wish: Wish, before: Any) -> Sequence[Change]:
    """The lines of the value that differ, and the first day."""
    known = parameters.get(subject)
    old, new = numbers(before["value"]), numbers(wish["value"])
    lines = [
        Change(_line(key, known), _cell(old, key, known), _cell(new, key, known))
        for key in dict.fromkeys([*old, *new])
        if old.get(key) != new.get(key)
    ]
    return [*lines, Change(gettext("Holds from"), before["since"] or gettext("built in"), wish["since"])]


def _line(key: str, known: Parameter | None) -> str:
    """What a line of the value is about: a kind of customer, a post, a level of the house's own."""
    if known is None:
        return key or gettext("Value")
    if not key:
        return gettext(known.words)
    return key if known.open_keys else line_name(key)


def _cell(found: Mapping[str, int], key: str, known: Parameter | None) -> str:
    if key not in found:
        return "—"
    if known is None:
        return str(found[key])
    told = spaced(written(found[key], known.form))
    unit = UNIT_WORDS.get(known.form)
    return f"{told} {gettext(unit)}" if unit else told


def carry_out(order: Order) -> None:
    """Let the value hold from the wished day, or from today where that has passed meanwhile."""
    since = max(date.fromisoformat(order.wish["since"]), order.on)
    value: Value = order.wish["value"]
    _check_beside(order.subject, value, since)
    actions.set_parameter(
        order.subject, value=value, since=since, reason=order.reason, number=order.number, actor=order.actor
    )


PARAMETER_KIND = Kind(
    KIND,
    _("change of a parameter"),
    ask_verb="office.parameter_ask",
    decide_verb="office.parameter_decide",
    called=called,
    standing=standing,
    changes=changes,
    carry_out=carry_out,
)
