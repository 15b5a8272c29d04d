"""Customers: the list, the search, one customer."""

from typing import Annotated

from django.http import Http404, HttpRequest
from ninja import Query, Router

from qiao.contribution.queries import figures as contribution
from qiao.contribution.queries import runs, shelf
from qiao.customers.rules.masking import masked_id, masked_phone
from qiao.desk.actions import open_customer
from qiao.desk.api.door import Bearer, answers, asker
from qiao.desk.api.forms import (
    AccountLine,
    CustomerLine,
    CustomerPage,
    CustomerWhole,
    ServingLine,
    figures,
    yuan,
    yuan_of_fen,
)
from qiao.desk.queries import customer as wholes
from qiao.desk.queries.customer import Whole
from qiao.desk.queries.listing import Row, Sight, listed
from qiao.desk.queries.searching import search
from qiao.desk.rules.listing import wish_of
from qiao.ground import clock
from qiao.ground.authority import scope_of

router = Router(tags=["customers"], auth=Bearer("customers:read"))
Text = Annotated[str, Query(max_length=200)]


@router.get("/customers", response=answers(CustomerPage), summary="Customers one sees, a page after a place")
def customer_page(
    request: HttpRequest,
    *,
    kind: Text = "",
    industry: Text = "",
    region: Text = "",
    manager: Text = "",
    sort: Text = "contribution",
    after: Text = "",
) -> CustomerPage:
    """By any figure of the newest settled month, the largest first, or by name; 50 a page."""
    person = asker(request, "customers.see")
    run = contribution.asked_run("")
    sight = Sight(scope_of(person, on=clock.today()), runs.serving_period(run, on=clock.today()))
    wish = wish_of(
        {"kind": kind, "industry": industry, "region": region, "manager": manager, "sort": sort, "after": after}
    )
    page = listed(run if shelf.holds(run) else None, wish, sight)
    return CustomerPage(
        month=run.month if run else None,
        customers=[_line(row) for row in page.rows],
        after=page.behind.text() if page.behind else None,
    )


@router.get("/search", response=answers(CustomerPage), summary="Customers by name, pinyin, initials or number")
def found(request: HttpRequest, text: Text) -> CustomerPage:
    """At most 30; an identity or telephone number finds only as a whole."""
    person = asker(request, "customers.see")
    return CustomerPage(
        month=None, customers=[_line((one, None)) for one in search(person, text).customers], after=None
    )


def _line(row: Row) -> CustomerLine:
    one, sums = row
    return CustomerLine(
        party_id=one.party_id,
        name=one.name,
        kind=one.kind,
        industry=one.industry,
        region=one.region,
        figures=figures(sums),
    )


@router.get("/customers/{party_id}", response=answers(CustomerWhole), summary="One customer")
def customer(request: HttpRequest, party_id: str, month: Text = "") -> CustomerWhole:
    """Accounts, who serves it, thirteen months; a customer of others is not found."""
    person = asker(request, "customers.see")
    seen = wholes.sighted(person, party_id, month=month, on=clock.today())
    if seen is None:
        raise Http404
    known, run = seen.customer, seen.run
    whole = wholes.whole_of(known, run, seen.accounts)
    open_customer(person, party_id, whole.serving)
    return CustomerWhole(
        party_id=known.party_id,
        name=known.name,
        kind=known.kind,
        id_no_masked=masked_id(known.id_no),
        phone_masked=masked_phone(known.phone),
        month=run.month if run else None,
        accounts=_accounts(whole),
        serving=_serving(whole),
        months={one.month: figures(sums) for one, sums in whole.history},
    )


def _accounts(whole: Whole) -> list[AccountLine]:
    return [
        AccountLine(
            account_id=line.facts.account_id,
            product_id=line.facts.product_id,
            org_id=line.facts.org_id,
            balance=None if line.balance_fen is None else yuan_of_fen(line.balance_fen),
            margin=yuan(line.margin_micro),
            flagged=line.flagged,
        )
        for line in whole.accounts
    ]


def _serving(whole: Whole) -> list[ServingLine]:
    return [
        ServingLine(
            staff_id=one.staff_id,
            name=one.staff.name,
            role=one.role,
            account_id=one.account_id,
            since=one.since,
            until=one.until,
            share_bp=one.share_bp,
        )
        for one in whole.serving
    ]
