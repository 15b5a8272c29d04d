"""Keys of the tests, bound to people of the cast as the bank would bind their certificates."""

from datetime import datetime, timedelta

from cryptography.hazmat.primitives import serialization

from qiao.directlink.adapters.signing import PublicKey
from qiao.directlink.models import Certificate, Operator
from qiao.directlink.tests.cast import BANK, COMPANY


def bind(
    public: PublicKey, fingerprint: str, *, at: datetime, name: str = "op04", company: str = COMPANY, days: int = 1
) -> Certificate:
    """Bind a key to an operator, in force from the day before a moment until so many days after it."""
    pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return Certificate.objects.create(
        fingerprint=fingerprint,
        operator=Operator.objects.get(enterprise_id=company, name=name),
        subject=f"CN={name}",
        public_pem=pem.decode(),
        since=at - timedelta(days=1),
        until=at + timedelta(days=days),
        bound_at=at,
        bound_by=BANK,
    )
