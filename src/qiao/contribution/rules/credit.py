"""Credit: what each person earns on one account, and of a customer's own fees, in one period.

Source: the book's contract, 2. Margin and expected loss are sums of leaves; balance-days and fees times share are
exact. What nobody claims is credited to the empty person, so that people and unclaimed add up to the account, to the
last digit.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from qiao.contribution.rules.basis import DayBasis, expected_loss_divisor, margin_divisor
from qiao.contribution.rules.facts import AccountFacts, AssignmentRow, FeeRow, Side
from qiao.contribution.rules.leaf import Leaf, Measure
from qiao.contribution.rules.shares import SharePiece, share_pieces, shares_by_person
from qiao.contribution.rules.spells import (
    Spell,
    balance_outside_life,
    balance_spells,
    missing_price,
    non_performing_spells,
    overlaid,
    price_spells,
    rate_spells,
    rho_spells,
)
from qiao.ground.periods import Period
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

Shares = Mapping[str, Sequence[Spell[int]]]


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One person's part of one fee; fen x ten-thousandths is millionths of a yuan, so nothing is rounded."""

    fee_id: str
    on_day: int
    amount_fen: int
    staff_id: str  # empty = unclaimed
    share_bp: int

    @property
    def micro(self) -> int:
        """The part in millionths of a yuan."""
        return self.amount_fen * self.share_bp


@dataclass(frozen=True, slots=True)
class PersonCredit:
    """One person's sums; days in millionths of yuan-days, the rest in millionths of a yuan."""

    staff_id: str  # empty = unclaimed
    balance_days_micro: int = 0
    margin_micro: int = 0
    expected_loss_micro: int = 0
    npl_days_micro: int = 0  # balance-days of substandard, doubtful and loss loans
    fee_micro: int = 0

    @property
    def anything(self) -> bool:
        """Whether there is anything to show."""
        sums = (self.balance_days_micro, self.margin_micro, self.expected_loss_micro, self.npl_days_micro)
        return any(sums) or self.fee_micro != 0


@dataclass(frozen=True, slots=True)
class AccountCredit:
    """One account's credit with its reasons: leaves, fee lines, the shares and the balances outside its life."""

    account_id: str
    party_id: str
    side: Side
    people: tuple[PersonCredit, ...]  # unclaimed first, then bytewise; only those with anything to show
    leaves: tuple[Leaf, ...]
    fee_lines: tuple[FeeLine, ...]
    share_pieces: tuple[SharePiece, ...]
    outside_life: tuple[Spell[int], ...]

    @property
    def total(self) -> PersonCredit:
        """The account as a whole: the sum over people and unclaimed, never reckoned in another way."""
        return total_of(self.people)


@dataclass(frozen=True, slots=True)
class PartyFeeCredit:
    """A customer's own fees, those that name no account, by the customer's shares."""

    party_id: str
    people: tuple[PersonCredit, ...]
    fee_lines: tuple[FeeLine, ...]
    share_pieces: tuple[SharePiece, ...]


def credit_of_account(facts: AccountFacts, *, period: Period, basis: DayBasis) -> AccountCredit:
    """Who earns what on an account; refuses where a price is needed and none is in force."""
    _demand_price(facts, period=period)
    pieces = share_pieces(
        facts.party_rows, account_rows=facts.account_rows, left_on_days=facts.left_on_days, period=period
    )
    shares = shares_by_person(pieces)
    margin = margin_leaves(facts, shares=shares, period=period, basis=basis)
    loss = expected_loss_leaves(facts, shares=shares, period=period, basis=basis)
    fee_lines = fee_lines_of(facts.fees, shares=shares, period=period)
    days, npl_days = _days_by_person(facts, shares=shares, period=period)
    everyone = (
        PersonCredit(
            staff_id=person,
            balance_days_micro=days.get(person, 0),
            margin_micro=sum(leaf.micro for leaf in margin if leaf.staff_id == person),
            expected_loss_micro=sum(leaf.micro for leaf in loss if leaf.staff_id == person),
            npl_days_micro=npl_days.get(person, 0),
            fee_micro=sum(line.micro for line in fee_lines if line.staff_id == person),
        )
        for person in shares
    )
    return AccountCredit(
        account_id=facts.account_id,
        party_id=facts.party_id,
        side=facts.side,
        people=tuple(credit for credit in everyone if credit.anything),
        leaves=(*margin, *loss),
        fee_lines=fee_lines,
        share_pieces=pieces,
        outside_life=balance_outside_life(facts, period=period),
    )


def credit_of_party_fees(
    party_id: str,
    *,
    fees: Sequence[FeeRow],
    party_rows: Sequence[AssignmentRow],
    left_on_days: Mapping[str, int],
    period: Period,
) -> PartyFeeCredit:
    """Who earns what of a customer's fees that name no account."""
    pieces = share_pieces(party_rows, left_on_days=left_on_days, period=period)
    lines = fee_lines_of(fees, shares=shares_by_person(pieces), period=period)
    sums: dict[str, int] = {}
    for line in lines:
        sums[line.staff_id] = sums.get(line.staff_id, 0) + line.micro
    people = tuple(PersonCredit(person, fee_micro=sums[person]) for person in sorted(sums) if sums[person])
    return PartyFeeCredit(party_id, people, lines, pieces)


