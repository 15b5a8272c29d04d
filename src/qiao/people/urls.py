"""Addresses of people."""

from django.urls import path

from qiao.people import pages

urlpatterns = [path("people/", pages.staff_list, name="people")]
