"""Credit added up: by person, by customer, by org unit with all below it. Above the leaf there is only addition.

Source: the contract, 2 and 4.
"""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from qiao.contribution.frames.numbers import WIDE, exact_sum


def staff_credit(credit: ir.Table, staff: ir.Table) -> ir.Table:
    """staff_id and the measures by side, for every person of `staff` (zeros where there is nothing)."""
    sums = {
        "deposit_balance_days_micro": ("deposit", "balance_days_micro"),
        "loan_balance_days_micro": ("loan", "balance_days_micro"),
        "deposit_margin_micro": ("deposit", "margin_micro"),
        "loan_margin_micro": ("loan", "margin_micro"),
        "expected_loss_micro": (None, "expected_loss_micro"),
        "fee_micro": (None, "fee_micro"),
        "npl_days_micro": (None, "npl_days_micro"),
    }
    by_person = credit.group_by("staff_id").agg(**_sided(credit, sums))
    return _every(staff.select("staff_id"), by_person, key="staff_id", names=list(sums))


def party_result(credit: ir.Table, parties: ir.Table) -> ir.Table:
    """party_id and the measures of a customer, staff and unclaimed together, for every party of `parties`."""
    sums = {
        "deposit_balance_days_micro": ("deposit", "balance_days_micro"),
        "loan_balance_days_micro": ("loan", "balance_days_micro"),
        "margin_micro": (None, "margin_micro"),
        "expected_loss_micro": (None, "expected_loss_micro"),
        "fee_micro": (None, "fee_micro"),
    }
    by_party = credit.group_by("party_id").agg(**_sided(credit, sums))
    return _every(parties.select("party_id").distinct(), by_party, key="party_id", names=list(sums))


def org_result(credit: ir.Table, ancestry: ir.Table) -> ir.Table:
    """org_id and the measures of the accounts of the unit and of all below it, for every unit.

    ancestry: org_id, below_id, one row a unit and each unit at or below it.
    """
    sums = {
        "deposit_balance_days_micro": ("deposit", "balance_days_micro"),
        "loan_balance_days_micro": ("loan", "balance_days_micro"),
        "margin_micro": (None, "margin_micro"),
        "expected_loss_micro": (None, "expected_loss_micro"),
    }
    own = credit.group_by(below_id=credit.org_id).agg(**_sided(credit, sums))
    joined = ancestry.join(own, "below_id")
    by_unit = joined.group_by("org_id").agg(**{name: exact_sum(joined[name]) for name in sums})
    return _every(ancestry.select("org_id").distinct(), by_unit, key="org_id", names=list(sums))


def ancestry_of(parent_of: Mapping[str, str | None]) -> list[tuple[str, str]]:
    """(unit, unit at or below it) for a tree given as child -> parent; the load keeps loops out."""
    pairs = []
    for unit in parent_of:
        above: str | None = unit
        while above is not None:
            pairs.append((above, unit))
            above = parent_of.get(above)
    return pairs


def _sided(credit: ir.Table, sums: Mapping[str, tuple[str | None, str]]) -> dict[str, ir.Value]:
    zero = ibis.literal(0, WIDE)
    return {
        name: exact_sum(credit[measure] if side is None else (credit.side == side).ifelse(credit[measure], zero))
        for name, (side, measure) in sums.items()
    }


def _every(all_keys: ir.Table, sums: ir.Table, *, key: str, names: list[str]) -> ir.Table:
    summed = sums.rename(summed_key=key)
    joined = all_keys.left_join(summed, all_keys[key] == summed.summed_key)
    return joined.select(key, **{name: joined[name].fill_null(ibis.literal(0, WIDE)) for name in names})
