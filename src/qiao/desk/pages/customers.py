"""One customer: accounts, balances, contribution, who serves, ties."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from qiao.contribution.queries import runs
from qiao.contribution.queries.runs import Run
from qiao.contribution.rules.indicators import DEPOSITS, FEES, LOSS, MARGIN
from qiao.contribution.rules.sums import PartySums
from qiao.customers.rules.codes import ID_TYPE_WORDS, TIE_WORDS
from qiao.desk.actions import open_customer
from qiao.desk.pages.asking import picture_words
from qiao.desk.pages.masked import masked_context
from qiao.desk.pages.telling import told
from qiao.desk.queries import customer as customer_queries
from qiao.desk.queries.account import visible_among
from qiao.desk.queries.customer import Whole
from qiao.desk.queries.sight import seen_among
from qiao.desk.queries.timeline import serving_bars
from qiao.ground import clock
from qiao.ground.authority import person_of, require
from qiao.people.queries import staff as people
from qiao.portfolio.rules.roles import ROLE_WORDS
from qiao.profile.queries.industries import industry_name
from qiao.profile.queries.record import record_of
from qiao.profile.rules.duties import forbids_marketing


def customer(request: HttpRequest, party_id: str) -> HttpResponse:
    """One customer; a customer of others is not found, so that an address tells nothing."""
    person = person_of(request)
    require(person, "customers.see")
    on = clock.today()
    seen = customer_queries.sighted(person, party_id, month=request.GET.get("month", ""), on=on)
    if seen is None:
        raise Http404
    found, run, scope, period = seen.customer, seen.run, seen.scope, seen.period
    if found.party_id != party_id:
        return redirect("customer", found.party_id)  # merged into another: one customer, one address
    whole = customer_queries.whole_of(found, run, seen.accounts)
    open_customer(person, party_id, whole.serving)
    visible = visible_among(scope, _staff_ids(whole))
    figures_seen = visible | {""}  # nobody's are no secret of a colleague
    context = {
        "whole": whole,
        "customer": found,
        "family": {found.party_id, *(one.party_id for one in whole.merged)},
        "industry": industry_name(found.industry),
        "no_marketing": forbids_marketing(record_of(found.party_id, day=on), on=on),
        "run": run,
        "days": (run.until - run.since).days if run else 1,
        "months": runs.months(),
        "id_no": masked_context(person, found, "id_no"),
        "phone": masked_context(person, found, "phone"),
        "visible_staff": visible,
        "serving": serving_bars(whole.serving, on=on),
        "figures_seen": figures_seen,
        "figures_withheld": any(line.staff_id not in figures_seen for line in whole.people),
        "staff_names": people.staff_names(_staff_ids(whole)),
        "org_names": people.org_names(),
        "sums": whole.history[-1][1] if whole.history else None,
        "curve": _curve(whole),
        "deposits_told": told([_deposits(run, one) for run, one in whole.history]),
        "months_chart": _months_chart(whole),
        "tie_names": seen_among(_tied(whole), scope=scope, period=period),
        "tie_words": {code: _(words) for code, words in TIE_WORDS.items()},
        "id_words": {code: _(words) for code, words in ID_TYPE_WORDS.items()},
        "role_words": {code: _(words) for code, words in ROLE_WORDS.items()},
    }
    return render(request, "desk/customer.html", context)


def _deposits(run: Run, sums: PartySums | None) -> int:
    """Average deposits of a month in millionths; months differ in days."""
    return DEPOSITS.whole(sums, days=(run.until - run.since).days) if sums else 0


def _staff_ids(whole: Whole) -> list[str]:
    return sorted({line.staff_id for line in whole.people} | {one.staff_id for one in whole.serving})


def _tied(whole: Whole) -> set[str]:
    return {tie.party_id for tie in whole.ties} | {tie.related_id for tie in whole.ties}


def _curve(whole: Whole) -> dict[str, object] | None:
    if whole.curves is None:
        return None
    names = {"deposit": _("Deposits"), "loan": _("Loans")}
    series = [
        {"name": names[side], "kind": side, "points": [list(point) for point in whole.curves.by_side[side]]}
        for side in names
        if any(fen for _day, fen in whole.curves.by_side.get(side, ()))
    ]
    return {"series": series, "words": picture_words()} if series else None


def _months_chart(whole: Whole) -> dict[str, object] | None:
    months = [sums for _run, sums in whole.history]
    if not any(months):
        return None
    return {
        "months": [run.month for run, _sums in whole.history],
        "series": [
            {"name": _(MARGIN.name), "kind": "deposit", "micro": [one and one.margin_micro for one in months]},
            {"name": _(FEES.name), "kind": "fee", "micro": [one and one.fee_micro for one in months]},
            {"name": _(LOSS.name), "kind": "loan", "micro": [one and -one.expected_loss_micro for one in months]},
        ],
        "words": picture_words(),
        "told": told([one.contribution_micro if one else 0 for _run, one in whole.history]),
    }
