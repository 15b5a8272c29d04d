"""Groups of control, guarantee circles, declared groups, and the ties round a customer."""

from django.http import Http404, HttpRequest
from ninja import Router

from qiao.desk.actions import open_customer
from qiao.desk.api.door import NUMBER_MOST, Bearer, Page, Text, answers, asker, one_of
from qiao.desk.api.texts import filled
from qiao.desk.queries.belonging import Asked, Wish, asked_by, circle_lines, circle_whole, group_lines, group_whole
from qiao.desk.queries.customer import sighted
from qiao.desk.queries.declaring import declared_lines, declared_whole
from qiao.desk.queries.walking import belonging_of, walk_round
from qiao.desk.rules.answers.belonging import (
    CircleFound,
    CircleLine,
    CirclePage,
    CirclePlace,
    ControlMember,
    ControlWhole,
    DeclaredFound,
    DeclaredList,
    DeclaredName,
    DeclaredPlace,
    GroupLine,
    GroupPage,
    HolderLine,
    TiesWhole,
    TogetherFigures,
    WalkEdge,
    WalkNode,
)
from qiao.desk.rules.belonging import Order, order_of
from qiao.ground import clock
from qiao.ground.paging import Cut
from qiao.portfolio.queries import serving as portfolio
from qiao.ties.queries import kept

router = Router(tags=["customers"], auth=Bearer("customers:read"))
STEPS = 2


def _asked(request: HttpRequest) -> Asked:
    return asked_by(asker(request, "ties.see"), on=clock.today())


@router.get("/groups", response=answers(GroupPage), summary="Groups of control with a customer one sees")
def group_page(request: HttpRequest, *, sort: Text = "", text: Text = "", page: Page = 1) -> GroupPage:
    """By loans, contribution or customers, the largest first; `text` finds by a customer's name or number."""
    asked = _asked(request)
    one_of("sort", sort, (one.value for one in Order))
    found = group_lines(asked, Wish(order_of(sort), text.strip()), Cut(page))
    run = kept.newest_run()
    return GroupPage(
        ties_on=run.day if run else None,
        month=asked.run.month if asked.run else None,
        groups=[filled(GroupLine, one, sums=filled(TogetherFigures, one.sums)) for one in found.rows],
        more=found.more,
    )


@router.get("/groups/{number}", response=answers(ControlWhole), summary="One group of control")
def one_group(request: HttpRequest, number: int, *, page: Page = 1) -> ControlWhole:
    """A page of its members in sight, sums over all of these; a group of which one sees nobody is not found."""
    asked = _asked(request)
    whole = group_whole(asked, number, Cut(page)) if 0 < number <= NUMBER_MOST else None
    if whole is None:
        raise Http404
    members = [
        filled(
            ControlMember,
            one,
            party_id=None if one.outsider else one.key,
            by=[filled(HolderLine, by, name=by.name or None, share_bp=by.share_bp) for by in one.by],
        )
        for one in whole.members
    ]
    return filled(ControlWhole, whole, sums=filled(TogetherFigures, whole.sums), members=members, more=whole.page.more)


@router.get("/circles", response=answers(CirclePage), summary="Guarantee circles with a customer one sees")
def circle_page(request: HttpRequest, *, sort: Text = "", text: Text = "", page: Page = 1) -> CirclePage:
    """By loans, contribution or customers, the largest first; `text` finds by a customer's name or number."""
    asked = _asked(request)
    one_of("sort", sort, (one.value for one in Order))
    found = circle_lines(asked, Wish(order_of(sort), text.strip()), Cut(page))
    run = kept.newest_run()
    return CirclePage(
        ties_on=run.day if run else None,
        month=asked.run.month if asked.run else None,
        circles=[filled(CircleLine, one, sums=filled(TogetherFigures, one.sums)) for one in found.rows],
        more=found.more,
    )


@router.get("/circles/{number}", response=answers(CircleFound), summary="One guarantee circle")
def one_circle(request: HttpRequest, number: int, *, page: Page = 1) -> CircleFound:
    """Its customers in sight, page by page, who has most guarantees first; the sums are over all of them."""
    asked = _asked(request)
    whole = circle_whole(asked, number, Cut(page)) if 0 < number <= NUMBER_MOST else None
    if whole is None:
        raise Http404
    return filled(
        CircleFound,
        whole,
        sums=filled(TogetherFigures, whole.sums),
        vouched=filled(TogetherFigures, whole.vouched),
        members=[filled(CirclePlace, one, party_id=one.key) for one in whole.page.rows],
        more=whole.page.more,
    )


@router.get("/declared-groups", response=answers(DeclaredList), summary="Declared groups with a customer one sees")
def declared_list(request: HttpRequest) -> DeclaredList:
    """By name, at most 200."""
    return DeclaredList(
        groups=[DeclaredName(number=number, name=name) for number, name in declared_lines(_asked(request))]
    )


@router.get("/declared-groups/{number}", response=answers(DeclaredFound), summary="One declared group")
def one_declared(request: HttpRequest, number: int, *, page: Page = 1) -> DeclaredFound:
    """Its customers in sight and those whom they control, page by page; the sums are over all of them, each once."""
    asked = _asked(request)
    whole = declared_whole(asked, number, Cut(page)) if 0 < number <= NUMBER_MOST else None
    if whole is None:
        raise Http404
    members = [DeclaredPlace(party_id=one.key, name=one.name, controlled=bool(one.step)) for one in whole.page.rows]
    sums = filled(TogetherFigures, whole.sums)
    return filled(DeclaredFound, whole, sums=sums, members=members, more=whole.page.more)


@router.get("/customers/{party_id}/ties", response=answers(TiesWhole), summary="The ties round a customer")
def ties(request: HttpRequest, party_id: str) -> TiesWhole:
    """As they run today, two steps far, at most 60 nodes; a customer of others is not found."""
    person = asker(request, "ties.see")
    seen = sighted(person, party_id, on=clock.today())
    if seen is None:
        raise Http404
    open_customer(person, party_id, portfolio.assignments_of(party_id))
    asked = asked_by(person, on=clock.today())
    belongs = belonging_of(asked, seen.customer.party_id)
    walk = walk_round(asked, seen.customer, steps=STEPS, day=asked.on)
    return TiesWhole(
        party_id=seen.customer.party_id,
        on=asked.on,
        group=belongs.group.group_id if belongs.group and belongs.group_opens else None,
        circle=belongs.circle.circle_id if belongs.circle and belongs.circle_opens else None,
        nodes=[WalkNode(node=one.key, party_id=None if one.outsider else one.key, name=one.name) for one in walk.nodes],
        edges=[
            WalkEdge(start=one.start, end=one.end, kind=one.kind.value, share_bp=one.share_bp) for one in walk.edges
        ],
        hidden=walk.hidden,
        left_out=walk.left_out,
    )
