"""All that a manager is asked for of one customer, kept in one go: everything or, where a field is wrong, nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from qiao.ground.audit import note, recorded
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.profile.actions import values
from qiao.profile.rules.reading import Trouble

FORMS_MOST = 60
WHOLE = ""
"""The field of a trouble that is about a form as a whole."""


@dataclass(frozen=True, slots=True)
class Form:
    """One entry of the page: its place, the item, what was typed, which entry, the newest value its editor saw."""

    place: int
    code: str
    texts: Mapping[str, str]
    entry: str
    seen: int


class UnreadableForms(Refusal):
    """Forms that cannot be kept: by place, each trouble by its field."""

    def __init__(self, troubles: Mapping[int, Sequence[Trouble]]) -> None:
        """Keep the troubles for the page."""
        super().__init__("profile.fields", _("Nothing was kept: mend the fields that are marked."))
        self.troubles = dict(troubles)


@recorded
def keep_all(party_id: str, forms: Sequence[Form], *, valid_from: date, source: str, person: User, actor: str) -> int:
    """Keep every form from a day on; returns how many. Where one has a trouble none is kept."""
    if not forms:
        raise Refusal("profile.nothing", _("Fill in or confirm at least one of them."))
    if len(forms) > FORMS_MOST:
        raise Refusal("profile.many", _("At most %(most)s entries can be kept at once."), most=FORMS_MOST)
    troubles: dict[int, Sequence[Trouble]] = {}
    for form in forms:
        try:
            values.set_value(
                party_id,
                form.code,
                form.texts,
                valid_from=valid_from,
                source=source,
                seen=form.seen,
                person=person,
                actor=actor,
            )
        except values.Unreadable as refusal:
            troubles[form.place] = refusal.troubles
        except Refusal as refusal:
            if not refusal.code.startswith("profile.") or refusal.code == "profile.source":
                raise
            facts = tuple((name, str(fact)) for name, fact in refusal.facts.items())
            troubles[form.place] = (Trouble(WHOLE, refusal.words, facts),)
    if troubles:
        raise UnreadableForms(troubles)
    note(f"customer {party_id}", old=None, new={"values": len(forms), "from": valid_from})
    return len(forms)
