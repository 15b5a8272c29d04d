"""Answers a question over the settled months: exact sums of the results, within what the asker sees.

A manager's answer is made of his or her own credit alone, a lead's and a head's of that of the people in sight and of
what nobody claims in their units, an auditor's of everything. Whatever is typed travels as a value; the text of a
statement is made of this module's constants.
"""
# ruff: noqa: S608  every piece of a statement is a constant of this module or of the register

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from qiao.contribution.queries import runs, shelf
from qiao.contribution.queries.runs import Run, folder_of
from qiao.engine import reading
from qiao.engine.indicators import DAYS, Indicator, Unit, indicator
from qiao.ground.authority import Scope, may, require, scope_of
from qiao.ground.models import User
from qiao.ground.money import PPM_ONE
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.people.queries import staff as people
from qiao.questions.queries import masters
from qiao.questions.rules.answer import Answer, Group, answer_of
from qiao.questions.rules.fields import AGES, BEGINNINGS, NAMES_CUSTOMERS, NONE, OF_PEOPLE, By
from qiao.questions.rules.question import Filter, How, Question, asked_months

if TYPE_CHECKING:
    import pyarrow as pa

SECONDS = 30
"""A page that thinks longer holds up the others of its worker."""
STEPS = 1_000_000  # by so many steps a ratio is told apart in the order
OF_SIDE = "CASE WHEN c.side = '{side}' THEN {measure} END"
PARTS = {
    "deposit_balance_days_micro": OF_SIDE.format(side="deposit", measure="c.balance_days_micro"),
    "loan_balance_days_micro": OF_SIDE.format(side="loan", measure="c.balance_days_micro"),
    "deposit_margin_micro": OF_SIDE.format(side="deposit", measure="c.margin_micro"),
    "loan_margin_micro": OF_SIDE.format(side="loan", measure="c.margin_micro"),
    "margin_micro": "c.margin_micro",
    "expected_loss_micro": "c.expected_loss_micro",
    "fee_micro": "c.fee_micro",
    "npl_days_micro": "c.npl_days_micro",
    "unclaimed_margin_micro": "CASE WHEN c.staff_id = '' THEN c.margin_micro END",
}
PAY = {"bonus_fen": "c.bonus_fen", "expense_fen": "c.expense_fen"}
"""Of the results by person; these hold no account, so that pay can be told apart by people and months alone."""
COUNTS = {"customers": "count(DISTINCT party)", "accounts": "count(DISTINCT nullif(account, ''))"}
PARTY = "coalesce(alias.survivor, c.party_id)"
YEARS = "date_sub('year', DATE '1970-01-01' + CAST(first.opened_on_day AS INTEGER), m.until)"
EXPRESSIONS = {
    By.MONTH: "m.month",
    By.UNIT: "coalesce(unit.above, c.org_id)",
    By.TEAM: "coalesce(staff.above, '')",
    By.PERSON: "c.staff_id",
    By.CUSTOMER: PARTY,
    By.ACCOUNT: "c.account_id",
    By.KIND: "coalesce(known.kind, '')",
    By.INDUSTRY: "coalesce(known.industry, '')",
    By.REGION: "coalesce(known.region, '')",
    By.PRODUCT: "coalesce(account.product_id, '')",
    By.SIDE: "c.side",
    By.AGE: "CASE WHEN first.opened_on_day IS NULL THEN '' "
    + " ".join(f"WHEN {YEARS} >= {band.from_years} THEN '{band.code}'" for band in reversed(AGES[1:]))
    + f" ELSE '{AGES[0].code}' END",
}
NARROWED = EXPRESSIONS | {By.UNIT: "c.org_id", By.TEAM: "coalesce(staff.org_id, '')"}
"""A filter by unit means the unit and all below it, whatever depth is asked by."""
JOINS = {
    "alias": "LEFT JOIN alias_rows alias ON alias.absorbed = c.party_id",
    "known": f"LEFT JOIN known_rows known ON known.party_id = {PARTY}",
    "unit": "LEFT JOIN unit_rows unit ON unit.org_id = c.org_id",
    "staff": "LEFT JOIN staff_rows staff ON staff.staff_id = c.staff_id",
    "account": "LEFT JOIN accounts account ON account.month = m.month AND account.account_id = c.account_id",
    "first": f"LEFT JOIN firsts first ON first.month = m.month AND first.party = {PARTY}",
}
NEEDS = {
    By.UNIT: ("unit",),
    By.TEAM: ("staff",),
    By.KIND: ("known",),
    By.INDUSTRY: ("known",),
    By.REGION: ("known",),
    By.PRODUCT: ("account",),
    By.AGE: ("first",),
}
ACCOUNTS = """, placed AS (SELECT unnest($account_files) AS file, unnest($account_months) AS month),
accounts AS (
    SELECT p.month, a.account_id, a.product_id, coalesce(s.survivor, a.party_id) AS party, a.opened_on_day
    FROM read_parquet($account_files_once, hive_partitioning = false, filename = true) a
    JOIN placed p ON a.filename = p.file LEFT JOIN alias_rows s ON s.absorbed = a.party_id
), firsts AS (SELECT month, party, min(opened_on_day) AS opened_on_day FROM accounts GROUP BY month, party)"""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer with the months it is of: those settled, those asked for that are not."""

    question: Question
    answer: Answer
    months: tuple[str, ...]
    missing: tuple[str, ...]


def answered(question: Question, person: User, *, on: date, most: int = 0) -> Answered:
    """The question's answer for this person; `most` lines in the place of the question's own, 0 = the question's."""
    demand(question, person)
    wanted = asked_months(question, runs.months())
    found = runs.newest_runs(wanted)
    months = tuple(month for month in wanted if month in found)
    missing = tuple(month for month in wanted if month not in found)
    settled = [found[month] for month in months]
    if not settled:
        nothing = Group((), dict.fromkeys(_parts(question), 0), {}, 0)
        return Answered(question, Answer((), None, nothing, 0), months, missing)
    answer = _answer(_Statement(question, settled=settled, scope=scope_of(person, on=on), most=most or question.most))
    return Answered(question, answer, months, missing)


