"""Addresses of appraisal."""

from django.urls import path

from qiao.appraisal.pages import compared, league, performance, slip, targets

urlpatterns = [
    path("slip/", slip.my_slip, name="my_slip"),
    path("slips/<month:month>/<id:staff_id>/", slip.slip, name="slip"),
    path("slips/<month:month>/<id:staff_id>/accounts/<id:account_id>/", slip.slip_account, name="slip_account"),
    path("slips/<month:month>/<id:staff_id>/fees/<id:party_id>/", slip.slip_fees, name="slip_fees"),
    path("performance/", performance.my_performance, name="my_performance"),
    path("performance/<id:staff_id>/", performance.performance, name="performance"),
    path("targets/", targets.targets, name="targets"),
    path("targets/hand-in/", targets.hand_in, name="targets_hand_in"),
    path("league/", league.league, name="league"),
    path("league.<form:form>", league.league_sheet, name="league_sheet"),
    path("runs/compare/", compared.choose, name="runs_choose"),
    path("runs/<int:one>/against/<int:other>/", compared.compared, name="runs_compared"),
]
