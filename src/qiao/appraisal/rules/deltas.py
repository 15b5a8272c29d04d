"""What a late event changes of a closed month: rows of credit, people's sums and bonuses, before and after.

Source: features 2.4 and 2.5. Above the row there is only addition: a person's sums move by what the rows move, and the
bonus is reckoned from the sums before and after. So all differences together are the new month minus the old one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from qiao.appraisal.rules.bonus import Expense, bonus_of, facts_of
from qiao.appraisal.rules.plan import FACTOR_ONE, Plan
from qiao.contribution.rules.facts import Side
from qiao.contribution.rules.rows import NOTHING, Amounts, CreditKey, Rows, added, credit_text, taken_off, texts_digest

SUMS = (
    "deposit_balance_days_micro",
    "loan_balance_days_micro",
    "deposit_margin_micro",
    "loan_margin_micro",
    "expected_loss_micro",
    "fee_micro",
    "npl_days_micro",
)
BONUS = ("quality_bp", "expense_fen", "raw_fen", "bonus_fen")


@dataclass(frozen=True, slots=True)
class PersonMonth:
    """A person's month as a settlement writes it down: the seven sums, N, expenses, R and what is paid."""

    deposit_balance_days_micro: int = 0
    loan_balance_days_micro: int = 0
    deposit_margin_micro: int = 0
    loan_margin_micro: int = 0
    expected_loss_micro: int = 0
    fee_micro: int = 0
    npl_days_micro: int = 0
    quality_bp: int = FACTOR_ONE
    expense_fen: int = 0
    raw_fen: int = 0
    bonus_fen: int = 0

    @property
    def sums(self) -> dict[str, int]:
        """The seven sums by name."""
        return {name: getattr(self, name) for name in SUMS}

    @property
    def plain(self) -> dict[str, int]:
        """Everything by name."""
        return {name: getattr(self, name) for name in (*SUMS, *BONUS)}

    @property
    def anything(self) -> bool:
        """Whether there is anything but N, which follows from the rest."""
        return any(value for name, value in self.plain.items() if name != "quality_bp")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of credit before and after."""

    key: CreditKey
    before: Amounts
    after: Amounts


@dataclass(frozen=True, slots=True)
class PersonDelta:
    """One person's month before and after."""

    staff_id: str
    before: PersonMonth
    after: PersonMonth

    @property
    def difference_fen(self) -> int:
        """What is booked: the paid bonus after, less that before."""
        return self.after.bonus_fen - self.before.bonus_fen


def bonus_with(paid_fen: int, differences_fen: Iterable[int]) -> int:
    """A month's bonus as it stands: what was paid with all that was booked for it later; fen."""
    return paid_fen + sum(differences_fen)


def lines_of(before: Rows, after: Rows) -> tuple[Line, ...]:
    """The rows that differ, in the order of their keys."""
    pairs = (Line(key, before.get(key, NOTHING), after.get(key, NOTHING)) for key in sorted({*before, *after}))
    return tuple(line for line in pairs if line.before != line.after)


def month_of(plan: Plan, sums: Mapping[str, int], *, expenses: Sequence[Expense]) -> PersonMonth:
    """A person's month by the plan."""
    bonus = bonus_of(plan, facts=facts_of(sums), expenses=expenses)
    return PersonMonth(
        **{name: sums[name] for name in SUMS},
        quality_bp=bonus.quality_bp,
        expense_fen=bonus.expense_fen,
        raw_fen=bonus.raw_fen,
        bonus_fen=bonus.paid_fen,
    )


def sums_after(before: Mapping[str, PersonMonth], lines: Iterable[Line]) -> dict[str, PersonMonth]:
    """People's sums moved by what their rows move; the bonus of the result is not reckoned yet."""
    found = dict(before)
    for line in lines:
        if line.key.staff_id:
            old = found.get(line.key.staff_id, PersonMonth())
            found[line.key.staff_id] = _moved(old, line)
    return found


def _moved(month: PersonMonth, line: Line) -> PersonMonth:
    old, new = line.before, line.after
    more = {
        "expected_loss_micro": month.expected_loss_micro + new.expected_loss - old.expected_loss,
        "fee_micro": month.fee_micro + new.fee - old.fee,
        "npl_days_micro": month.npl_days_micro + new.npl_days - old.npl_days,
    }
    if line.key.side in {Side.DEPOSIT, Side.LOAN}:
        days, margin = f"{line.key.side}_balance_days_micro", f"{line.key.side}_margin_micro"
        more[days] = getattr(month, days) + new.balance_days - old.balance_days
        more[margin] = getattr(month, margin) + new.margin - old.margin
    return replace(month, **more)


def person_text(staff_id: str, month: PersonMonth) -> str:
    """A person's month so written that no two read alike."""
    return "|".join([f"person {len(staff_id)}:{staff_id}", *(str(value) for value in month.plain.values())])


def people_digest(months: Mapping[str, PersonMonth]) -> int:
    """The sum of the digests of people's months with anything in them."""
    return texts_digest(person_text(staff_id, one) for staff_id, one in months.items() if one.anything)


def digest_after(before: int, lines: Sequence[Line], people: Sequence[PersonDelta]) -> int:
    """The digest of a running book after these rows and months have changed."""
    gone = [credit_text(line.key, line.before) for line in lines if line.before.anything]
    come = [credit_text(line.key, line.after) for line in lines if line.after.anything]
    gone += [person_text(one.staff_id, one.before) for one in people if one.before.anything]
    come += [person_text(one.staff_id, one.after) for one in people if one.after.anything]
    return added(taken_off(before, texts_digest(gone)), texts_digest(come))
