"""`qiao explain STAFF_ID MONTH [--account A]`: the slip with its accounts, or one account to the day."""

import argparse

from django.utils.translation import gettext as _

from qiao.appraisal.queries.slips import LINES_MOST, AccountDays, Slip, account_days, account_lines, is_flagged, slip_of
from qiao.appraisal.rules.bonus import BonusReason
from qiao.contribution.queries.figures import flagged_lines
from qiao.contribution.queries.runs import Run, chosen_run
from qiao.contribution.rules.arithmetic import OpenedLeaf
from qiao.contribution.rules.indicators import DEPOSITS, LOANS
from qiao.contribution.rules.leaf import Measure
from qiao.ground.money import PPM_ONE, fen_of, half_away, text_of_scaled
from qiao.ground.periods import day_of
from qiao.ground.words import gettext_noop
from qiao.project.printing import say, table
from qiao.project.writing import notice

MEASURE_WORDS = {Measure.MARGIN: gettext_noop("margin"), Measure.EXPECTED_LOSS: gettext_noop("expected loss")}
UNCLAIMED_NAMES = ("", "-", "unclaimed")


def run(called: argparse.Namespace) -> int:
    """Print the slip, or one account of it."""
    notice()
    settled = chosen_run(called.month, called.run)
    staff_id = "" if called.staff_id in UNCLAIMED_NAMES else called.staff_id
    if called.account is not None:
        print_account(account_days(settled, called.account, staff_id))
        if is_flagged(settled, kind="account", key=called.account):
            say(_("flag          this account lost a row to quarantine; see `qiao quarantine list`"))
        return 0
    if staff_id:
        print_slip(slip_of(settled, staff_id))
    elif is_flagged(settled, kind="staff", key=staff_id):
        print_slip_flag()
    print_lines(settled, staff_id, most=max(1, min(called.most, LINES_MOST)))
    return 0


def micro(value: int) -> str:
    """Millionths as decimal text with 6 places."""
    return text_of_scaled(value, places=6)


def fen(value: int) -> str:
    """Fen as yuan with 2 places."""
    return text_of_scaled(value, places=2)


def share(ppm: int) -> str:
    """Millionths as a percentage with 4 places."""
    return text_of_scaled(ppm, places=4) + " %"


def print_slip(slip: Slip) -> None:
    """The formula filled in: R = P x deposit margin + Q x N x loan margin - sum of F x K."""
    bonus, plan, sums = slip.bonus, slip.plan, slip.sums
    say(
        _("Slip of %(name)s (%(staff)s), %(month)s, run %(run)s, plan %(plan)s, %(basis)s, %(days)s days"),
        name=slip.name,
        staff=slip.staff_id,
        month=slip.run.month,
        run=slip.run.pk,
        plan=plan.code,
        basis=slip.run.day_basis,
        days=slip.days,
    )
    say(_("R = P × deposit margin + Q × N × loan margin − Σ F × K      (yuan)"))
    say(
        _("deposit leg   P %(share)s × deposit margin %(margin)s = %(leg)s"),
        share=share(plan.deposit_share_ppm),
        margin=micro(sums["deposit_margin_micro"]),
        leg=fen(fen_of(bonus.deposit_leg)),
    )
    say(
        _("quality       non-performing %(bad)s of %(all)s loan yuan-days = %(ratio)s: N = %(quality)s"),
        bad=micro(sums["npl_days_micro"]),
        all=micro(sums["loan_balance_days_micro"]),
        ratio=share(half_away(bonus.npl_ratio * PPM_ONE)),
        quality=text_of_scaled(bonus.quality_bp, places=4),
    )
    say(
        _("loan leg      Q %(share)s × N %(quality)s × loan margin %(margin)s = %(leg)s"),
        share=share(plan.loan_share_ppm),
        quality=text_of_scaled(bonus.quality_bp, places=4),
        margin=micro(sums["loan_margin_micro"]),
        leg=fen(fen_of(bonus.loan_leg)),
    )
    for line in bonus.expense_lines:
        say(
            _("expense       %(day)s %(kind)s F %(amount)s × K %(factor)s = %(taken)s"),
            day=day_of(line.expense.on_day),
            kind=line.expense.kind,
            amount=fen(line.expense.amount_fen),
            factor=text_of_scaled(line.factor_bp, places=4),
            taken=micro(line.micro),
        )
    say(_("expenses      Σ F × K = %(sum)s"), sum=micro(bonus.expense_micro))
    say(_("R             %(raw)s, rounded once to the fen, half away from zero"), raw=fen(bonus.raw_fen))
    say(
        _("paid          %(paid)s%(why)s"),
        paid=fen(bonus.paid_fen),
        why=" " + _("(the plan pays a negative R as 0)") if BonusReason.FLOORED in bonus.reasons else "",
    )
    say(
        _("also          fees %(fees)s, expected loss %(loss)s; average deposits %(deposits)s, loans %(loans)s"),
        fees=micro(sums["fee_micro"]),
        loss=micro(sums["expected_loss_micro"]),
        deposits=micro(DEPOSITS.whole(sums, days=slip.days)),
        loans=micro(LOANS.whole(sums, days=slip.days)),
    )
    if slip.flagged:
        print_slip_flag()
    say("")


