"""Addresses of appeals."""

from django.urls import path

from qiao.appeals.pages import appeal, correction, filing, listing

urlpatterns = [
    path("appeals/", listing.appeals, name="appeals"),
    path("appeals.<form:form>", listing.appeals_sheet, name="appeals_sheet"),
    path("appeals/new/", filing.appeal_new, name="appeal_new"),
    path("appeals/<int:number>/", appeal.appeal, name="appeal"),
    path("appeals/<int:number>/papers/<int:paper>/", appeal.appeal_paper, name="appeal_paper"),
    path("appeals/<int:number>/correction/", correction.appeal_correction, name="appeal_correction"),
]