def demand(question: Question, person: User) -> None:
    """Refuse a question whose answer the person may not have."""
    require(person, "questions.ask")
    asked_by = {*question.by, *(one.by for one in question.filters)}
    if asked_by & NAMES_CUSTOMERS:
        require(person, "customers.see")
    every = {*_parts(question), *(part for bound in question.bounds for part in indicator(bound.code).parts)}
    if not every & set(PAY):
        return
    if every - set(PAY) or _counted(question):
        words = _("Pay is a person's and is asked for alone: without balances, margins and numbers of customers.")
        raise Refusal("question.pay", words)
    if asked_by - OF_PEOPLE:
        raise Refusal("question.pay", _("Pay can be told apart by month, person and the person's unit only."))


def may_drill(person: User) -> bool:
    """Whether the asker may open a line down to customers."""
    return may(person, "customers.see")


def _parts(question: Question) -> tuple[str, ...]:
    codes = (*question.measures, *(bound.code for bound in question.bounds))
    return tuple(dict.fromkeys(part for code in codes for part in indicator(code).parts))


def _counted(question: Question) -> tuple[str, ...]:
    codes = (*question.measures, *(bound.code for bound in question.bounds))
    return tuple(dict.fromkeys(code for code in codes if indicator(code).counted))


class _Statement:
    """One statement with its values and tables, put together of constants."""

    def __init__(self, question: Question, *, settled: Sequence[Run], scope: Scope, most: int) -> None:
        """Gather what the question needs beside the results."""
        self.question, self.settled, self.scope, self.most = question, settled, scope, most
        self.parts, self.counts = _parts(question), _counted(question)
        self.is_pay = bool(set(self.parts) & set(PAY))
        self.values: dict[str, Any] = {}
        self.tables: dict[str, pa.Table] = {}
        self.days = sum((run.until - run.since).days for run in settled)

    def text(self) -> str:
        """The whole statement: the lines in their order, and the total with the number of groups."""
        keys = [f"k{place}" for place in range(len(self.question.by))]
        where = self._conditions()
        joins, beside = self._joins(where)
        sums = [f"coalesce(sum(CAST({name} AS HUGEINT)), 0) AS {name}" for name in self.parts]
        sums += [f"{COUNTS[code]} AS {code}" for code in self.counts]
        figures = ", ".join([*self.parts, *self.counts, "days"])
        of_line = "max(days) AS days" if self.question.by_month else f"{int(self.days)} AS days"
        whole = ", ".join([*sums, f"{int(self.days)} AS days"])
        base = f"""WITH months AS (
    SELECT unnest($files) AS file, unnest($months) AS month, unnest($untils) AS until, unnest($lengths) AS days
){beside}, base AS (
    SELECT {", ".join(self._columns(keys))} FROM read_parquet($files, hive_partitioning = false, filename = true) c
    JOIN months m ON c.filename = m.file {joins} WHERE {" AND ".join(text for text, _by in where)}
)"""
        if not keys:
            return f"{base} SELECT true AS is_total, 0 AS groups, {whole} FROM base"
        named = ", ".join(keys)
        nothing = ", ".join(f"'' AS {key}" for key in keys)
        self.values["most"] = self.most
        return f"""{base}, lines AS MATERIALIZED (
    SELECT {", ".join([*keys, *sums, of_line])} FROM base GROUP BY {named}
), kept AS (
    SELECT row_number() OVER (ORDER BY {", ".join(self._order(keys))}) AS place, {named}, {figures} FROM lines
    WHERE {self._bounds()} ORDER BY place LIMIT $most
), total AS (SELECT {whole} FROM base)
SELECT false AS is_total, 0 AS groups, place, {named}, {figures} FROM kept
UNION ALL BY NAME
SELECT true AS is_total, (SELECT count(*) FROM lines) AS groups, 0 AS place, {nothing}, {figures} FROM total
ORDER BY place"""

    def _columns(self, keys: Sequence[str]) -> list[str]:
        columns = [f"{EXPRESSIONS[by]} AS {key}" for by, key in zip(self.question.by, keys, strict=True)]
        columns += [f"{PAY[name] if self.is_pay else PARTS[name]} AS {name}" for name in self.parts]
        if self.counts:
            columns += [f"{PARTY} AS party", "c.account_id AS account"]
        return [*columns, "m.days AS days"]

    def _conditions(self) -> list[tuple[str, By | None]]:
        found: list[tuple[str, By | None]] = [(self._scope(), None)]
        for place, one in enumerate(self.question.filters):
            found.append((self._condition(f"f{place}", one), one.by))
        return found

    def _scope(self) -> str:
        if self.scope.everything:
            return "true"
        self.values["people"] = people.visible_ids(self.scope) or []
        own = "c.staff_id IN (SELECT unnest(CAST($people AS VARCHAR[])))"
        if self.is_pay:
            return own
        self.values["orgs"] = sorted(self.scope.org_ids)
        return f"({own} OR (c.staff_id = '' AND c.org_id IN (SELECT unnest(CAST($orgs AS VARCHAR[])))))"

    def _condition(self, name: str, one: Filter) -> str:
        column = NARROWED[one.by]
        values = ["" if value == NONE else value for value in one.values]
        if one.how in {How.BETWEEN, How.LEAST}:
            column = f"lpad({column}, 2, '0')" if one.by is By.AGE else column
            values = [value.rjust(2, "0") if one.by is By.AGE else value for value in values]
            self.values[name] = values[0]
            if one.how is How.LEAST:
                return f"{column} >= ${name}"
            self.values[name] = min(values)
            self.values[f"{name}_end"] = max(values)
            beyond = f"{column} <= ${name}_end"
            return f"({column} >= ${name} AND ({beyond} OR starts_with({column}, ${name}_end)))"
        codes = masters.codes_of(one.by, values, self.scope)
        if one.by in BEGINNINGS and "" not in codes:
            texts = []
            for place, code in enumerate(codes):
                self.values[f"{name}_{place}"] = code
                texts.append(f"starts_with({column}, ${name}_{place})")
            return f"({' OR '.join(texts)})"
        self.values[name] = codes
        return f"{column} IN (SELECT unnest(CAST(${name} AS VARCHAR[])))"

    def _joins(self, where: Sequence[tuple[str, By | None]]) -> tuple[str, str]:
        by = {*self.question.by, *(one for _text, one in where if one is not None)}
        needed = {name for one in by for name in NEEDS.get(one, ())}
        depth = self.question.depth
        if needed & {"known", "first", "account"} or self.counts or by & {By.CUSTOMER}:
            needed.add("alias")
        if "alias" in needed:
            self.tables["alias_rows"] = masters.alias_table()
        if "known" in needed:
            self.tables["known_rows"] = masters.known_table()
        if "unit" in needed:
            self.tables["unit_rows"] = masters.unit_table(depth)
        if "staff" in needed:
            self.tables["staff_rows"] = masters.staff_table(depth)
        beside = self._accounts() if needed & {"account", "first"} else ""
        return " ".join(text for name, text in JOINS.items() if name in needed), beside

    def _accounts(self) -> str:
        pairs = [(str(file), run.month) for run in self.settled for file in shelf.account_files(run)]
        self.values["account_files"] = [file for file, _month in pairs]
        self.values["account_months"] = [month for _file, month in pairs]
        self.values["account_files_once"] = sorted({file for file, _month in pairs})
        return ACCOUNTS

    def _bounds(self) -> str:
        texts = ["true"]
        for place, bound in enumerate(self.question.bounds):
            one = indicator(bound.code)
            amount, below, step = _sides(one)
            over = f"({below}) > 0 AND " if one.over else ""
            for end, sign, value in (("least", ">=", bound.least), ("most", "<=", bound.most)):
                if value is not None:
                    self.values[f"b{place}_{end}"] = value
                    texts.append(f"{over}({amount}) * {step} {sign} CAST($b{place}_{end} AS HUGEINT) * ({below})")
        return " AND ".join(texts)

    def _order(self, keys: Sequence[str]) -> list[str]:
        way, by = "ASC" if self.question.rising else "DESC", self.question.by
        month = [keys[list(by).index(By.MONTH)]] if self.question.by_month else []
        one = indicator(self.question.order or self.question.measures[0]) if self.question.order != By.MONTH else None
        if self.question.order == By.MONTH or (month and not self.question.order):
            rising = "DESC" if self.question.order == By.MONTH and not self.question.rising else "ASC"
            first = [f"{name} {rising}" for name in month]
            return [*first, f"{_height(one or indicator(self.question.measures[0]))} DESC NULLS LAST", *keys]
        assert one is not None
        return [f"{_height(one)} {way} NULLS LAST", *keys]


