"""Rights within an enterprise: the administrator wishes, the supervisor agrees, and only then anything changes.

Source: piece 7; fox.md 4 (what the administrator sets takes effect when the supervisor has authorised it).
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from qiao.directlink.actions.entering import Entered, check_password_form
from qiao.directlink.actions.journal import Turn, turn
from qiao.directlink.adapters import passwords
from qiao.directlink.models import LedgerAccount, Operator, Payee, Right, RightsChange, SignatureStep
from qiao.directlink.rules.changes import Wish, check_wish
from qiao.directlink.rules.rights import Post
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

CHANGES_OPEN_MOST = 200


def wish(entered: Entered, asked: Wish, *, at: datetime) -> RightsChange:
    """Ask for a change; the administrator does, and the supervisor decides."""
    if entered.operator.post != Post.ADMINISTRATOR.value:
        raise Refusal("rights.not_administrator", _("Only the administrator of the enterprise asks for this."))
    check_wish(asked)
    with turn(entered.enterprise.pk, at=at, actor=entered.operator.name) as taken:
        _check_account(asked, taken)
        if taken.enterprise.changes.filter(state="asked").count() >= CHANGES_OPEN_MOST:
            raise Refusal("rights.too_many", _("Too many changes wait; have them decided first."))
        plain = dict(asked.facts)
        if "password" in plain:
            check_password_form(str(plain["password"]))
            plain["password"] = passwords.stored(str(plain["password"]))
        change = RightsChange.objects.create(
            enterprise=taken.enterprise,
            kind=asked.kind,
            wish=plain,
            before=standing(asked.kind, plain, taken.enterprise.pk),
            asked_by=entered.operator,
            asked_at=at,
        )
        taken.note("change_asked", asked.kind, number=change.pk, **_shown(plain))
        return change


def decide(entered: Entered, number: int, *, agree: bool, words: str, at: datetime) -> RightsChange:
    """Agree to a change, which carries it out, or refuse it; the supervisor does."""
    if entered.operator.post != Post.SUPERVISOR.value:
        raise Refusal("rights.not_supervisor", _("Only the supervisor of the enterprise decides this."))
    with turn(entered.enterprise.pk, at=at, actor=entered.operator.name) as taken:
        change = taken.enterprise.changes.filter(pk=number, state="asked").first()
        if change is None:
            raise Refusal("rights.decided", _("This change is decided already, or was never asked for."))
        if agree:
            if change.before != standing(change.kind, change.wish, taken.enterprise.pk):
                raise Refusal("rights.moved", _("What this changes has changed meanwhile; ask for it anew."))
            CARRIED[change.kind](change.wish, taken, change)
        change.state = "agreed" if agree else "refused"
        change.decided_by, change.decided_at, change.words = entered.operator, at, words[:200]
        change.save(update_fields=["state", "decided_by", "decided_at", "words"])
        taken.note("change_decided", change.kind, number=change.pk, state=change.state, **_shown(change.wish))
        return change


def take_back(entered: Entered, number: int, *, at: datetime) -> None:
    """Withdraw a change that one has asked for."""
    with turn(entered.enterprise.pk, at=at, actor=entered.operator.name) as taken:
        rows = taken.enterprise.changes.filter(pk=number, state="asked", asked_by=entered.operator)
        if not rows.update(state="withdrawn", decided_by=entered.operator, decided_at=at):
            raise Refusal("rights.decided", _("This change is decided already, or was never asked for."))
        taken.note("change_withdrawn", "change", number=number)


def standing(kind: str, facts: Mapping[str, Any], customer_number: str) -> dict[str, Any] | None:
    """What stands now where a change would change something; None where nothing does."""
    if kind == "operator":
        row = Operator.objects.filter(enterprise_id=customer_number, name=facts["name"]).first()
        return None if row is None else {"active": row.is_active, "locked": row.locked_at is not None}
    if kind == "right":
        right = _right(facts, customer_number)
        if right is None:
            return None
        return {"single_fen_most": right.single_fen_most, "daily_fen_most": right.daily_fen_most}
    if kind == "step":
        step = SignatureStep.objects.filter(
            enterprise_id=customer_number, business=facts["business"], up_to_fen=facts["up_to_fen"]
        ).first()
        return None if step is None else {"signatures": step.signatures}
    payee = Payee.objects.filter(enterprise_id=customer_number, account=facts["account"]).first()
    return None if payee is None else {"name": payee.name, "bank_number": payee.bank_number}


def _check_account(asked: Wish, taken: Turn) -> None:
    account = asked.facts.get("account") if asked.kind == "right" else ""
    if account and not LedgerAccount.objects.filter(pk=account, enterprise=taken.enterprise, opened=True).exists():
        raise Refusal("account.not_yours", _("This account is not open to you."))


def _right(facts: Mapping[str, Any], customer_number: str) -> Right | None:
    return Right.objects.filter(
        operator__enterprise_id=customer_number,
        operator__name=facts["operator"],
        role=facts["role"],
        account=facts["account"],
        business=facts["business"],
    ).first()


def _carry_operator(facts: Mapping[str, Any], taken: Turn, _change: RightsChange) -> None:
    """Make an operator, close one, open one again, or unlock with a fresh password."""
    row = Operator.objects.filter(enterprise=taken.enterprise, name=facts["name"]).first()
    if row is None:
        row = Operator(enterprise=taken.enterprise, name=facts["name"], made_at=taken.at)
        row.called = facts.get("called", "")
    if facts.get("password"):
        row.password, row.failures, row.locked_at, row.lock_reason = facts["password"], 0, None, ""
    row.is_active = facts["active"]
    row.save()


def _carry_right(facts: Mapping[str, Any], taken: Turn, change: RightsChange) -> None:
    operator = Operator.objects.filter(enterprise=taken.enterprise, name=facts["operator"]).first()
    if operator is None or operator.post != Post.OPERATOR.value:
        raise Refusal("rights.operator", _("Rights are given to operators of the enterprise."))
    place = {"operator": operator, "role": facts["role"], "account": facts["account"], "business": facts["business"]}
    if facts["withdrawn"]:
        Right.objects.filter(**place).delete()
        return
    limits = {"single_fen_most": facts["single_fen_most"], "daily_fen_most": facts["daily_fen_most"]}
    Right.objects.update_or_create(**place, defaults={**limits, "change": change})


def _carry_step(facts: Mapping[str, Any], taken: Turn, _change: RightsChange) -> None:
    place = {"enterprise": taken.enterprise, "business": facts["business"], "up_to_fen": facts["up_to_fen"]}
    if facts["signatures"] is None:
        SignatureStep.objects.filter(**place).delete()
    else:
        SignatureStep.objects.update_or_create(**place, defaults={"signatures": facts["signatures"]})


def _carry_payee(facts: Mapping[str, Any], taken: Turn, _change: RightsChange) -> None:
    place = {"enterprise": taken.enterprise, "account": facts["account"]}
    if facts["withdrawn"]:
        Payee.objects.filter(**place).delete()
        return
    named = {key: facts[key] for key in ("name", "here", "bank_name", "bank_number")}
    Payee.objects.update_or_create(**place, defaults=named)


CARRIED: Mapping[str, Callable[[Mapping[str, Any], Turn, RightsChange], None]] = {
    "operator": _carry_operator,
    "right": _carry_right,
    "step": _carry_step,
    "payee": _carry_payee,
}


def _shown(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a wish without what nobody is to read."""
    return {key: value for key, value in facts.items() if key != "password"}
