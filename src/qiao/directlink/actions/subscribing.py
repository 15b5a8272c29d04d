"""Webhooks as an enterprise's administrator keeps them: subscribed, with a fresh secret, resumed, ended.

Each is noted in the enterprise's journal. A secret is told once, when it is made.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.crypto import salted_hmac

from qiao.directlink.actions.entering import Entered
from qiao.directlink.actions.journal import Turn, turn
from qiao.directlink.adapters.webhook_line import lets_inside
from qiao.directlink.models import Webhook
from qiao.directlink.queries import webhooks
from qiao.directlink.rules.rights import Post
from qiao.directlink.rules.webhooks import HOOKS_MOST, HookState, checked_kinds, place_of
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

SALT = "qiao.directlink.webhook"


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A subscription, and its secret where it was made just now."""

    webhook: Webhook
    secret: str


def secret_of(webhook: Webhook) -> str:
    """The secret that both sides sign by: made of the link's own key, and of nothing that is kept."""
    return f"whsec_{salted_hmac(SALT, webhook.salt, algorithm='sha256').hexdigest()}"


def subscribe(entered: Entered, url: str, *, kinds: Sequence[str], at: datetime) -> Subscribed:
    """Have a system told of what happens from now on."""
    demand_administrator(entered)
    place_of(url, inside=lets_inside())
    wished = checked_kinds(kinds)
    with turn(entered.enterprise.pk, at=at, actor=entered.operator.name) as taken:
        if len(webhooks.of_enterprise(entered.enterprise.pk)) >= HOOKS_MOST:
            raise Refusal("webhook.full", _("An enterprise has at most %(most)s webhooks."), most=HOOKS_MOST)
        made = Webhook.objects.create(
            enterprise=taken.enterprise,
            url=url,
            kinds=wished,
            salt=secrets.token_hex(16),
            after=taken.next_sequence,  # its own beginning is not told
            made_by=entered.operator,
            made_at=at,
        )
        taken.note("webhook_made", str(made.pk), url=url, kinds=wished)
    return Subscribed(made, secret_of(made))


def renew_secret(entered: Entered, number: int, *, at: datetime) -> Subscribed:
    """Make another secret; the old one signs nothing from now on."""
    demand_administrator(entered)
    with turn(entered.enterprise.pk, at=at, actor=entered.operator.name) as taken:
        found = _found(taken, number)
        found.salt = secrets.token_hex(16)
        found.save(update_fields=["salt"])
        taken.note("webhook_secret", str(found.pk))
    return Subscribed(found, secret_of(found))


def resume(entered: Entered, number: int, *, at: datetime) -> Webhook:
    """Go on telling where it stopped; nothing was lost meanwhile."""
    demand_administrator(entered)
    with turn(entered.enterprise.pk, at=at, actor=entered.operator.name) as taken:
        found = _found(taken, number)
        old = found.state
        found.state, found.tries, found.failing_since, found.again_at = HookState.OPEN.value, 0, None, None
        found.save(update_fields=["state", "tries", "failing_since", "again_at"])
        taken.note("webhook_resumed", str(found.pk), old=old, new=found.state)
    return found


def end(entered: Entered, number: int, *, at: datetime) -> Webhook:
    """Tell a system no more."""
    demand_administrator(entered)
    with turn(entered.enterprise.pk, at=at, actor=entered.operator.name) as taken:
        found = _found(taken, number)
        old = found.state
        found.state = HookState.ENDED.value
        found.save(update_fields=["state"])
        taken.note("webhook_ended", str(found.pk), old=old, new=found.state)
    return found


def demand_administrator(entered: Entered) -> None:
    """Refuse who is not the enterprise's administrator."""
    if entered.operator.post != Post.ADMINISTRATOR.value:
        raise Refusal("webhook.administrator", _("Only the administrator of the enterprise does this."))


def _found(taken: Turn, number: int) -> Webhook:
    rows = Webhook.objects.filter(enterprise=taken.enterprise, pk=number).exclude(state=HookState.ENDED.value)
    found = rows.select_related("made_by").first()
    if found is None:
        raise Refusal("webhook.unknown", _("There is no such webhook."))
    return found
