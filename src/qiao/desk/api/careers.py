"""Careers and quotas of the people one sees; the ladders in force with what each level may do."""

from datetime import date

from django.http import Http404, HttpRequest
from ninja import Router

from qiao.desk.api.door import Bearer, Day, Page, answers, asker
from qiao.desk.api.texts import filled, yuan_of_fen
from qiao.desk.rules.answers.careers import (
    AuthorityLine,
    CareerLine,
    CareerWhole,
    CertificateLine,
    LaddersInForce,
    LadderWhole,
    LevelLine,
    QuotaLine,
    QuotaPage,
)
from qiao.ground import clock
from qiao.ground.authority import scope_of
from qiao.ground.models import User
from qiao.ground.paging import Cut
from qiao.people.queries import careers, certificates, standing
from qiao.people.queries import quota as quotas
from qiao.people.queries.authority import authority_on
from qiao.people.queries.ladders import ladders_on, matrices_on
from qiao.people.queries.staff import visible_staff
from qiao.people.rules.authority import Authority
from qiao.people.rules.career import Career
from qiao.people.rules.certificates import best
from qiao.people.rules.ladder import Ladder

router = Router(tags=["people"], auth=Bearer("people:read"))


@router.get("/ladders", response=answers(LaddersInForce), summary="Ladders in force with what each level may do")
def ladder_list(request: HttpRequest, day: Day | None = None) -> LaddersInForce:
    """On a day, today where none is named; the levels of each, the most senior first."""
    asker(request, "people.see_ladders")
    on = day or clock.today()
    matrices = matrices_on(on)
    found = sorted(ladders_on(on).items())
    return LaddersInForce(on=on, ladders=[_ladder(one, matrices.get(scheme, {})) for scheme, one in found])


def _ladder(ladder: Ladder, matrix: dict[str, Authority]) -> LadderWhole:
    levels = [filled(LevelLine, one, authority=_authority(matrix.get(one.code))) for one in ladder.levels]
    return filled(LadderWhole, ladder, sector=ladder.sector.value, mark=ladder.mark.value, levels=levels)


def _authority(allowed: Authority | None) -> AuthorityLine | None:
    if allowed is None:
        return None
    return filled(AuthorityLine, allowed, price_bp=allowed.price_bp, quota_month=yuan_of_fen(allowed.quota_fen_month))


def _demand_seen(person: User, staff_id: str) -> None:
    if not visible_staff(scope_of(person, on=clock.today())).filter(staff_id=staff_id).exists():
        raise Http404


@router.get("/people/{staff_id}/career", response=answers(CareerWhole), summary="A person's career file on a day")
def career_file(request: HttpRequest, staff_id: str, day: Day | None = None) -> CareerWhole:
    """Of the people one sees; events at most 1,000, those taken back too."""
    _demand_seen(asker(request, "desk.today"), staff_id)
    on = day or clock.today()
    held, found = careers.level_on(staff_id, on=on), careers.careers_of([staff_id]).get(staff_id, Career())
    return CareerWhole(
        staff_id=staff_id,
        on=on,
        scheme=held.ladder.scheme if held else "",
        level=held.level.code if held else "",
        suspended=found.gap_on(on) is not None,
        bars=list(standing.bars_on([staff_id], on=on).get(staff_id, ())),
        authority=_authority(authority_on(staff_id, on=on)),
        certificates=_certificates(staff_id, on=on),
        events=[
            filled(CareerLine, one, number=one.pk, request=one.approval_id) for one in careers.event_rows(staff_id)
        ],
    )


def _certificates(staff_id: str, *, on: date) -> list[CertificateLine]:
    kept = best(certificates.certificates_of([staff_id]).get(staff_id, []), on=on)
    return [filled(CertificateLine, one) for _kind, one in sorted(kept.items())]


@router.get("/people/{staff_id}/quota", response=answers(QuotaPage), summary="A person's expense quota by month")
def quota_page(request: HttpRequest, staff_id: str, page: Page = 1) -> QuotaPage:
    """Of the people one sees: what the level gives, what was added and used, what is left."""
    _demand_seen(asker(request, "desk.today"), staff_id)
    on = clock.today()
    found = Cut(page).of(sorted({*quotas.used_by(staff_id), f"{on:%Y-%m}"}, reverse=True))
    months = quotas.quotas_of(staff_id, found.rows, on=on)
    return QuotaPage(staff_id=staff_id, months=[filled(QuotaLine, one) for one in months], more=found.more)
