"""Customers: the list, the search, one customer, the customers at the knee of a team's curve."""

from django.http import Http404, HttpRequest
from ninja import Router

from qiao.contribution.queries import figures as contribution
from qiao.contribution.queries import runs, shelf
from qiao.customers import queries as customers
from qiao.customers.rules.masking import masked_id, masked_phone
from qiao.desk.actions import open_customer
from qiao.desk.api.door import Bearer, PlaceText, Text, answers, asker, one_of
from qiao.desk.api.forms import customer_line, figures, points
from qiao.desk.api.texts import filled, yuan, yuan_of_fen
from qiao.desk.queries import customer as wholes
from qiao.desk.queries.account import visible_among
from qiao.desk.queries.customer import Sighted, Whole
from qiao.desk.queries.listing import Sight, listed
from qiao.desk.queries.searching import search
from qiao.desk.queries.sight import seen_among
from qiao.desk.rules.answers.customers import AccountLine, CustomerWhole, EarningLine, TieLine
from qiao.desk.rules.answers.figures import CustomerPage, Point, ServingLine
from qiao.desk.rules.listing import FIGURES, KINDS, NAME, wish_of
from qiao.ground import clock
from qiao.ground.authority import scope_of

router = Router(tags=["customers"], auth=Bearer("customers:read"))


@router.get("/customers", response=answers(CustomerPage), summary="Customers one sees, a page after a place")
def customer_page(
    request: HttpRequest,
    *,
    kind: Text = "",
    industry: Text = "",
    region: Text = "",
    manager: Text = "",
    sort: Text = "",
    order: Text = "",
    after: PlaceText = "",
) -> CustomerPage:
    """By any figure of the newest settled month (usually contribution), the largest first or `rising`, or by name."""
    person = asker(request, "customers.see")
    run = contribution.asked_run("")
    sight = Sight(scope_of(person, on=clock.today()), runs.serving_period(run, on=clock.today()))
    one_of("kind", kind, KINDS)
    one_of("sort", sort, (NAME, *(column.value for column in FIGURES)))
    one_of("order", order, ("rising", "falling"))
    asked = {"kind": kind, "industry": industry, "region": region, "manager": manager}
    wish = wish_of(asked | {"sort": sort, "order": order, "after": after})
    page = listed(run if shelf.holds(run) else None, wish, sight)
    return CustomerPage(
        month=run.month if run else None,
        customers=[customer_line(row) for row in page.rows],
        after=page.behind.text() if page.behind else None,
    )


@router.get("/search", response=answers(CustomerPage), summary="Customers by name, pinyin, initials or number")
def found(request: HttpRequest, text: Text) -> CustomerPage:
    """At most 30; an identity or telephone number finds only as a whole."""
    person = asker(request, "customers.see")
    lines = [customer_line((one, None)) for one in search(person, text).customers]
    return CustomerPage(month=None, customers=lines, after=None)


@router.get("/customers/{party_id}", response=answers(CustomerWhole), summary="One customer")
def customer(request: HttpRequest, party_id: str, month: Text = "") -> CustomerWhole:
    """Accounts, who serves it and who earns on it, ties, thirteen months; a customer of others is not found."""
    person = asker(request, "customers.see")
    seen = wholes.sighted(person, party_id, month=month, on=clock.today())
    if seen is None:
        raise Http404
    whole = wholes.whole_of(seen.customer, seen.run, seen.accounts)
    open_customer(person, party_id, whole.serving)
    shown = visible_among(seen.scope, [line.staff_id for line in whole.people]) | {""}
    return filled(
        CustomerWhole,
        seen.customer,
        id_no_masked=masked_id(seen.customer.id_no),
        phone_masked=masked_phone(seen.customer.phone),
        month=seen.run.month if seen.run else None,
        flagged=whole.flagged,
        accounts=_accounts(whole),
        serving=[filled(ServingLine, one, name=one.staff.name) for one in whole.serving],
        earning=[filled(EarningLine, line) for line in whole.people if line.staff_id in shown],
        withheld=any(line.staff_id not in shown for line in whole.people),
        ties=_ties(seen, whole.ties, merged=whole.merged),
        merged=[one.party_id for one in whole.merged],
        months={one.month: figures(sums) for one, sums in whole.history},
        curves=_curves(whole),
    )


def _accounts(whole: Whole) -> list[AccountLine]:
    return [
        filled(
            AccountLine,
            line.facts,
            balance=None if line.balance_fen is None else yuan_of_fen(line.balance_fen),
            margin=yuan(line.margin_micro),
            flagged=line.flagged,
        )
        for line in whole.accounts
    ]


def _ties(seen: Sighted, ties: list[customers.CustomerTie], *, merged: list[customers.Customer]) -> list[TieLine]:
    """The customers at both ends of a tie as far as the person may open them."""
    ends = {tie.party_id for tie in ties} | {tie.related_id for tie in ties}
    opens = seen_among(ends, scope=seen.scope, period=seen.period)
    opens |= {seen.customer.party_id, *(one.party_id for one in merged)}
    return [
        filled(
            TieLine,
            tie,
            party_id=tie.party_id if tie.party_id in opens else None,
            related_id=tie.related_id if tie.related_id in opens else None,
        )
        for tie in ties
    ]


def _curves(whole: Whole) -> dict[str, list[Point]]:
    sides = whole.curves.by_side if whole.curves else {}
    return {side: points(found) for side, found in sides.items()}
