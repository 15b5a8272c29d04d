"""Addresses of the cycle."""

from django.urls import path

from qiao.cycle.pages import cascade, cycles, grades, improving, interview, listing, person, progress, uses

urlpatterns = [
    path("cycles/", cycles.cycle_list, name="cycles"),
    path("cycles/new/", cycles.cycle_new, name="cycle_new"),
    path("cycles/<int:number>/", cycles.cycle, name="cycle"),
    path("cycles/<int:number>.<form:form>", listing.cycle_sheet, name="cycle_sheet"),
    path("cycles/<int:number>/targets/<id:org_id>/", cascade.cycle_targets, name="cycle_targets"),
    path("cycles/<int:number>/progress/", progress.cycle_progress, name="cycle_progress"),
    path("cycles/<int:number>/grades/", grades.cycle_grades, name="cycle_grades"),
    path("cycles/<int:number>/people/<id:staff_id>/", person.cycle_person, name="cycle_person"),
    path("cycles/<int:number>/people/<id:staff_id>/interview/", interview.cycle_interview, name="cycle_interview"),
    path("cycles/<int:number>/people/<id:staff_id>/uses/", uses.cycle_uses, name="cycle_uses"),
    path("cycles/<int:number>/people/<id:staff_id>/plan/", improving.cycle_plan, name="cycle_plan"),
]
