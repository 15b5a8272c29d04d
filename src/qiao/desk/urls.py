"""Addresses of the workbench."""

from django.urls import path

from qiao.desk.pages import customers, home, person

urlpatterns = [
    path("", home.home, name="home"),
    path("customers/", customers.customer_list, name="customer_list"),
    path("customers/<id:party_id>/", customers.customer, name="customer"),
    path("people/<id:staff_id>/", person.person, name="person"),
]
