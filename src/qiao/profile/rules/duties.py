"""What a record asks of who keeps it: what is late, what expires, which next step was promised, who may be called.

Source: piece 2, 2.5 (line 231: a manager has to know the customer's situation) and 3.5 (line 261: needs reach who can
act). Papers are told 90, 60, 30 and 7 days before they expire.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from qiao.profile.rules.items import Item
from qiao.profile.rules.standing import Known

STAGES = (90, 60, 30, 7)
"""Days before a paper expires at which it is told, and told again."""
CONTACT, CONSENT, MARKETING = "contact", "consent", "marketing"
Record = Mapping[tuple[str, str], Known]


@dataclass(frozen=True, slots=True)
class Expiry:
    """An entry whose day nears or has passed; `days` left, less than 0 once it has expired."""

    known: Known
    item: Item
    on: date
    days: int

    @property
    def called(self) -> str:
        """The entry as people name it: its key as it was typed, a choice in words."""
        if not self.item.key:
            return ""
        key = str((self.known.values or {}).get(self.item.key, self.known.entry))
        return dict(self.item.field(self.item.key).choices).get(key, key)

    @property
    def expired(self) -> bool:
        """Whether it holds no longer."""
        return self.days < 0


@dataclass(frozen=True, slots=True)
class Step:
    """A next step that was promised at a contact."""

    known: Known
    words: str
    due: date


def stage_of(days: int) -> int | None:
    """The stage of a paper that expires in so many days: 90, 60, 30, 7, 0 once it has; None while it is far."""
    if days < 0:
        return 0
    return min((stage for stage in STAGES if days <= stage), default=None)


def due_of(expires: date, *, on: date) -> date:
    """By when the present stage wants an answer: the day of the next stage, at last the day it expires."""
    stage = stage_of((expires - on).days)
    later = [one for one in STAGES if stage is not None and one < stage]
    return expires - timedelta(days=max(later)) if later else expires


def day_in(one: Known, name: str) -> date | None:
    """The day in a field of a value."""
    text = (one.values or {}).get(name)
    return date.fromisoformat(text) if isinstance(text, str) and text else None


def expiry_of(item: Item, one: Known, *, on: date) -> Expiry | None:
    """Whether the entry expires within 90 days or has expired; None where it is far, has no day, or was refused."""
    expires = day_in(one, item.expiry) if item.expiry else None
    if expires is None or stage_of((expires - on).days) is None or (one.values or {}).get("given") is False:
        return None
    return Expiry(one, item, expires, (expires - on).days)


def expiries(record: Iterable[Known], items: Sequence[Item], *, on: date) -> list[Expiry]:
    """Every entry of the record that expires or has expired, the most urgent first."""
    by_code = {item.code: item for item in items if item.expiry and item.asked}
    found = (expiry_of(by_code[one.item], one, on=on) for one in record if one.item in by_code)
    return sorted((one for one in found if one), key=lambda one: (one.on, one.known.item, one.known.entry))


def next_step(record: Iterable[Known]) -> Step | None:
    """The next step of the newest contact; a later contact answers it."""
    contacts = [one for one in record if one.item == CONTACT and one.values]
    if not contacts:
        return None
    newest = max(contacts, key=lambda one: (str((one.values or {}).get("day", "")), one.number))
    due = day_in(newest, "next_on")
    return Step(newest, str((newest.values or {}).get("next_step", "")), due) if due else None


def forbids_marketing(record: Record, *, on: date) -> bool:
    """Whether the customer refused offers, or the consent to them has run out. Nobody asked: not forbidden by this."""
    one = record.get((CONSENT, MARKETING))
    if one is None or one.values is None:
        return False
    until = day_in(one, "until")
    return one.values.get("given") is False or (until is not None and until < on)
