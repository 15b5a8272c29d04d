"""One account as a person may see it: facts, shares, who earns what, its balances; other people's figures withheld."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from qiao.contribution.queries import figures, runs
from qiao.contribution.queries.accounts import OpenedAccount, open_account, period_of
from qiao.contribution.queries.curves import balance_curves
from qiao.contribution.queries.figures import AccountFacts
from qiao.contribution.queries.runs import Run
from qiao.desk.queries.customer import CURVE_DAYS
from qiao.desk.queries.sight import sees_customer
from qiao.ground.authority import Scope, scope_of
from qiao.ground.models import User
from qiao.people.queries import staff as people


@dataclass(frozen=True, slots=True)
class SeenAccount:
    """An account of a run; `figures_seen` are the people whose figures the person may read, nobody's among them."""

    run: Run
    facts: AccountFacts
    opened: OpenedAccount
    names: dict[str, str]
    visible: frozenset[str]
    figures_seen: frozenset[str]
    curve: tuple[tuple[int, int], ...]
    flagged: bool

    @property
    def side(self) -> str:
        """Deposit, loan or fee."""
        return self.opened.facts.side.value


def account_of(person: User, account_id: str, run: Run | None, *, on: date) -> SeenAccount | None:
    """The account in a run, or None where there is none or its customer is not the person's to see."""
    facts = figures.party_of_account(run, account_id) if run else None
    scope, period = scope_of(person, on=on), runs.serving_period(run, on=on)
    if run is None or facts is None or not sees_customer(scope, facts.party_id, [facts], period=period):
        return None
    opened = open_account(run, account_id)
    assert opened is not None, account_id
    names = people.staff_names(sorted({part.staff_id for piece in opened.credit.share_pieces for part in piece.parts}))
    visible = visible_among(scope, list(names))
    return SeenAccount(
        run=run,
        facts=facts,
        opened=opened,
        names=names,
        visible=visible,
        figures_seen=visible | {""},  # nobody's are no secret of a colleague
        curve=_curve(run, facts, opened.facts.side.value),
        flagged=bool(figures.flagged(run, kind="account", keys=[account_id])),
    )


def visible_among(scope: Scope, staff_ids: Sequence[str]) -> frozenset[str]:
    """Which of these people a scope may see."""
    rows = people.visible_staff(scope).filter(staff_id__in=list(staff_ids))
    return frozenset(rows.values_list("staff_id", flat=True))


def _curve(run: Run, facts: AccountFacts, side: str) -> tuple[tuple[int, int], ...]:
    until_day = period_of(run).until_day
    since_day = until_day - CURVE_DAYS
    found = balance_curves(run, [facts], {facts.product_id: side}, since_day=since_day, until_day=until_day)
    return found.by_side.get(side, ())
