"""What of a hold's evidence a person may read: names and accounts only of customers whom the person sees anyway."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from qiao.appraisal.models import CreditHold
from qiao.appraisal.queries.holds import lines_of
from qiao.appraisal.rules.gaming.signs import Saw, Trace
from qiao.book import queries as book
from qiao.contribution.queries.runs import serving_period
from qiao.customers import queries as customers
from qiao.ground.authority import may, scope_of
from qiao.ground.models import User
from qiao.portfolio.queries import serving as portfolio

TRACES_MOST = 200
PARTIES_MOST = 50


@dataclass(frozen=True, slots=True)
class Shown:
    """A trace as one person reads it; `veiled` stands for what belongs to customers out of sight."""

    trace: Trace
    place: str
    other: str
    veiled: bool


def traces_for(person: User, hold: CreditHold, *, on: date) -> list[Shown]:
    """The evidence in the order of days, at most 200 lines."""
    traces = [Trace(day, place, fen, Saw(saw), other) for day, place, fen, saw, other in hold.traces]
    owners = _owners(hold, {one for trace in traces for one in (trace.account_id, trace.other) if one})
    seen = set(seen_parties(person, hold, also=set(owners.values()), on=on))
    own = {row.account_id for row in lines_of(hold)}
    found = []
    for trace in sorted(traces, key=lambda one: (one.day, one.account_id, one.saw, one.other))[:TRACES_MOST]:
        place, other = (
            text if text in own or owners.get(text, "") in {"", *seen} else ""
            for text in (trace.account_id, trace.other)
        )
        found.append(Shown(trace, place, other, veiled=(place, other) != (trace.account_id, trace.other)))
    return found


def _owners(hold: CreditHold, texts: Collection[str]) -> dict[str, str]:
    """Whose an account or customer id is; a text that is neither (a name, an account elsewhere) is nobody's."""
    rows = book.account_rows(hold.run.book_version, "account", sorted(texts), columns=["account_id", "party_id"])
    owners = {row["account_id"]: row["party_id"] for row in rows}
    return owners | {one: one for one in customers.customers_by_id(sorted(texts))}


def seen_parties(person: User, hold: CreditHold, *, also: Collection[str] = (), on: date) -> list[str]:
    """Those of a hold's customers whom the person sees since the hold's month, at most 50."""
    if not may(person, "customers.see"):
        return []
    scope, period = scope_of(person, on=on), serving_period(hold.run, on=on)
    asked = sorted({*hold.party_ids, *also})[:PARTIES_MOST]
    return [one for one in asked if portfolio.may_see_customer(scope, one, period=period)]
