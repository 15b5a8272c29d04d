"""Whose figures lost a balance, rate, price or share to quarantine: marked wherever they are shown.

Source: the contract, 1: what lost a row that way is flagged. A unit's figures hold those of all below it, and so does
its flag.
"""

import ibis
import ibis.expr.types as ir


def lost_accounts(accounts: ir.Table, *, by_account: ir.Table, by_party: ir.Table, by_curve: ir.Table) -> ir.Table:
    """The accounts that lost a row of their own, of their customer or of their price curve ("deposit:365")."""
    curved = accounts.mutate(curve=accounts.side + ":" + accounts.tenor_days.cast("string"))
    hits = (
        curved.semi_join(by_account, "account_id"),
        curved.semi_join(by_party, "party_id"),
        curved.semi_join(by_curve, "curve"),
    )
    return hits[0].union(*hits[1:], distinct=True)


def flags(hit: ir.Table, *, held: ir.Table, parties: ir.Table, of_parties: ir.Table, by_party: ir.Table) -> ir.Table:
    """kind, key: the accounts hit with their customers and units, the customers hit, and who shares in any of them.

    parties: every customer with an account or a fee; of_parties: the shares in the customers themselves.
    """
    sharing = held.semi_join(hit, "account_no")
    customers = parties.semi_join(by_party, "party_id")
    serving = of_parties.semi_join(by_party, "party_id")
    keyed = [
        _keyed("account", hit, "account_id"),
        _keyed("party", hit, "party_id"),
        _keyed("party", customers, "party_id"),
        _keyed("org", hit, "org_id"),
        _keyed("staff", sharing, "staff_id"),
        _keyed("staff", serving, "staff_id"),
    ]
    return keyed[0].union(*keyed[1:]).distinct()


def with_units_above(flagged: ir.Table, ancestry: ir.Table) -> ir.Table:
    """The flags of all batches, each once, with those of the units above; ancestry: org_id, below_id."""
    units = flagged.filter(flagged.kind == "org")
    above = ancestry.semi_join(units, ancestry.below_id == units.key)
    return flagged.union(_keyed("org", above, "org_id")).distinct()


def _keyed(kind: str, rows: ir.Table, key: str) -> ir.Table:
    return rows.select(kind=ibis.literal(kind), key=rows[key])