def _sides(one: Indicator) -> tuple[str, str, int]:
    """What stands above and below the line of a figure, and the steps in which a bound of it is given."""
    if one.counted:
        return one.code, "1", 1
    below = "1" if not one.over else "days" if one.over == DAYS else one.over
    return f"{one.sql()} * {one.scale}", below, PPM_ONE if one.unit is Unit.PART else 1


def _height(one: Indicator) -> str:
    """By what lines are in order: whole steps of the figure, so that no engine rounds."""
    amount, below, _step = _sides(one)
    return f"CASE WHEN ({below}) > 0 THEN (({amount}) * {STEPS}) // ({below}) END" if one.over else f"({amount})"


def _answer(statement: _Statement) -> Answer:
    text = statement.text()
    settled = statement.settled
    results = [str(folder_of(run) / "staff_result.parquet") for run in settled]
    values = statement.values | {
        "files": results if statement.is_pay else [str(shelf.credit_file(run)) for run in settled],
        "months": [run.month for run in settled],
        "untils": [run.until for run in settled],
        "lengths": [(run.until - run.since).days for run in settled],
    }
    found = reading.rows(text, values, tables=statement.tables, seconds=SECONDS)
    whole = next(row for row in found if row["is_total"])
    rows = [_group(row, statement) for row in found if not row["is_total"]]
    return answer_of(rows, _group(whole, statement), groups=int(whole["groups"]))


def _group(row: Mapping[str, Any], statement: _Statement) -> Group:
    keys = () if row["is_total"] else tuple(str(row[f"k{place}"] or "") for place in range(len(statement.question.by)))
    return Group(
        keys=keys,
        parts={name: int(row[name] or 0) for name in statement.parts},
        counts={code: int(row[code]) for code in statement.counts},
        days=int(row["days"]),
    )
