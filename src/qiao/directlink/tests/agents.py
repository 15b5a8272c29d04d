"""A front-end agent's folder: settings, an operator's key, and a certificate of the authority that lies beside."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from qiao.directlink.actions import certifying

NAME = "1000000001-op01"
AGENT_KEYS = frozenset({"Listen", "Allow", "EnableSign", "EnableLog", "LogFile"})


def certified(folder: Path, *, authority: Path | None = None, kind: str = "p256", made: datetime | None = None) -> None:
    """Lay key and certificate of an operator; `authority` is the folder of one that is there, `made` when it signs."""
    now = datetime.now(UTC)
    bank = authority or folder / "bank"
    if not (bank / "authority.key").exists():
        earlier = now - timedelta(days=100)
        certifying.lay_authority(bank, name="made-up bank", days=3650, at=earlier, anew=False)
        certifying.lay_server(bank, hosts=["127.0.0.1", "localhost"], days=825, at=now, anew=False)
    certifying.lay_request(folder, name=NAME, kind=kind, passphrase="", anew=True)
    request = folder / f"{NAME}.csr"
    certifying.lay_signed(bank, request=request, out=None, days=60, at=made or now, anew=True)
    (folder / "authority.pem").write_bytes((bank / "authority.pem").read_bytes())


def settings_of(
    folder: Path,
    keys: Mapping[str, object] | None = None,
    *,
    port: int,
    kind: str = "p256",
    authority: Path | None = None,
) -> Path:
    """Lay everything, and the settings of an agent whose bank is on a port of this machine."""
    certified(folder, authority=authority, kind=kind)
    agent = {"Listen": "127.0.0.1:8007"}
    bank = {"Address": f"https://127.0.0.1:{port}/", "Certificate": f"{NAME}.pem", "Key": f"{NAME}.key"}
    for key, value in (keys or {}).items():
        (agent if key in AGENT_KEYS else bank)[key] = str(value)
    lines = [
        line
        for name, keys in (("Agent", agent), ("Bank", bank))
        for line in (f"[{name}]", *map(" = ".join, keys.items()))
    ]
    file = folder / "agent.ini"
    file.write_text("\n".join(lines) + "\n", "utf-8")
    return file
