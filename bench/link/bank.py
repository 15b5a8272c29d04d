"""Founds the bench's bank on the database that the environment names: eight enterprises that pay each other; made up.

Usage, by throughput.py: python -m bench.link.bank KEYS. The operators' keys go to the file KEYS, as JSON.
"""

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import django

django.setup()

from cryptography.hazmat.primitives import serialization  # noqa: E402  after the framework has started, like the models
from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: E402  the same
from django.core.management import call_command  # noqa: E402  the same

from qiao.directlink.actions import opening  # noqa: E402  the same
from qiao.directlink.adapters import passwords  # noqa: E402  the same
from qiao.directlink.models import Certificate, Operator, Right  # noqa: E402  the same
from qiao.directlink.rules.rights import Role  # noqa: E402  the same

ENTERPRISES, OPENING_FEN, PASSWORD = 8, 10**13, "correct-horse-1"
ENCODING, FORMAT = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo


def main() -> None:
    """Found it."""
    call_command("migrate", interactive=False, verbosity=0)
    at, kept, told = datetime.now(UTC), passwords.stored(PASSWORD), []
    for number in range(ENTERPRISES):
        customer, account = f"30000000{number:02}", f"9010101003000000{number:02}"
        name = f"测试企业{number}"
        opening.open_enterprise(customer, name, party_id="", at=at, actor="bench")
        opening.open_account(account, name, customer_number=customer, balance_fen=OPENING_FEN, at=at, actor="bench")
        operator = Operator.objects.create(enterprise_id=customer, name="op01", password=kept, made_at=at, seen_at=at)
        Right.objects.create(operator=operator, role=Role.SIGN.value)
        key = ed25519.Ed25519PrivateKey.generate()
        Certificate.objects.create(
            fingerprint=f"{number:064x}",
            operator=operator,
            subject="CN=bench",
            public_pem=key.public_key().public_bytes(ENCODING, FORMAT).decode(),
            since=at - timedelta(days=1),
            until=at + timedelta(days=1),
            bound_at=at,
            bound_by="bench",
        )
        told.append({"customer": customer, "account": account, "name": name, "key": key.private_bytes_raw().hex()})
    Path(sys.argv[1]).write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main()
