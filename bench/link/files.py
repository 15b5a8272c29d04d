"""Files of orders: what `read_file` takes of processor and memory beside a mere streaming parse with the schema.

A file of 100,000 credit transfers is made up once; each reading runs in a process of its own, in turns. Printed: CPU
seconds, the most memory (less that of an idle process with the same imports), ratios. Usage:
python -m bench.link.files. Environment: BENCH_PAYMENTS (100000), BENCH_FOLDER.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from lxml import etree

from qiao.directlink.adapters.iso.published import schema_of
from qiao.directlink.adapters.iso.reading import read_file

ROUNDS = 3
SPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
PAYMENT = """<CdtTrfTxInf>
<PmtId><InstrId>S{0:08}</InstrId><EndToEndId>E20300508{0:08}</EndToEndId></PmtId>
<Amt><InstdAmt Ccy="CNY">{1}.{2:02}</InstdAmt></Amt>
<ChrgBr>SHAR</ChrgBr>
<CdtrAgt><FinInstnId><BICFI>ICBKCNBJ</BICFI><ClrSysMmbId><ClrSysId><Cd>CNAPS</Cd></ClrSysId>\
<MmbId>102100099996</MmbId></ClrSysMmbId><Nm>演示银行北京分行</Nm></FinInstnId></CdtrAgt>
<Cdtr><Nm>演示供应商{0}有限公司</Nm><PstlAdr><Ctry>CN</Ctry><AdrLine>演示路{0}号</AdrLine></PstlAdr></Cdtr>
<CdtrAcct><Id><Othr><Id>62220000{0:08}</Id></Othr></Id></CdtrAcct>
<RmtInf><Ustrd>五月货款 合同{0}</Ustrd></RmtInf>
</CdtTrfTxInf>
"""
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="{space}"><CstmrCdtTrfInitn>
<GrpHdr><MsgId>M1</MsgId><CreDtTm>2030-05-07T09:30:00</CreDtTm><NbOfTxs>{count}</NbOfTxs>\
<InitgPty><Nm>演示云杉贸易有限公司</Nm></InitgPty></GrpHdr>
<PmtInf><PmtInfId>P1</PmtInfId><PmtMtd>TRF</PmtMtd><ReqdExctnDt><Dt>{day}</Dt></ReqdExctnDt>
<Dbtr><Nm>演示云杉贸易有限公司</Nm></Dbtr><DbtrAcct><Id><Othr><Id>6222000000000025</Id></Othr></Id></DbtrAcct>
<DbtrAgt><FinInstnId><Nm>演示银行</Nm></FinInstnId></DbtrAgt>
"""


def main(arguments: list[str]) -> None:
    """Without arguments the comparison; with a reading and a file that one reading."""
    if arguments:
        once(arguments[0], Path(arguments[1]))
        return
    count = int(os.environ.get("BENCH_PAYMENTS") or 100_000)
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_FOLDER")) as folder:
        file = Path(folder) / "orders.xml"
        write(file, count=count)
        told: dict[str, list[tuple[float, int]]] = {name: [] for name in READINGS}
        for _ in range(ROUNDS):
            for name in READINGS:
                told[name].append(apart(name, file))
        size = file.stat().st_size / 1e6
    print(f"{count:,} payments, {size:.1f} MB, {ROUNDS} rounds, the best of each")
    idle = min(memory for _cpu, memory in told["nothing"])
    best = {name: (min(cpu for cpu, _ in each), min(memory for _, memory in each)) for name, each in told.items()}
    for name, words in (("bare", "(a) iterparse with schema and clear"), ("ours", "(b) read_file, staged and judged")):
        cpu, memory = best[name]
        print(f"  {words:36} {cpu:6.2f} s CPU {(memory - idle) / 1024:7.1f} MB above an idle process")
    print(f"  (b) / (a): {best['ours'][0] / best['bare'][0]:.2f} in CPU; {count / best['ours'][0]:,.0f} payments/s")


def write(file: Path, *, count: int, day: str = "2030-05-08") -> None:
    """The made-up file, wished for a day."""
    with file.open("w", encoding="utf-8") as out:
        out.write(HEAD.format(space=SPACE, count=count, day=day))
        out.writelines(PAYMENT.format(place, place % 90_000 + 1, place % 100) for place in range(count))
        out.write("</PmtInf></CstmrCdtTrfInitn></Document>\n")


def apart(name: str, file: Path) -> tuple[float, int]:
    """Seconds and kilobytes of one reading in a fresh process."""
    command = [sys.executable, "-m", "bench.link.files", name, str(file)]
    ran = subprocess.run(command, check=True, capture_output=True)  # noqa: S603  our own command
    cpu, memory = json.loads(ran.stdout)
    return cpu, memory


def once(name: str, file: Path) -> None:
    """Read, and tell what it took."""
    begun = time.process_time()
    READINGS[name](file)
    print(json.dumps([time.process_time() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss]))


def bare(file: Path) -> None:
    """The mere parse."""
    schema = schema_of("pain.001.001.09")
    for _event, element in etree.iterparse(str(file), events=("end",), tag=f"{{{SPACE}}}CdtTrfTxInf", schema=schema):
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


def ours(file: Path) -> None:
    """The product's reading."""
    staged = read_file(file, scratch=file.parent)
    assert staged.faults == (), staged.faults[:3]


READINGS: dict[str, Callable[[Path], None]] = {"nothing": lambda _file: None, "bare": bare, "ours": ours}

if __name__ == "__main__":
    main(sys.argv[1:])
