"""Entries kept before a role, a lender, a way told two apart take the name that the same fact is given since.

An officer kept as `li` is `li · director`; a text of more than 120 letters ends with a digest. The rule as it was on the
day of this migration is copied here: a later one has a migration of its own.
"""

import hashlib
from itertools import islice

from django.db import migrations
from django.db.models import Q
from django.db.models.functions import Length

PARTIES_AT_ONCE, ROWS_AT_ONCE = 500, 500
ENTRY_MOST, SIGN_LETTERS, BETWEEN = 120, 12, ' · '
CHANGED = {
    'officer': ('name', 'role'),
    'credit_elsewhere': ('number', 'lender'),
    'contact': ('day', 'way', 'turn'),
}
ONLY_LONG = {
    'paper': ('number',),
    'list_hit': ('entry',),
    'office': ('name',),
    'shareholder': ('name', 'credit_code'),
    'beneficial_owner': ('name',),
    'tax_year': ('year',),
    'statement': ('period',),
    'need': ('product',),
    'complaint': ('number',),
    'consent': ('purpose',),
}


def entry_of(names, values):
    first, *more = (str(values.get(name, '')).casefold() for name in names)
    turns = [part for name, part in zip(names[1:], more) if part and not (name == 'turn' and part in {'0', '1'})]
    whole = BETWEEN.join([first, *turns])
    if len(whole) <= ENTRY_MOST:
        return whole
    sign = hashlib.sha256(whole.encode()).hexdigest()[:SIGN_LETTERS]
    return f'{whole[: ENTRY_MOST - SIGN_LETTERS - 1]} {sign}'


def rename(apps, schema_editor):
    """Customer by customer, merged ones together: what was told of an entry of theirs goes on under one name."""
    names = {**ONLY_LONG, **CHANGED, **own_keys(apps)}
    stands = dict(apps.get_model('customers', 'Alias').objects.values_list('party_id', 'survivor_id'))
    families = {}
    for absorbed, survivor in stands.items():
        families.setdefault(survivor, [survivor]).append(absorbed)
    merged = stands.keys() | families.keys()
    for party_ids in chunks(told(apps)):
        rename_of(apps, [one for one in party_ids if one not in merged], names, stands)
    many = iter(families.values())
    while part := list(islice(many, PARTIES_AT_ONCE // 10)):
        rename_of(apps, [one for family in part for one in family], names, stands)


def own_keys(apps):
    """The keys of the items that the bank added."""
    rows = apps.get_model('profile', 'ItemVersion').objects.exclude(own=None).order_by('since', 'id')
    return {code: (own['key'],) for code, own in rows.values_list('code', 'own') if own.get('key')}


def told(apps):
    """The values that may be concerned: of items with more to tell by, or under a text that was cut."""
    rows = apps.get_model('profile', 'ItemValue').objects.annotate(letters=Length('entry'))
    return rows.filter(Q(item__in=CHANGED) | Q(letters=ENTRY_MOST))


def chunks(rows):
    """Customers in order, some at a time."""
    last = ''
    while True:
        found = rows.filter(party_id__gt=last).order_by('party_id').values_list('party_id', flat=True).distinct()
        part = list(found[:PARTIES_AT_ONCE])
        if not part:
            return
        yield part
        last = part[-1]


def rename_of(apps, party_ids, names, stands):
    own = {}
    columns = ('valid_from', 'id', 'party_id', 'item', 'entry', 'values', 'taken_back_at')
    rows = told(apps).filter(party_id__in=party_ids, item__in=names).order_by('valid_from', 'id')
    for since, number, party_id, item, entry, values, taken_back_at in rows.values_list(*columns):
        line = (since, number, party_id, values, taken_back_at is None)
        own.setdefault((stands.get(party_id, party_id), item), {}).setdefault(entry, []).append(line)
    for (_who, item), entries in own.items():
        for entry in list(entries):
            name = name_of(names[item], entries[entry])
            if name is None or name == entry:
                continue
            there = entries.get(name, [])
            if there and (has_ended(entries[entry]) or has_ended(there)):
                continue  # an end of the one would take the other out of the record: both stay as they are
            moved = entries.pop(entry)
            entries[name] = sorted([*there, *moved], key=lambda line: line[:2])
            move(apps, (item, entry, name), moved)


def name_of(names, lines):
    """By what was said of the entry last, of what counts where anything does."""
    said = [line for line in lines if line[3] is not None]
    counted = [line for line in said if line[4]] or said
    return entry_of(names, counted[-1][3]) if counted else None


def has_ended(lines):
    counted = [line for line in lines if line[4]]
    return bool(counted) and counted[-1][3] is None


def move(apps, names, lines):
    """The values, and the papers that prove the entry."""
    item, entry, name = names
    values, papers = apps.get_model('profile', 'ItemValue'), apps.get_model('office', 'Attachment')
    for first in range(0, len(lines), ROWS_AT_ONCE):
        values.objects.filter(pk__in=[line[1] for line in lines[first : first + ROWS_AT_ONCE]]).update(entry=name)
    for party_id in sorted({line[2] for line in lines}):
        proves = papers.objects.filter(subject=f'customer {party_id}', topic=f'{item} {entry}')
        proves.update(topic=f'{item} {name}')


class Migration(migrations.Migration):

    dependencies = [
        ('profile', '0004_table_imports'),
        ('customers', '0004_aliases'),
        ('office', '0002_attachment'),
    ]

    operations = [
        migrations.RunPython(rename, migrations.RunPython.noop),
    ]
