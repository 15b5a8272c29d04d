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


def parsed(column: Column, given: str) -> str:
    """A date or number as the engine reads it, which takes more than the contract does; NULL where it cannot."""
    if column.kind is Kind.DATE:
        return f"TRY_CAST({given} AS DATE)"
    form = column.form
    if form.places:
        return f"TRY_CAST({given} AS DECIMAL({WIDEST_DIGITS - form.places - 1}, {form.places}))"
    return f"TRY_CAST({given} AS {_engine_type(column)})" if form.most else "NULL"


def value(column: Column, given: str, parsed: str) -> str:
    """The stored value of a cell; NULL where it is empty or breaks the form. `parsed` is as above, or its name."""
    if column.kind is Kind.TEXT:
        return given
    if column.kind is Kind.DATE:
        return _day(given, parsed)
    if column.form.most:
        return _number(column, given, parsed)
    return f"CASE WHEN {_keeps_form(column, given)} THEN {given} END"


def _keeps_form(column: Column, given: str) -> str:
    """Whether a cell that is stored as text may be stored."""
    if column.kind is Kind.ID:
        return f"length({given}) <= {ID_LENGTH_MOST}"
    if column.kind is Kind.CHOICE:
        return f"{given} IN ({', '.join(map(quoted, column.choices))})"
    assert column.kind is Kind.DECIMAL, column
    return f"regexp_full_match({given}, '{DECIMAL_PATTERN}')"


def _day(given: str, day: str) -> str:
    """A day number; the text must be the very one the engine writes for that day."""
    bounds = f"DATE '{FIRST_DAY}' AND DATE '{LAST_DAY}'"
    number = f"({day} - DATE '1970-01-01')::INTEGER"
    return f"CASE WHEN {day} BETWEEN {bounds} AND {day}::VARCHAR = {given} THEN {number} END"


def _number(column: Column, given: str, number: str) -> str:
    """Decimal text as a whole number of the stored unit: the decimal times 10^places, all within 64 bits.

    Where the engine's own writing of the number begins with the text, no pattern has to be asked.
    """
    form, unit = column.form, 10**column.form.places
    usual = f"starts_with({number}::VARCHAR, {given}) AND NOT ends_with({given}, '.')"
    matches = f"({usual} OR regexp_full_match({given}, '{_pattern(form.places)}'))"
    scaled = f"({number} * {unit}::DECIMAL({form.places + 1}, 0))" if form.places else number
    bounds = f"{form.least // unit} AND {form.most // unit}"
    return f"CASE WHEN {number} BETWEEN {bounds} AND {matches} THEN {scaled}::{_engine_type(column)} END"


def _engine_type(column: Column) -> str:
    return "INTEGER" if column.form.stored_type == "int32" else "BIGINT"


def _pattern(places: int) -> str:
    return f"[+-]?[0-9]+(\\.[0-9]{{1,{places}}})?" if places else WHOLE_PATTERN


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
