"""One value, or all that a form gathers: set, ended, taken back. Nothing is lost."""

from collections.abc import Mapping, Sequence
from datetime import date

from qiao.customers import queries as customers
from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.authority import require
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.profile.models import ItemValue
from qiao.profile.queries import record, register
from qiao.profile.queries.placing import placed_entry
from qiao.profile.queries.shares import beyond_with, beyond_without
from qiao.profile.rules.items import Item, masked_values
from qiao.profile.rules.reading import Entry, Trouble, Value, read_entry
from qiao.profile.rules.shares import SHAREHOLDER

SOURCE_MOST = 200
FORMS_MOST = 60


class Unreadable(Refusal):
    """A form whose fields cannot be kept: each trouble by its field."""

    def __init__(self, troubles: Sequence[Trouble]) -> None:
        """Keep the troubles for the page."""
        super().__init__("profile.fields", _("Nothing was kept: mend the fields that are marked."))
        self.troubles = tuple(troubles)


@recorded
def set_value(
    party_id: str,
    code: str,
    texts: Mapping[str, str],
    *,
    valid_from: date,
    source: str,
    seen: int,
    person: User,
    actor: str,
) -> ItemValue:
    """Keep a value of an item from a day on. seen: the number of the newest value that the editor saw, 0 = none."""
    item = item_of(code)
    _allowed(person, party_id, item)
    read = read_entry(item, texts)
    if not isinstance(read, Entry):
        raise Unreadable(read)
    read = placed_entry(party_id, item, read)
    _fresh(party_id, item, read.entry, seen=seen)
    _whole(party_id, item, read, day=valid_from)
    before = record.record_of(party_id, day=valid_from).get((code, read.entry))
    value = _add(
        party_id, item, entry=read.entry, values=dict(read.values), valid_from=valid_from, source=source, actor=actor
    )
    old = before and masked_values(item, before.values)
    note(_subject(party_id, code), old=old, new={"values": masked_values(item, read.values), "from": valid_from})
    return value


@recorded
def end_entry(
    party_id: str, code: str, entry: str, *, valid_from: date, source: str, seen: int, person: User, actor: str
) -> ItemValue:
    """From a day on the entry is no more: a shareholder who sold, a credit repaid."""
    item = item_of(code)
    _allowed(person, party_id, item)
    _fresh(party_id, item, entry, seen=seen)
    before = record.record_of(party_id, day=valid_from).get((code, entry))
    if before is None:
        raise Refusal("profile.gone", _("On that day there is no such entry; there is nothing to end."))
    value = _add(party_id, item, entry=entry, values=None, valid_from=valid_from, source=source, actor=actor)
    note(_subject(party_id, code), old=masked_values(item, before.values), new={"ended": valid_from})
    return value


@recorded
def take_back_value(number: int, *, reason: str, person: User, actor: str) -> ItemValue:
    """Mark a value as taken back: what stood before it stands again, and the history shows both."""
    value = ItemValue.objects.filter(pk=number).first()
    if value is None or value.taken_back_at is not None:
        raise Refusal("profile.taken_back", _("This value is not there, or was taken back already."))
    item = item_of(value.item)
    _allowed(person, value.party_id, item)
    if not reason.strip():
        raise Refusal("profile.reason", _("Say in words why it is taken back."))
    if beyond_without([value]):
        words = _("Without it the shareholders would hold more than 100 %% together; change the others first.")
        raise Refusal("profile.shares", words)
    value.taken_back_at, value.taken_back_by = clock.now(), actor
    value.save(update_fields=["taken_back_at", "taken_back_by"])
    old = masked_values(item, value.values)
    note(_subject(value.party_id, value.item), old=old, new={"taken_back": number}, reason=reason.strip())
    return value


def item_of(code: str) -> Item:
    """The item as it is kept today; an unknown code is refused."""
    item = register.item_on(code, on=clock.today())
    if item is None:
        raise Refusal("profile.item", _("The register has no item %(item)s."), item=code[:40])
    return item


def _allowed(person: User, party_id: str, item: Item) -> None:
    require(person, "profile.write", item)
    customer = customers.customer_of(party_id)
    if customer is None:
        raise Refusal("profile.customer", _("The book does not know this customer."))
    if not item.concerns(customer.kind):
        raise Refusal("profile.kind", _("This item is not kept of customers of this kind."))


def _source(source: str) -> str:
    told = " ".join(source.split())[:SOURCE_MOST]
    if not told:
        raise Refusal("profile.source", _("Say where it is known from: a paper, a visit, a registry."))
    return told


def _fresh(party_id: str, item: Item, entry: str, *, seen: int) -> None:
    """Two people edit one record: the second is told, and loses nothing of what was typed."""
    newest = record.newest_number(party_id, item.code, entry)
    if newest == seen:
        return
    opened, stands = (ItemValue.objects.filter(pk=one).first() for one in (seen, newest))
    if opened is not None and opened.item == item.code and opened.entry != entry:
        raise Refusal("profile.renamed", _("This speaks of another entry than the one opened: end that one, add this."))
    if seen == 0 and item.key and stands is not None:
        if stands.values is None:
            return  # it ended, and begins again
        raise Refusal("profile.exists", _("There is such an entry already: open it to change it."))
    raise Refusal(
        "profile.stale",
        _("Somebody changed this meanwhile. Look at what stands now, then save again if it is still right."),
    )


def _whole(party_id: str, item: Item, read: Entry, *, day: date) -> None:
    if item.code == SHAREHOLDER and beyond_with(party_id, read.entry, dict(read.values), since=day):
        others = record.shares_without(party_id, read.entry, day=day)
        raise Refusal(
            "profile.shares",
            _(
                "The shareholders would hold more than 100 %% together on that day or later; "
                "the others hold %(others)s %%."
            ),
            others=f"{others / 100:.2f}",
        )


def _add(
    party_id: str,
    item: Item,
    *,
    entry: str,
    values: dict[str, Value] | None,
    valid_from: date,
    source: str,
    actor: str,
) -> ItemValue:
    return ItemValue.objects.create(
        party_id=party_id,
        item=item.code,
        entry=entry,
        values=values,
        valid_from=valid_from,
        known_at=clock.now(),
        actor=actor,
        source=_source(source),
    )


def _subject(party_id: str, code: str) -> str:
    return f"customer {party_id} {code}"
