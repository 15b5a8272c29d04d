"""Rival: the whole month in DuckDB SQL written by hand for this one job (month.sql).

    python bench/settlement/duckdb_sql.py [--steps] PLAIN OUT

From the plain tables of generate.py to the contract's five files. It knows what the engine may not: that the files are
sorted by key and fit in memory, and that a month has one plan. With --steps it says what each statement took.
"""

import argparse
import os
import time
from pathlib import Path

import duckdb


def main() -> None:
    """Run the statements one after the other."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("plain", type=Path, metavar="PLAIN")
    parser.add_argument("out", type=Path, metavar="OUT")
    parser.add_argument("--steps", action="store_true", help="seconds of each statement")
    given = parser.parse_args()
    plain = given.plain.resolve()
    given.out.mkdir(parents=True, exist_ok=True)
    os.chdir(given.out)
    with duckdb.connect(config={"file_search_path": str(plain)}) as connection:
        statements = connection.extract_statements(
            Path(__file__).resolve().with_name("month.sql").read_text(encoding="utf-8")
        )
        for statement in statements:
            begun, used = time.perf_counter(), time.process_time()
            connection.execute(statement)
            if given.steps:
                words = " ".join(statement.query.split())[:60]
                wall, cpu = time.perf_counter() - begun, time.process_time() - used
                print(f"{wall:7.2f} s wall {cpu:7.2f} s CPU  {words}")


if __name__ == "__main__":
    main()
