"""One cell's text as SQL: the value it stands for, and the reason where it stands for none.

Generated from the contract's columns. `given` is a SQL expression of text, NULL where the cell is empty. A value is
exact: no expression here passes through a floating number.
"""

from qiao.book.rules import reasons
from qiao.book.rules.contract import ID_LENGTH_MOST, Column, Kind
from qiao.engine.sessions import quoted
from qiao.ground.periods import FIRST_DAY, LAST_DAY

DECIMAL_PATTERN = "[+-]?[0-9]+(\\.[0-9]+)?"
WHOLE_PATTERN = "[+-]?[0-9]+"
DATE_PATTERN = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
WIDEST_DIGITS = 18  # of a decimal that the engine holds in 64 bits


def value(column: Column, given: str) -> str:
    """The stored value of a cell; NULL where it is empty or breaks the form."""
    if column.kind is Kind.TEXT:
        return given
    if column.kind is Kind.DATE:
        return _day(given)
    if column.kind in {Kind.WHOLE, Kind.SERIAL}:
        return _whole(column, given)
    if column.form.places:
        return _scaled(column, given)
    return f"CASE WHEN {_keeps_form(column, given)} THEN {given} END"


def _keeps_form(column: Column, given: str) -> str:
    """Whether a cell that is stored as text may be stored."""
    if column.kind is Kind.ID:
        return f"length({given}) <= {ID_LENGTH_MOST}"
    if column.kind is Kind.CHOICE:
        return f"{given} IN ({', '.join(map(quoted, column.choices))})"
    assert column.kind is Kind.DECIMAL, column
    return f"regexp_full_match({given}, '{DECIMAL_PATTERN}')"


def _day(given: str) -> str:
    """A day number; the text must be the very one the engine writes for that day."""
    day = f"TRY_CAST({given} AS DATE)"
    bounds = f"DATE '{FIRST_DAY}' AND DATE '{LAST_DAY}'"
    number = f"({day} - DATE '1970-01-01')::INTEGER"
    return f"CASE WHEN {day} BETWEEN {bounds} AND {day}::VARCHAR = {given} THEN {number} END"


def _whole(column: Column, given: str) -> str:
    form = column.form
    kind = "INTEGER" if form.stored_type == "int32" else "BIGINT"
    number = f"TRY_CAST({given} AS {kind})"
    matches = f"regexp_full_match({given}, '{WHOLE_PATTERN}')"
    return f"CASE WHEN {matches} AND {number} BETWEEN {form.least} AND {form.most} THEN {number} END"


def _scaled(column: Column, given: str) -> str:
    """Decimal text as a whole number of the stored unit: the decimal times 10^places, all within 64 bits."""
    form = column.form
    number = f"TRY_CAST({given} AS DECIMAL({WIDEST_DIGITS - form.places - 1}, {form.places}))"
    kind = "INTEGER" if form.stored_type == "int32" else "BIGINT"
    scaled = f"({number} * {10**form.places}::DECIMAL({form.places + 1}, 0))::{kind}"
    least, most = form.least // 10**form.places, form.most // 10**form.places
    matches = f"regexp_full_match({given}, '{_pattern(form.places)}')"
    return f"CASE WHEN {matches} AND {number} BETWEEN {least} AND {most} THEN {scaled} END"


def _pattern(places: int) -> str:
    return f"[+-]?[0-9]+(\\.[0-9]{{1,{places}}})?"


def is_broken(column: Column, *, given: str, stored: str) -> str:
    """Whether a cell breaks the form: given and not understood, or not given where a value is needed."""
    return f"{stored} IS NULL" if column.required else f"({given} IS NOT NULL AND {stored} IS NULL)"


def is_upside_down(first: str, last: str) -> str:
    """Whether the last day lies before the first; unknown days say nothing."""
    return f"coalesce({last} < {first}, FALSE)"


def fault(column: Column, *, given: str, stored: str) -> str:
    """The code of a broken cell, NULL for a sound one."""
    missing = quoted(reasons.MISSING) if column.required else "NULL"
    return (
        f"CASE WHEN {given} IS NULL THEN {missing} WHEN {stored} IS NOT NULL THEN NULL "
        f"ELSE {_fault_of_kind(column, given)} END"
    )


def _fault_of_kind(column: Column, given: str) -> str:
    match column.kind:
        case Kind.TEXT:
            return "NULL"
        case Kind.ID:
            return quoted(reasons.ID_TOO_LONG)
        case Kind.CHOICE:
            return quoted(reasons.NO_CHOICE)
        case Kind.DECIMAL:
            return quoted(reasons.NO_NUMBER)
        case Kind.DATE:
            is_date = f"regexp_full_match({given}, '{DATE_PATTERN}') AND TRY_CAST({given} AS DATE) IS NOT NULL"
            return f"CASE WHEN {is_date} THEN {quoted(reasons.DATE_RANGE)} ELSE {quoted(reasons.NO_DATE)} END"
    return _fault_of_number(column, given)


def _fault_of_number(column: Column, given: str) -> str:
    pattern, code = DECIMAL_PATTERN, reasons.NO_NUMBER
    if column.form.places == 0:
        pattern, code = WHOLE_PATTERN, reasons.NOT_WHOLE
    fine = _pattern(column.form.places) if column.form.places else pattern
    return (
        f"CASE WHEN NOT regexp_full_match({given}, '{pattern}') THEN {quoted(code)} "
        f"WHEN NOT regexp_full_match({given}, '{fine}') THEN {quoted(reasons.DECIMALS)} "
        f"ELSE {quoted(reasons.NUMBER_RANGE)} END"
    )


def as_text(column: Column, stored: str) -> str:
    """A stored key value as the text a file would give: a day number as its date, a whole number plainly."""
    if column.kind is Kind.DATE:
        return f"(DATE '1970-01-01' + {stored})::VARCHAR"
    return f"{stored}::VARCHAR"
