"""The tables of an evidence pack: shares on the days that made a loan, its risk, what each earned, parts, sources."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _

from qiao.ground.money import text_of_scaled
from qiao.ground.periods import day_of
from qiao.ground.sheets import Number
from qiao.pay.adapters.pack import Table
from qiao.pay.queries.chain import LoanChain
from qiao.pay.queries.exports import yuan
from qiao.pay.rules.chain import MADE_WORDS
from qiao.pay.rules.deferral import bp_text

MICRO_PLACES = 6


def tables_of(chain: LoanChain, *, staff_ids: Collection[str]) -> dict[str, Table]:
    """The pack's tables; of people only those named: a person's own pack tells nobody else's figures."""
    named = set(staff_ids)
    return {
        "shares.csv": [[_("Day"), _("What"), _("Account"), _("Person"), _("Share")], *_shares(chain, named)],
        "risk.csv": [[_("Account"), _("Since"), _("Class"), _("Days past due")], *_risks(chain)],
        "earned.csv": [
            [
                *(_("Month"), _("Person"), _("Account"), _("Balance-days (yuan-days)"), _("Margin (yuan)")),
                *(_("Expected loss (yuan)"), _("Fees (yuan)"), _("Bonus it means (yuan)")),
            ],
            *_earned(chain, named),
        ],
        "parts.csv": [
            [_("Person"), _("Earned in"), _("Part"), _("Due"), _("Deferred (yuan)"), _("Left (yuan)"), _("State")],
            *_parts(chain, named),
        ],
        "settlements.csv": [
            [_("Month"), _("Settlement"), _("Result hash")],
            *[[month, number, digest] for month, number, digest in chain.settlements],
        ],
    }


def facts_of(chain: LoanChain, *, staff_ids: Collection[str]) -> Mapping[str, Any]:
    """What the manifest says beside the digests."""
    return {
        "account": chain.account_id,
        "customer": chain.party_id,
        "loans": [one.account_id for one in chain.loans],
        "people": sorted(staff_ids),
        "book": chain.book,
    }


def _shares(chain: LoanChain, named: set[str]) -> Table:
    return [
        [day_of(one.day).isoformat(), _(MADE_WORDS[one.made]), one.account_id, staff_id, bp_text(share)]
        for one in chain.moments
        for staff_id, share in one.shares
        if staff_id in named
    ]


def _risks(chain: LoanChain) -> Table:
    return [
        [one.account_id, day_of(one.since_day).isoformat(), one.risk_class.value, one.days_past_due]
        for one in chain.risks
    ]


def _earned(chain: LoanChain, named: set[str]) -> Table:
    return [
        [
            *(one.month, one.staff_id, one.account_id, _exact(one.balance_days_micro), _exact(one.margin_micro)),
            *(_exact(one.expected_loss_micro), _exact(one.fee_micro), yuan(one.bonus_fen)),
        ]
        for one in sorted(chain.earned, key=lambda one: (one.month, one.staff_id, one.account_id))
        if one.staff_id in named
    ]


def _parts(chain: LoanChain, named: set[str]) -> Table:
    return [
        [
            *(staff_id, one.line.run.name, f"{one.number} / {one.of}", one.due.isoformat()),
            *(yuan(one.amount_fen), yuan(one.left_fen), one.state),
        ]
        for staff_id in sorted(named & set(chain.parts))
        for one in chain.parts[staff_id]
    ]


def _exact(micro: int) -> Number:
    return Number(text_of_scaled(micro, places=MICRO_PLACES))
