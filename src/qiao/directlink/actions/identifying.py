"""Who asks by a signed HTTP message: the certificate's operator, or a refusal; and the number that is used once.

Source: piece 7. No password is asked: the certificate is bound to one operator by the bank, and the signature covers
the request. The number is used up in the transaction of what it lets happen: a refused order may be sent again as it
is, and one that was run may not.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from qiao.directlink.actions.entering import SEEN_EVERY, Entered, bound_certificate, check_in_force, holder_of, use_up
from qiao.directlink.adapters import queue
from qiao.directlink.adapters.message_signatures import Message, claimed, covered_by
from qiao.directlink.adapters.signing import public_key_of
from qiao.directlink.models import Operator
from qiao.directlink.rules.message_signature import check_covered, check_created, checked_keyid, checked_nonce


@dataclass(frozen=True, slots=True)
class Identified:
    """An operator whose certificate signed a request, and the number that the signature bears."""

    entered: Entered
    fingerprint: str
    nonce: str

    @contextmanager
    def once(self, *, at: datetime) -> Iterator[None]:
        """One transaction with the number used up in it; what fails within leaves the number free."""
        with queue.at_once():
            use_up(self.fingerprint, self.nonce, at=at)
            yield


def identify(message: Message, *, address: str, at: datetime) -> Identified:
    """The operator who signed a request, from an address that may ask; `at` is by the bank's clock."""
    said = claimed(message)
    fingerprint, nonce = checked_keyid(said.keyid), checked_nonce(said.nonce)
    check_created(said.created, expires=said.expires, at=at)
    bound = bound_certificate(fingerprint)
    check_covered(covered_by(message, public_key_of(bound.public_pem)))
    check_in_force(bound, at=at)
    operator = holder_of(bound, address=address, at=at)
    if operator.seen_at is None or at - operator.seen_at > SEEN_EVERY:
        Operator.objects.filter(pk=operator.pk).update(seen_at=at)
    return Identified(Entered(operator.enterprise, operator), fingerprint, nonce)