def margin_leaves(facts: AccountFacts, *, shares: Shares, period: Period, basis: DayBasis) -> tuple[Leaf, ...]:
    """The margin's leaves: a stretch ends where balance, share, rate or price changes. Empty balances leave none."""
    if facts.side is Side.FEE:
        return ()
    divisor = margin_divisor(basis, days=period.days)
    prices = price_spells(facts.prices, method=facts.method, opened_on_day=facts.opened_on_day, period=period)
    drivers = overlaid(
        balance_spells(facts.balances, period=period), overlaid(rate_spells(facts.rates, period=period), prices)
    )
    leaves: list[Leaf] = []
    for person, own in shares.items():
        for spell in overlaid(own, drivers):
            share_bp, (balance_fen, (rate_ppm, price_ppm)) = spell.value
            if balance_fen == 0:
                continue
            assert price_ppm is not None, facts  # _demand_price has refused
            factor = price_ppm - rate_ppm if facts.side is Side.DEPOSIT else rate_ppm - price_ppm
            leaves.append(
                Leaf(
                    measure=Measure.MARGIN,
                    staff_id=person,
                    since_day=spell.since_day,
                    until_day=spell.until_day,
                    balance_fen=balance_fen,
                    share_bp=share_bp,
                    rate_ppm=rate_ppm,
                    price_ppm=price_ppm,
                    rho=None,
                    factor=factor,
                    divisor=divisor,
                )
            )
    return tuple(leaves)


def expected_loss_leaves(facts: AccountFacts, *, shares: Shares, period: Period, basis: DayBasis) -> tuple[Leaf, ...]:
    """The expected loss of a loan: a stretch ends where balance, share or rho changes. Nothing leaves no leaf."""
    if facts.side is not Side.LOAN:
        return ()
    divisor = expected_loss_divisor(basis, days=period.days)
    drivers = overlaid(balance_spells(facts.balances, period=period), rho_spells(facts.risks, period=period))
    leaves: list[Leaf] = []
    for person, own in shares.items():
        for spell in overlaid(own, drivers):
            share_bp, (balance_fen, rho) = spell.value
            if balance_fen == 0 or rho == 0:
                continue
            leaves.append(
                Leaf(
                    measure=Measure.EXPECTED_LOSS,
                    staff_id=person,
                    since_day=spell.since_day,
                    until_day=spell.until_day,
                    balance_fen=balance_fen,
                    share_bp=share_bp,
                    rate_ppm=None,
                    price_ppm=None,
                    rho=rho,
                    factor=rho,
                    divisor=divisor,
                )
            )
    return tuple(leaves)


def fee_lines_of(fees: Iterable[FeeRow], *, shares: Shares, period: Period) -> tuple[FeeLine, ...]:
    """Each fee dated in the period, divided by the shares of its day."""
    return tuple(
        FeeLine(fee.fee_id, fee.on_day, fee.amount_fen, person, spell.value)
        for fee in sorted(fees, key=lambda fee: (fee.on_day, fee.fee_id))
        if period.since_day <= fee.on_day < period.until_day
        for person, own in shares.items()
        for spell in own
        if spell.since_day <= fee.on_day < spell.until_day
    )


def total_of(people: Iterable[PersonCredit]) -> PersonCredit:
    """The sum over people and unclaimed, under the empty id."""
    everyone = tuple(people)
    return PersonCredit(
        staff_id="",
        balance_days_micro=sum(one.balance_days_micro for one in everyone),
        margin_micro=sum(one.margin_micro for one in everyone),
        expected_loss_micro=sum(one.expected_loss_micro for one in everyone),
        npl_days_micro=sum(one.npl_days_micro for one in everyone),
        fee_micro=sum(one.fee_micro for one in everyone),
    )


def _days_by_person(facts: AccountFacts, *, shares: Shares, period: Period) -> tuple[dict[str, int], dict[str, int]]:
    """Each person's balance-days, and those of them that are non-performing, in millionths of yuan-days."""
    if facts.side is Side.FEE:
        return {}, {}
    risks = facts.risks if facts.side is Side.LOAN else ()
    drivers = overlaid(balance_spells(facts.balances, period=period), non_performing_spells(risks, period=period))
    days: dict[str, int] = {}
    npl_days: dict[str, int] = {}
    for person, own in shares.items():
        for spell in overlaid(own, drivers):
            share_bp, (balance_fen, non_performing) = spell.value
            micro = balance_fen * spell.days * share_bp
            days[person] = days.get(person, 0) + micro
            npl_days[person] = npl_days.get(person, 0) + (micro if non_performing else 0)
    return days, npl_days


def _demand_price(facts: AccountFacts, *, period: Period) -> None:
    """Refuse where a price is needed on a day when none is in force."""
    missing = missing_price(facts, period=period)
    if missing is None:
        return
    raise Refusal(
        "contribution.price_missing",
        _(
            "account %(account)s: no %(side)s transfer price for %(tenor)s days is in force on %(days)s of its days;"
            " load the curve's rows for them"
        ),
        account=facts.account_id,
        side=missing.side.value,
        tenor=missing.tenor_days,
        days=missing.days,
    )
