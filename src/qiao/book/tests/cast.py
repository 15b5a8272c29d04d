"""A bank small enough to know by heart, and the hand that writes it as an extract.

Head office H with branch B; manager M and her colleague C; customer P (a person) with deposit account D1 and loan L1,
customer Q (a company) with deposit account D2.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

Rows = Sequence[Sequence[str]]
Bank = dict[str, list[list[str]]]
PERIOD = ["2026-09-01", "2026-10-01"]

ORG = ["org_id,name,kind,parent_id", "H,总行,head,", "B,城东支行,branch,H"]
STAFF = ["staff_id,name,org_id,post,level,hired_on,left_on", "M,王敏,B,rm,P3,2020-01-01,", "C,陈刚,B,rm,,,"]
PRODUCT = [
    "product_id,name,side,ftp_method,tenor_days,weight",
    "DEP,活期存款,deposit,pool,0,",
    "LOAN,流动资金贷款,loan,matched,365,1.5",
]
PARTY = ["party_id,kind,name,registered_capital", "P,person,张伟,", "Q,company,东山机械,5000000.00"]
ACCOUNT = [
    "account_id,party_id,product_id,org_id,opened_on,closed_on",
    "D1,P,DEP,B,2025-01-10,",
    "L1,P,LOAN,B,2026-03-01,",
    "D2,Q,DEP,B,2024-05-05,",
]
BALANCE = [
    "account_id,on,balance",
    "D1,2026-08-20,1000.00",
    "D1,2026-09-10,1500.5",
    "L1,2026-03-01,20000",
    "D2,2026-09-01,-3.10",
]
RATE = ["account_id,since,annual_rate", "D1,2025-01-10,0.0035", "L1,2026-03-01,0.0435", "D2,2024-05-05,0.0035"]
FTP = ["side,tenor_days,since,annual_rate", "deposit,0,2024-01-01,0.0200", "loan,365,2024-01-01,0.0250"]
ASSIGNMENT = [
    "party_id,account_id,staff_id,role,since,until,share",
    "P,,M,main,2025-01-01,,0.6",
    "P,,C,second,2025-01-01,,0.4",
    "Q,,M,main,2025-01-01,,1",
]
FIRST = {
    "org": ORG,
    "staff": STAFF,
    "product": PRODUCT,
    "party": PARTY,
    "account": ACCOUNT,
    "balance": BALANCE,
    "rate": RATE,
    "ftp": FTP,
    "assignment": ASSIGNMENT,
}


def bank(**changes: list[str] | None) -> dict[str, list[str]]:
    """The first extract's lines, table by table; a table given as None is left out."""
    tables = {**FIRST, **changes}
    return {name: list(lines) for name, lines in tables.items() if lines is not None}


def with_row(name: str, *rows: str) -> dict[str, list[str]]:
    """The first extract with further rows in one table."""
    return bank(**{name: [*FIRST[name], *rows]})


def write(folder: Path, tables: Mapping[str, Iterable[str]], **manifest: Any) -> Path:
    """Write an extract. `manifest` overrides its keys; `entries` adds to the tables' entries; `end` is the line end."""
    folder.mkdir(parents=True, exist_ok=True)
    entries, end = manifest.pop("entries", {}), manifest.pop("end", "\n")
    content = {
        "contract": "1.0",
        "bank": "演示银行",
        "period": PERIOD,
        "encoding": "utf-8",
        "delimiter": ",",
        "currency": "CNY",
        **manifest,
    }
    named = {}
    for name, lines in tables.items():
        text = "".join(line.replace(",", content["delimiter"]) + end for line in lines)
        data = text.encode(content["encoding"])
        (folder / f"{name}.csv").write_bytes(data)
        named[name] = {"file": f"{name}.csv", "rows": text.count(end) - 1, "sha256": hashlib.sha256(data).hexdigest()}
        named[name] |= entries.get(name, {})
    content.setdefault("tables", named)
    (folder / "manifest.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return folder
