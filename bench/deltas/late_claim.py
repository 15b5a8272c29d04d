"""One late claim against a whole settlement: a bank made up, loaded, settled, closed; then a customer's share moves.

    BENCH_SCALE=0.1 .venv/bin/python -m bench.deltas.late_claim

Prints the seconds of the full settlement, of closing, and of the late claim from its approval to the booked difference,
of three customers one after the other; then of a late load of one balance. BENCH_FOLDER keeps the bank.
"""

import os
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from bench.settlement.generate import generate

MONTH, SINCE = "2026-09", "2026-09-03"
CLAIMS = 3
MEASURED = "the figure of a claim is from the change to the booked difference"


def main() -> None:
    """Make the bank where it is missing, and measure."""
    scale = float(os.environ.get("BENCH_SCALE") or 0.1)
    with tempfile.TemporaryDirectory(prefix="qiao-deltas-") as name:
        folder = Path(os.environ.get("BENCH_FOLDER") or name)
        os.environ["QIAO_HOME"] = str(folder / "home")
        (folder / "home").mkdir(parents=True, exist_ok=True)
        os.environ["DJANGO_SETTINGS_MODULE"] = "qiao.project.settings"
        if not (folder / "extract" / "manifest.json").exists():
            generate(folder, scale=scale, months=1)
        import django  # noqa: PLC0415  after the home is named

        django.setup()
        measure(folder, scale=scale)


def timed(words: str, work: Callable[[], Any]) -> Any:
    """Do it and print how long it took."""
    begun = time.perf_counter()
    done = work()
    print(f"{words:44}{time.perf_counter() - begun:8.2f} s", flush=True)
    return done


def measure(folder: Path, *, scale: float) -> None:
    """The figures."""
    from qiao.appraisal.models import DeltaRun  # noqa: PLC0415  after the set-up
    from qiao.project import cli  # noqa: PLC0415  the same

    print(f"scale {scale}; {MEASURED}")

    def command(*arguments: str) -> Callable[[], int]:
        return lambda: cli.main(list(arguments))

    timed("load", command("load", str(folder / "extract")))
    timed("full settlement", command("settle", MONTH))
    timed("close", command("close", MONTH))
    for party_id in customers():
        timed(f"late claim of {party_id}", partial(claim, party_id))
    late = folder / "late"
    write_late(late)
    timed("late load of one balance", command("load", str(late)))
    timed("its difference", command("deltas", MONTH, "--book"))
    for run in DeltaRun.objects.order_by("id"):
        print(f"difference {run.pk}: {run.accounts} accounts, reckoned in {run.seconds:.2f} s, {run.event.kind}")


def customers() -> list[str]:
    """Customers with one manager all month."""
    from qiao.portfolio.queries.serving import Assignment  # noqa: PLC0415  after the set-up

    rows = Assignment.objects.filter(account_id="", until=None, share_bp=10_000, since__lt="2026-09-01")
    return list(rows.order_by("party_id").values_list("party_id", flat=True)[:CLAIMS])


def claim(party_id: str) -> None:
    """Half of a customer goes to somebody else from the third day of the closed month."""
    from datetime import date  # noqa: PLC0415  with the others

    from qiao.ground.periods import day_number  # noqa: PLC0415  after the set-up
    from qiao.people.queries.staff import Staff  # noqa: PLC0415  the same
    from qiao.portfolio.actions import changing  # noqa: PLC0415  the same
    from qiao.portfolio.queries.serving import lines_of  # noqa: PLC0415  the same
    from qiao.portfolio.rules.lines import WHOLE  # noqa: PLC0415  the same
    from qiao.portfolio.rules.shares import Act, Ask, Part, changed  # noqa: PLC0415  the same

    lines, since = lines_of(party_id), date.fromisoformat(SINCE)
    holder = lines[0].staff_id
    other = Staff.objects.filter(post="rm").exclude(pk=holder).order_by("staff_id").first()
    assert other is not None
    parts = (Part(holder, "lead", 5_000), Part(other.staff_id, "co", 5_000))
    after = changed(lines, Ask(Act.SPLIT, WHOLE, day_number(since), parts=parts))
    changing.rewrite(
        party_id, after, act=Act.SPLIT, account_id="", since=since, reason="late", number=None, actor="bench"
    )


def write_late(folder: Path) -> None:
    """An extract of one corrected balance."""
    import json  # noqa: PLC0415  with the others

    from qiao.contribution.queries.runs import newest_run  # noqa: PLC0415  the same
    from qiao.contribution.queries.touched import accounts_of  # noqa: PLC0415  the same

    run = newest_run()
    assert run is not None
    account = min(accounts_of(run.book_version, customers()))
    folder.mkdir(exist_ok=True)
    (folder / "balance.csv").write_text(f"account_id,on,balance\n{account},2026-09-10,123456.78\n", encoding="utf-8")
    manifest = {
        "contract": "1.0",
        "bank": run.book_version.load.bank,
        "period": ["2026-09-01", "2026-10-01"],
        "encoding": "utf-8",
        "delimiter": ",",
        "currency": "CNY",
        "tables": {"balance": {"file": "balance.csv"}},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


if __name__ == "__main__":
    main()
