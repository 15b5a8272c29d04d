"""A request that a second person decides: its states, and why a decision is not taken.

Source: piece 2, 3.6 (line 265: what is done can be followed up); piece 1, section 2 (two persons). Whoever asks never
decides, a decision is taken once, and only while what it would change still stands as it did.
"""

from enum import StrEnum

from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _


class State(StrEnum):
    """Where a request stands; all but `ASKED` are final."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


STATE_WORDS = {
    State.ASKED: _("waits for a second person"),
    State.APPROVED: _("approved"),
    State.REFUSED: _("refused"),
    State.WITHDRAWN: _("withdrawn"),
}


def check_open(state: State, *, by: str, at: str) -> None:
    """Refuse what was decided already; `by` and `at` say who decided and when."""
    if state is not State.ASKED:
        raise Refusal(
            "approval.decided",
            _("This request is decided already: %(state)s by %(by)s on %(at)s. Nothing was changed now."),
            state=STATE_WORDS[state],
            by=by,
            at=at,
        )


def check_second(asked_by: str, *, by: str) -> None:
    """Refuse that whoever asked decides as well."""
    if asked_by == by:
        raise Refusal(
            "authority.own_request",
            _("You asked for this yourself; a second person has to decide it. You can withdraw it."),
        )


def check_unchanged(then: object, *, now: object) -> None:
    """Refuse where what the request would change has been changed since it was asked."""
    if then != now:
        raise Refusal(
            "approval.stale",
            _(
                "What this request would change has been changed since it was asked. Refuse it or have it withdrawn, "
                "and ask anew with what stands now."
            ),
        )


def check_reason(reason: str) -> str:
    """The reason without blanks around it; an empty one is refused."""
    reason = reason.strip()
    if reason:
        return reason
    raise Refusal("approval.reason", _("Say why, in a few words: the reason is kept with the request."))
