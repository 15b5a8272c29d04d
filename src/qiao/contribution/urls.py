"""Addresses of contribution."""

from django.urls import path

from qiao.contribution.pages import settlements, unclaimed, units

urlpatterns = [
    path("runs/", settlements.settlements, name="runs"),
    path("runs/<int:number>/", settlements.settlement, name="run"),
    path("unclaimed/", unclaimed.unclaimed_page, name="unclaimed"),
    path("unclaimed.<form:form>", unclaimed.unclaimed_sheet, name="unclaimed_sheet"),
    path("units/", units.units, name="units"),
]
