"""Every address of the desk for enterprises; `link_urls` mounts them on the link's own server."""

from django.urls import URLPattern, path, re_path

from qiao.directlink.pages.enterprise import (
    entering,
    files,
    history,
    operators,
    overview,
    pay,
    queue,
    receipts,
    rights,
    sheet,
    standard,
    statements,
)

ACCOUNT = r"(?P<account>[0-9A-Za-z-]{1,32})"
NUMBER = r"(?P<number>[0-9A-Za-z_-]{1,35})"
STANDARD = r"(?P<form>camt\.05[23]\.0[28]\.xml|mt940\.sta)"
FORM = r"(?P<form>csv|xlsx)"
urlpatterns: list[URLPattern] = [
    path("", overview.overview, name="link_overview"),
    path("login/", entering.log_in, name="link_log_in"),
    path("logout/", entering.log_out, name="link_log_out"),
    path("password/", entering.own_password, name="link_password"),
    path("accounts/", statements.account_list, name="link_accounts"),
    re_path(rf"^accounts/{ACCOUNT}/$", statements.statement, name="link_account"),
    re_path(rf"^accounts/{ACCOUNT}/statement\.{FORM}$", statements.statement_out, name="link_account_out"),
    re_path(rf"^accounts/{ACCOUNT}/{STANDARD}$", standard.statement_standard, name="link_account_standard"),
    path("pay/", pay.pay, name="link_pay"),
    path("banks/", pay.bank_names, name="link_banks"),
    path("sheet/", sheet.sheet, name="link_sheet"),
    re_path(rf"^sheet/template\.{FORM}$", sheet.sheet_template, name="link_sheet_template"),
    path("files/", files.file_list, name="link_files"),
    path("files/<int:number>/", files.file, name="link_file"),
    path("files/<int:number>/report.xml", files.file_report, name="link_file_report"),
    path("queue/", queue.queue, name="link_queue"),
    path("instructions/", history.history_list, name="link_history"),
    re_path(rf"^instructions\.{FORM}$", history.history_out, name="link_history_out"),
    re_path(rf"^instructions/{NUMBER}/$", history.instruction, name="link_instruction"),
    path("receipts/", receipts.receipt_check, name="link_receipt_check"),
    re_path(r"^receipts/(?P<transfer>[0-9A-Za-z-]{1,40})\.pdf$", receipts.receipt, name="link_receipt"),
    path("operators/", operators.operator_list, name="link_operators"),
    re_path(r"^operators/(?P<name>[0-9A-Za-z]{1,20})/$", operators.operator, name="link_operator"),
    path("changes/", operators.change_list, name="link_changes"),
    path("steps/", rights.steps, name="link_steps"),
    path("payees/", rights.payees, name="link_payees"),
    path("rights/", rights.own_rights, name="link_rights"),
]