def print_slip_flag() -> None:
    """That a figure above or below rests on less than the bank handed over."""
    say(_("flag          an account of this slip lost a row to quarantine; see `qiao quarantine list`"))


def print_lines(run: Run, staff_id: str, *, most: int) -> None:
    """The accounts of a slip, the largest margins first, and how to open one."""
    lines = account_lines(run, staff_id, most=most)
    flagged = flagged_lines(run, ((line.party_id, line.account_id) for line in lines))
    rows = [
        [
            line.party_id,
            line.account_id or _("(fees of the customer)"),
            line.side,
            micro(line.balance_days_micro),
            micro(line.margin_micro),
            micro(line.expected_loss_micro),
            micro(line.fee_micro),
            *([_("row set aside") if (line.party_id, line.account_id) in flagged else ""] if flagged else []),
        ]
        for line in lines
    ]
    heads = [_("customer"), _("account"), _("side"), _("balance-days"), _("margin"), _("expected loss"), _("fees")]
    table([*heads, *([_("flag")] if flagged else [])], rows, right_from=3)
    if len(lines) == most:
        say(_("(the first %(most)s; --most shows more)"), most=most)
    say(_("Open a line with --account ACCOUNT_ID: each day with balance, rate, price and share."))


def print_account(opened: AccountDays) -> None:
    """One person's part of an account: each stretch with its arithmetic and its days."""
    account = opened.account
    say(
        _("Account %(account)s of %(party)s, %(product)s (%(side)s, %(method)s, %(tenor)s days), part of %(staff)s"),
        account=account.facts.account_id,
        party=account.facts.party_id,
        product=account.product_name,
        side=account.facts.side,
        method=account.facts.method,
        tenor=account.facts.tenor_days,
        staff=opened.staff_id or _("unclaimed"),
    )
    for leaf in opened.leaves:
        _print_leaf(leaf)
    for line in opened.fees:
        say(
            _("fee %(fee)s on %(day)s: %(amount)s × %(share)s = %(part)s"),
            fee=line.fee_id,
            day=day_of(line.on_day),
            amount=fen(line.amount_fen),
            share=text_of_scaled(line.share_bp, places=4),
            part=micro(line.micro),
        )
    sums = account.stored.get(opened.staff_id, {})
    say(
        _("In the result: balance-days %(days)s, margin %(margin)s, expected loss %(loss)s, fees %(fees)s"),
        days=micro(sums.get("balance_days_micro", 0)),
        margin=micro(sums.get("margin_micro", 0)),
        loss=micro(sums.get("expected_loss_micro", 0)),
        fees=micro(sums.get("fee_micro", 0)),
    )
    say(
        _("Reckoned anew just now from the run's own snapshot: the same.")
        if opened.agrees
        else _("Reckoned anew just now from the run's own snapshot: NOT the same; tell the administrator.")
    )


def _print_leaf(opened: OpenedLeaf) -> None:
    leaf = opened.leaf
    say("")
    say(
        _("%(measure)s %(since)s to %(until)s, %(days)s days: %(written)s"),
        measure=_(MEASURE_WORDS[leaf.measure]),
        since=day_of(leaf.since_day),
        until=day_of(leaf.until_day - 1),
        days=leaf.days,
        written=opened.written,
    )
    rows = [
        [
            day_of(day.day).isoformat(),
            fen(day.balance_fen),
            _rate(day.rate_ppm),
            _rate(day.price_ppm),
            _rho(day.rho),
            text_of_scaled(day.share_bp, places=4),
        ]
        for day in opened.days
    ]
    table([_("day"), _("balance"), _("rate"), _("price"), _("loss rate"), _("share")], rows, right_from=1)


def _rate(ppm: int | None) -> str:
    return "" if ppm is None else text_of_scaled(ppm, places=6)


def _rho(rho: int | None) -> str:
    return "" if rho is None else text_of_scaled(rho, places=8)
