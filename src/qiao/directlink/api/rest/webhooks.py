"""Webhooks: what the enterprise's administrator has told to which address."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Router, Schema, Status
from pydantic import Field

from qiao.directlink.actions import subscribing
from qiao.directlink.api.rest.cursors import NUMBER_MOST
from qiao.directlink.api.rest.door import asking_of
from qiao.directlink.api.rest.problems import answers
from qiao.directlink.api.rest.texts import Strict, moment
from qiao.directlink.models import Webhook
from qiao.directlink.queries import webhooks
from qiao.directlink.rules.webhooks import URL_LETTERS_MOST, HookKind

CREATED = 201
router = Router(tags=["webhooks"])
Number = Annotated[int, Path(ge=1, le=NUMBER_MOST)]
KindName = Annotated[HookKind, Field(strict=False)]


class WebhookBody(Strict):
    """Where to tell what."""

    url: Annotated[str, Field(max_length=URL_LETTERS_MOST, description="https://host/path")]
    kinds: Annotated[list[KindName], Field(min_length=1, max_length=len(HookKind))]


class WebhookAnswer(Schema):
    """A subscription: how far it was told, and what the other side said last."""

    id: int
    url: str
    kinds: list[str]
    state: str
    after: int
    tries: int
    last_status: int | None
    last_words: str
    last_at: str | None
    made_by: str
    made_at: str


class WebhookMade(WebhookAnswer):
    """A subscription with its secret, which is told this once."""

    secret: str


class WebhookList(Schema):
    """The subscriptions of the enterprise that were not ended."""

    webhooks: list[WebhookAnswer]


@router.get("/webhooks", response=answers(WebhookList), summary="Webhooks")
def listed(request: HttpRequest) -> WebhookList:
    """At most ten."""
    entered = asking_of(request).entered
    subscribing.demand_administrator(entered)
    return WebhookList(webhooks=[WebhookAnswer(**_told(one)) for one in webhooks.of_enterprise(entered.enterprise.pk)])


@router.post("/webhooks", response=answers(WebhookMade, made=True), summary="Have an address told of events")
def subscribe(request: HttpRequest, body: WebhookBody) -> Status[WebhookMade]:
    """Of what happens from now on."""
    asking = asking_of(request)
    with asking.once():
        made = subscribing.subscribe(asking.entered, body.url, kinds=body.kinds, at=asking.at)
    return Status(CREATED, WebhookMade(**_told(made.webhook), secret=made.secret))


@router.post("/webhooks/{number}/secret", response=answers(WebhookMade), summary="Make another secret")
def renew(request: HttpRequest, number: Number) -> WebhookMade:
    """The old one signs nothing from now on."""
    asking = asking_of(request)
    with asking.once():
        made = subscribing.renew_secret(asking.entered, number, at=asking.at)
    return WebhookMade(**_told(made.webhook), secret=made.secret)


@router.post("/webhooks/{number}/resume", response=answers(WebhookAnswer), summary="Go on where it stopped")
def resume(request: HttpRequest, number: Number) -> WebhookAnswer:
    """Nothing was lost meanwhile."""
    asking = asking_of(request)
    with asking.once():
        found = subscribing.resume(asking.entered, number, at=asking.at)
    return WebhookAnswer(**_told(found))


@router.delete("/webhooks/{number}", response=answers(WebhookAnswer), summary="Tell an address no more")
def end(request: HttpRequest, number: Number) -> WebhookAnswer:
    """For good."""
    asking = asking_of(request)
    with asking.once():
        found = subscribing.end(asking.entered, number, at=asking.at)
    return WebhookAnswer(**_told(found))


def _told(row: Webhook) -> dict[str, Any]:
    return {
        "id": row.pk,
        "url": row.url,
        "kinds": row.kinds,
        "state": row.state,
        "after": row.after,
        "tries": row.tries,
        "last_status": row.last_status,
        "last_words": row.last_words,
        "last_at": moment(row.last_at) if row.last_at else None,
        "made_by": row.made_by.name,
        "made_at": moment(row.made_at),
    }
