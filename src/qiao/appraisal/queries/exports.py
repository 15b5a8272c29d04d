"""A run as the contract's files, for a bank's own systems and for auditors.

Source: the contract, 4. Each file is written beside its place and then put there, so a reader never sees half a file.
"""

import json
import os
import tempfile
from pathlib import Path

from qiao.appraisal.adapters.statement import digest_of, write_files
from qiao.contribution.queries.runs import Run, folder_of
from qiao.engine.sessions import duckdb_session
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _


def export(run: Run, target: Path) -> str:
    """Write the CSV files and run.json into a folder; returns run.json's text. Refuses if the digest has changed."""
    with tempfile.TemporaryDirectory(dir=target, prefix=".export-") as draft:
        with duckdb_session(Path(draft)) as session:
            written = write_files(session.connection, folder_of(run), Path(draft))
        if digest_of(written) != run.result_hash:
            raise Refusal(
                "export.changed",
                _("The tables of run %(run)s are not what was settled: their hash differs. Settle %(month)s again."),
                run=run.pk,
                month=run.month,
            )
        facts = json.dumps(facts_of(run), ensure_ascii=False, indent=2) + "\n"
        summary = Path(draft) / "run.json"
        summary.write_text(facts, encoding="utf-8")
        for path in [*written, summary]:
            os.replace(path, target / path.name)  # noqa: PTH105  says that an older export is replaced
    return facts


def facts_of(run: Run) -> dict[str, object]:
    """What run.json says."""
    return {
        "run": run.pk,
        "period": [run.since.isoformat(), run.until.isoformat()],
        "plan": run.plan_code,
        "engine": run.engine,
        "rows": run.counts["rows"],
        "seconds": run.seconds,
        "input_hash": run.input_hash,
        "result_hash": run.result_hash,
        "day_basis": run.day_basis,
        "rule_version": run.rule_version,
        "peak_mib": run.peak_mib,
    }
