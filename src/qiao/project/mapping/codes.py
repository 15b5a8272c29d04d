"""Code tables: what the bank's words mean, and what is done with a word that nobody has explained.

Of every source the statements see a view: its columns, `_file`, `_row`, and for each coded column a further one named
`<column>_word`. A word that the code table does not name is reported with file, row, column, value and count, and by
the table's own choice its row is set aside, kept with an empty word, or the mapping refuses. Nothing is guessed. An
empty value is a code like any other: it has to be in the table as "".
"""

from collections.abc import Sequence

import duckdb

from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.project.mapping.entries import wrong
from qiao.project.mapping.landing import OWN_COLUMNS, SCHEMA
from qiao.project.mapping.records import CodeReport, CodeSpec, MappingSpec, SourceSpec, Unknown, UnknownCode
from qiao.project.mapping.sql_text import composed, quoted

CODES_SCHEMA = "codes"
UNKNOWN_MOST = 1000  # different unknown words of one column that are listed; a column of more is no code
VIEW = "CREATE VIEW {name} AS SELECT s.*{words} FROM {landed} s{joins} WHERE {which}"
KNOWN = "SELECT count(*) FROM {source} s SEMI JOIN {codes} c ON c.word_of_bank = coalesce(s.{column}, '')"
COUNTS = """
    SELECT coalesce(s.{column}, ''), count(*), min({{'file': s._file, 'row': s._row}})
    FROM {source} s ANTI JOIN {codes} c ON c.word_of_bank = coalesce(s.{column}, '')
    GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {most}
"""


def lay_codes(connection: duckdb.DuckDBPyConnection, codes: Sequence[CodeSpec]) -> None:
    """One table a code table."""
    for spec in codes:
        table = quoted(CODES_SCHEMA, spec.name)
        connection.execute(f"CREATE TABLE {table} (word_of_bank VARCHAR PRIMARY KEY, word VARCHAR)")
        if spec.words:
            insert = composed("INSERT INTO {table} VALUES (?, ?)", table=table)
            connection.executemany(insert, [list(pair) for pair in spec.words.items()])


def show_source(connection: duckdb.DuckDBPyConnection, source: SourceSpec, mapping: MappingSpec) -> int:
    """Make the view that statements read, and one of the rows set aside; returns how many those are."""
    there = [str(row[0]) for row in connection.execute(f"DESCRIBE {quoted(SCHEMA, source.name)}").fetchall()]
    words, joins, aside = [], [], ["false"]
    for number, (column, name) in enumerate(source.codes.items()):
        if column not in there or f"{column}_word" in there:
            known = [other for other in there if other not in OWN_COLUMNS and f"{other}_word" not in there]
            text = _("%(file)s, line %(line)s: %(column)s cannot be coded; the columns are %(known)s")
            raise wrong(source.place, text, column=column, known=", ".join(known))
        words.append(f", nullif(c{number}.word, '') AS {quoted(column + '_word')}")
        matched = f"c{number}.word_of_bank = coalesce(s.{quoted(column)}, '')"
        joins.append(f" LEFT JOIN {quoted(CODES_SCHEMA, name)} c{number} ON {matched}")
        if mapping.codes[name].unknown is Unknown.SET_ASIDE:
            aside.append(f"c{number}.word_of_bank IS NULL")
    landed, left_out, view = quoted(SCHEMA, source.name), " OR ".join(aside), quoted(source.name + "_set_aside")
    parts = {"words": "".join(words), "landed": landed, "joins": "".join(joins)}
    connection.execute(composed(VIEW, name=quoted(source.name), which=f"NOT ({left_out})", **parts))
    connection.execute(composed(VIEW, name=view, which=left_out, **parts))
    return _number(connection, composed("SELECT count(*) FROM {view}", view=view))


def count_codes(
    connection: duckdb.DuckDBPyConnection, source: SourceSpec, mapping: MappingSpec
) -> tuple[list[CodeReport], list[UnknownCode]]:
    """Known and unknown rows of each coded column, and the unknown words, the most frequent first."""
    reports: list[CodeReport] = []
    unknown: list[UnknownCode] = []
    for column, name in source.codes.items():
        parts = {"column": quoted(column), "source": quoted(SCHEMA, source.name), "codes": quoted(CODES_SCHEMA, name)}
        counts = composed(COUNTS, most=str(UNKNOWN_MOST), **parts)
        found = [
            UnknownCode(
                source=source.name, column=column, codes=name, value=str(value), rows=int(rows),
                file=str(first["file"]), row=int(first["row"]), unknown=mapping.codes[name].unknown,
            )
            for value, rows, first in connection.execute(counts).fetchall()
        ]  # fmt: skip
        rows = _number(connection, composed("SELECT count(*) FROM {source}", source=parts["source"]))
        known = _number(connection, composed(KNOWN, **parts))
        reports.append(CodeReport(source=source.name, column=column, codes=name, known=known, unknown=rows - known))
        unknown += found
    return reports, unknown


def refuse_unknown(unknown: Sequence[UnknownCode], *, strict: bool) -> None:
    """Stop at the first word that must not be unknown; with `strict`, at any."""
    for code in unknown:
        if strict or code.unknown is Unknown.REFUSE:
            raise Refusal(
                "map.code_unknown",
                _(
                    "%(name)s, row %(row)s: %(column)s «%(value)s» is not in [codes.%(codes)s] (%(rows)s rows); "
                    "say there what it means. Unknown codes in all: %(all)s."
                ),
                name=code.file, row=code.row, column=code.column, value=code.value,
                codes=code.codes, rows=code.rows, all=len(unknown),
            )  # fmt: skip


def _number(connection: duckdb.DuckDBPyConnection, statement: str) -> int:
    """The one number that a statement answers."""
    return int(connection.execute(statement).fetchall()[0][0])
