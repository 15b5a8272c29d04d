"""Addresses of rotation, leave and exits."""

from django.urls import path

from qiao.duty.pages import calendar, draws, exits, leaves, person

urlpatterns = [
    path("duty/", calendar.calendar, name="calendar"),
    path("duty.<form:form>", calendar.calendar_sheet, name="calendar_sheet"),
    path("duty/own/", person.my_duty, name="my_duty"),
    path("duty/people/<id:staff_id>/", person.duty_person, name="duty_person"),
    path("duty/rotations/<int:number>/back/", person.rotation_back, name="rotation_back"),
    path("duty/leaves/", leaves.leave_list, name="leaves"),
    path("duty/leaves/<int:number>/", leaves.leave, name="leave"),
    path("duty/draws/", draws.draw_list, name="draws"),
    path("duty/draws/<int:number>/", draws.draw, name="draw"),
    path("duty/exits/", exits.exit_list, name="exits"),
    path("duty/exits/<int:number>/", exits.exit_page, name="exit"),
]
