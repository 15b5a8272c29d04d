"""Addresses of the book."""

from django.urls import path

from qiao.book import pages

urlpatterns = [
    path("loads/", pages.loads, name="loads"),
    path("loads/<int:number>/", pages.load, name="load"),
    path("quarantine/", pages.quarantine, name="quarantine"),
    path("quarantine.<form:form>", pages.quarantine_sheet, name="quarantine_sheet"),
]
