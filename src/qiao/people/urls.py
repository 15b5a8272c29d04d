"""Addresses of people."""

from django.urls import path

from qiao.people.pages import candidates, careers, certificates, ladders, openings, staff

urlpatterns = [
    path("people/", staff.staff_list, name="people"),
    path("people/ladders/", ladders.ladder_list, name="ladders"),
    path("people/ladders/<slug:scheme>/", ladders.ladder, name="ladder"),
    path("people/openings/", openings.opening_list, name="openings"),
    path("people/openings/new/", openings.opening_new, name="opening_new"),
    path("people/openings/<int:number>/", openings.opening, name="opening"),
    path("people/openings/<int:number>/act/", openings.opening_act, name="opening_act"),
    path("people/openings/candidates/<int:number>/", candidates.candidate, name="candidate"),
    path("people/openings/candidates/<int:number>/act/", candidates.candidate_act, name="candidate_act"),
    path("people/certificates/", certificates.certificate_list, name="certificates"),
    path("people/certificates/sheets/<int:number>/back/", certificates.certificate_back, name="certificate_back"),
    path("people/career/", careers.my_career, name="my_career"),
    path("people/<id:staff_id>/career/", careers.career, name="career"),
]
