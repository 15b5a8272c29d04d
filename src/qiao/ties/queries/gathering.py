"""What the job starts from: the contract's ties and the customers' records, by survivors of merges, as on a day."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings

from qiao.customers import queries as customers
from qiao.customers.rules.letters import letters_of
from qiao.ground.money import SHARE_BP_ONE
from qiao.ground.periods import day_number
from qiao.profile.queries.bulk import values_of
from qiao.profile.rules.items import BY_CODE
from qiao.ties.rules.control import HALF_BP
from qiao.ties.rules.folding import folded, folds_of
from qiao.ties.rules.holders import Known, holder_key, is_outsider, unique_names
from qiao.ties.rules.kinds import Kind, kind_of, names_parent
from qiao.ties.rules.shared import Thing, plain_address, plain_phone
from qiao.ties.rules.spells import Spell, spells
from qiao.ties.rules.stakes import Stake

if TYPE_CHECKING:
    import pyarrow as pa

BATCH_ROWS = 50_000
PERSON = "person"
PURPOSE = b"keys of outsiders "
HOLDER, OWNER, OFFICER, OFFICE, REGISTRATION = "shareholder", "beneficial_owner", "officer", "office", "registration"
ITEMS = (HOLDER, OWNER, OFFICER, OFFICE, REGISTRATION)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A tie of a customer's record, dated; `owner`: named as the one who has it in the end."""

    start: str
    end: str
    kind: Kind
    share_bp: int | None
    since: date
    until: date | None
    owner: bool = False

    def runs(self, *, on: date) -> bool:
        """Whether it holds on the day."""
        return self.since <= on and (self.until is None or self.until > on)


@dataclass(slots=True)
class Gathered:
    """What was found so far: ties, things that may be shared as (thing, written alike, customer), names."""

    stakes: list[Stake] = field(default_factory=list)
    vouching: list[tuple[str, str]] = field(default_factory=list)
    recorded: list[Recorded] = field(default_factory=list)
    things: list[tuple[Thing, str, str]] = field(default_factory=list)
    shown: dict[tuple[Thing, str], str] = field(default_factory=dict)
    outsiders: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class People:
    """Who is who: survivors by the number of whoever was merged, and the customers as holders are named."""

    survivors: Mapping[str, str]
    known: Known

    def key(self, party_id: str) -> str:
        """Under which number a customer counts."""
        return self.survivors.get(party_id, party_id)


def survivors() -> dict[str, str]:
    """By absorbed number the survivor's."""
    return dict(customers.alias_pairs())


def gather(*, on: date) -> Gathered:
    """Everything of a day."""
    found, merged = Gathered(), survivors()
    people = _customers(found, merged)
    _contract(found, people, on=on)
    _records(found, people, on=on)
    return found


def _customers(found: Gathered, merged: Mapping[str, str]) -> People:
    by_code: dict[str, str] = {}
    known: dict[str, str] = {}
    named: list[tuple[str, str]] = []
    rows = customers.party_rows().select(["party_id", "kind", "name", "id_no", "address", "phone"])
    for party_id, kind, name, code, address, phone in _cells(rows):
        key = merged.get(party_id, party_id)
        known[party_id] = key
        if kind != PERSON and name:
            named.append((letters_of(name), key))
        if code:
            by_code.setdefault(code.strip().upper(), key)
        _thing(found, Thing.ADDRESS, address, key=key)
        _thing(found, Thing.PHONE, phone, key=key)
    secret = hashlib.sha256(PURPOSE + settings.SECRET_KEY.encode()).digest()
    return People(merged, Known(by_code, known, unique_names(named), secret))


def _thing(found: Gathered, thing: Thing, text: str | None, *, key: str) -> None:
    plain = (plain_phone if thing is Thing.PHONE else plain_address)(text) if text else ""
    if plain:
        found.things.append((thing, plain, key))


def _contract(found: Gathered, people: People, *, on: date) -> None:
    """The ties of the contract that run on the day; a legal representative of two companies is a signatory shared."""
    from pyarrow import compute  # noqa: PLC0415  heavy; only the job needs it

    day = day_number(on)
    rows = customers.party_relation_rows()
    begun = compute.less_equal(rows["since_day"], day)
    running = compute.fill_null(compute.greater(rows["until_day"], day), fill_value=True)
    rows = rows.filter(compute.and_(begun, running)).select(["party_id", "related_id", "role", "share_bp"])
    kinds: dict[str, tuple[Kind, bool]] = {}
    for party, related, role, share_bp in _cells(rows):
        kind, _turned = kinds.get(role) or kinds.setdefault(role, kind_of(role))
        held, holder = people.key(party), people.key(related)
        if kind is Kind.HOLDS:
            found.stakes.append(Stake(holder, held, share_bp or 0, declared=names_parent(role)))
        elif kind is Kind.VOUCHES:
            found.vouching.append((held, holder))
        elif kind is Kind.SIGNS:
            found.things.append((Thing.SIGNATORY, holder, held))


def _cells(rows: "pa.Table") -> Iterator[tuple[Any, ...]]:
    for batch in rows.to_batches(max_chunksize=BATCH_ROWS):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _records(found: Gathered, people: People, *, on: date) -> None:
    said = list(values_of(ITEMS))
    folds = folds_of(said, survivors=people.survivors, items=BY_CODE)
    for spell in folded(spells(said, survivors=people.survivors), folds):
        if spell.item in {HOLDER, OWNER}:
            _holding(found, people, spell, on=on)
        elif spell.runs(on=on):
            _place(found, spell)


def _holding(found: Gathered, people: People, spell: Spell, *, on: date) -> None:
    held, values = spell.party_id, spell.values
    code = str(values.get("credit_code") or values.get("id_card") or "")
    name = str(values.get("name") or "")
    holder = holder_key(name, code, held=held, known=people.known)
    if is_outsider(holder):
        found.outsiders[holder] = name
    share_bp = min(max(int(values.get("share") or 0), 0), SHARE_BP_ONE)
    owner = spell.item == OWNER
    tie = Recorded(holder, held, Kind.HOLDS, share_bp, spell.since, spell.until, owner)
    found.recorded.append(tie)
    if tie.runs(on=on) and owner and share_bp >= HALF_BP:
        found.stakes.append(Stake(holder, held, owner=True, recorded=True, stated_bp=share_bp))
    elif tie.runs(on=on) and not owner:
        found.stakes.append(Stake(holder, held, share_bp, recorded=True))


def _place(found: Gathered, spell: Spell) -> None:
    key = spell.party_id
    values = {name: str(text or "") for name, text in spell.values.items()}
    _thing(found, Thing.PHONE, values.get("phone"), key=key)
    _thing(found, Thing.ADDRESS, values.get("address") or values.get("registered_at"), key=key)
    number = plain_phone(values.get("phone", ""))
    if spell.item == OFFICER and number:
        signatory = f"{letters_of(values.get('name', ''))} {number}"
        found.shown[Thing.SIGNATORY, signatory] = values.get("name", "")
        found.things.append((Thing.SIGNATORY, signatory, key))
