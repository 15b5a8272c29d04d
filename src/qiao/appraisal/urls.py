"""Addresses of appraisal."""

from django.urls import path

from qiao.appraisal.pages import compared, deltas, figures, holds, league, months, performance, schemes, slip, targets

urlpatterns = [
    path("slip/", slip.my_slip, name="my_slip"),
    path("slips/<month:month>/<id:staff_id>/", slip.slip, name="slip"),
    path("slips/<month:month>/<id:staff_id>/accounts/<id:account_id>/", slip.slip_account, name="slip_account"),
    path("slips/<month:month>/<id:staff_id>/fees/<id:party_id>/", slip.slip_fees, name="slip_fees"),
    path("performance/", performance.my_performance, name="my_performance"),
    path("performance/<id:staff_id>/", performance.performance, name="performance"),
    path("targets/", targets.targets, name="targets"),
    path("targets/hand-in/", targets.hand_in, name="targets_hand_in"),
    path("figures/", figures.figures, name="figures"),
    path("figures.<form:form>", figures.figures_sheet, name="figures_sheet"),
    path("figures/hand-in/", figures.figures_hand_in, name="figures_hand_in"),
    path("figures/template.<form:form>", figures.figures_template, name="figures_template"),
    path("schemes/", schemes.scheme_list, name="schemes"),
    path("schemes/new/", schemes.scheme_new, name="scheme_new"),
    path("schemes/<int:number>/", schemes.scheme, name="scheme"),
    path("schemes/<int:number>/edit/", schemes.scheme_edit, name="scheme_edit"),
    path("schemes/<int:number>/ask/", schemes.scheme_ask, name="scheme_ask"),
    path("schemes/<int:number>/waive/", schemes.scheme_waive, name="scheme_waive"),
    path("months/", months.months, name="months"),
    path("deltas/", deltas.deltas, name="deltas"),
    path("deltas.<form:form>", deltas.deltas_sheet, name="deltas_sheet"),
    path("deltas/<int:number>/", deltas.delta, name="delta"),
    path("league/", league.league, name="league"),
    path("league.<form:form>", league.league_sheet, name="league_sheet"),
    path("holds/", holds.hold_list, name="holds"),
    path("holds.<form:form>", holds.holds_sheet, name="holds_sheet"),
    path("holds/<int:number>/", holds.hold, name="hold"),
    path("runs/compare/", compared.choose, name="runs_choose"),
    path("runs/<int:one>/against/<int:other>/", compared.compared, name="runs_compared"),
]
