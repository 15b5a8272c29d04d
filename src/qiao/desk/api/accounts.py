"""One account: whose it is, which shares hold on which days and why, what each person earns, its balances."""

from django.http import Http404, HttpRequest
from ninja import Router

from qiao.contribution.queries.figures import asked_run
from qiao.desk.api.door import Bearer, Month, Number, answers, asker
from qiao.desk.api.forms import points
from qiao.desk.api.texts import filled
from qiao.desk.queries.account import SeenAccount, account_of
from qiao.desk.rules.answers.accounts import AccountWhole, CreditLine, PartLine, PieceLine
from qiao.ground import clock

router = Router(tags=["customers"], auth=Bearer("customers:read"))


@router.get("/accounts/{account_id}", response=answers(AccountWhole), summary="One account with shares and days")
def account(request: HttpRequest, account_id: str, *, month: Month = "", run: Number | None = None) -> AccountWhole:
    """In a month, or in the run of a number; that of a customer one does not see is not found."""
    person = asker(request, "customers.see")
    asked = asked_run(month, "" if run is None else str(run))
    seen = account_of(person, account_id, asked, on=clock.today())
    if seen is None:
        raise Http404
    return filled(
        AccountWhole,
        seen.facts,
        month=seen.run.month,
        run=seen.run.pk,
        side=seen.side,
        flagged=seen.flagged,
        shares=_shares(seen),
        earning=[filled(CreditLine, one) for one in seen.opened.credit.people if one.staff_id in seen.figures_seen],
        withheld=any(one.staff_id not in seen.figures_seen for one in seen.opened.credit.people),
        curve=points(seen.curve),
    )


def _shares(seen: SeenAccount) -> list[PieceLine]:
    return [
        filled(
            PieceLine,
            piece,
            scope=piece.scope.value,
            parts=[filled(PartLine, part, reason=part.reason.value) for part in piece.parts],
        )
        for piece in seen.opened.credit.share_pieces
    ]
