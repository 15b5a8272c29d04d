"""Addresses of the bank's desk of the link, in the workbench; the link's own server has others."""

from django.urls import path

from qiao.directlink.pages.bank import (
    accounts,
    connecting,
    enterprise,
    instructions,
    journal,
    opening,
    reconciling,
    tables,
    waiting,
)

urlpatterns = [
    path("link/", connecting.link_connections, name="link_connections"),
    path("link/connections.<form:form>", connecting.link_connections_sheet, name="link_connections_sheet"),
    path("link/certificates/", connecting.link_certificates, name="link_certificates"),
    path("link/new/", opening.link_enterprise_new, name="link_enterprise_new"),
    path("link/orders/", instructions.link_instructions, name="link_instructions"),
    path("link/orders.<form:form>", instructions.link_instructions_sheet, name="link_instructions_sheet"),
    path("link/orders/<int:number>/", instructions.link_instruction, name="link_instruction"),
    path("link/waiting/", waiting.link_waiting, name="link_waiting"),
    path("link/reconciliation/", reconciling.link_reconcile, name="link_reconcile"),
    path("link/reconciliation.<form:form>", reconciling.link_reconcile_sheet, name="link_reconcile_sheet"),
    path("link/tables/", tables.link_tables, name="link_tables"),
    path("link/accounts/<id:account_id>/", accounts.link_account, name="link_account"),
    path("link/accounts/<id:account_id>/lines.<form:form>", accounts.link_account_sheet, name="link_account_sheet"),
    path("link/enterprises/<slug:customer_number>/", enterprise.link_enterprise, name="link_enterprise"),
    path("link/enterprises/<slug:customer_number>/journal/", journal.link_journal, name="link_journal"),
]
