"""Groups of control, and the ties round a customer."""

from django.http import Http404, HttpRequest
from ninja import Router

from qiao.desk.actions import open_customer
from qiao.desk.api.door import NUMBER_MOST, Bearer, Page, Text, answers, asker, one_of
from qiao.desk.api.texts import filled
from qiao.desk.queries.belonging import Asked, Wish, asked_by, group_lines, group_whole
from qiao.desk.queries.customer import sighted
from qiao.desk.queries.walking import belonging_of, walk_round
from qiao.desk.rules.answers.belonging import (
    ControlMember,
    ControlWhole,
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
from qiao.portfolio import queries as portfolio
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
        ControlMember(
            party_id=None if one.outsider else one.key,
            name=one.name,
            step=one.step,
            effective=None if one.effective_ppm is None else f"{one.effective_ppm / 1_000_000:.6f}",
            by=[filled(HolderLine, by, name=by.name or None, share_bp=by.share_bp) for by in one.by],
        )
        for one in whole.members
    ]
    return filled(ControlWhole, whole, sums=filled(TogetherFigures, whole.sums), members=members, more=whole.page.more)


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
        group=belongs.group.group_id if belongs.group else None,
        circle=belongs.circle.circle_id if belongs.circle else None,
        nodes=[WalkNode(node=one.key, party_id=None if one.outsider else one.key, name=one.name) for one in walk.nodes],
        edges=[
            WalkEdge(start=one.start, end=one.end, kind=one.kind.value, share_bp=one.share_bp) for one in walk.edges
        ],
        hidden=walk.hidden,
        left_out=walk.left_out,
    )
