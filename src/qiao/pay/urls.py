"""Addresses of pay."""

from django.urls import path

from qiao.pay.pages import cases, chain, deferral, files, runs, statement

urlpatterns = [
    path("pay/", runs.run_list, name="pay_runs"),
    path("pay/<int:number>/", runs.run_page, name="pay_run"),
    path("pay/<int:number>.<form:form>", runs.run_sheet, name="pay_run_sheet"),
    path("pay/<int:number>/payroll.<form:form>", files.payroll, name="pay_payroll"),
    path("pay/<int:number>/accrual.<form:form>", files.accrual, name="pay_accrual"),
    path("pay/<int:number>/people/<id:staff_id>/", statement.statement, name="pay_statement"),
    path("pay/<int:number>/people/<id:staff_id>/statement.pdf", statement.paper, name="pay_paper"),
    path("pay/mine/", statement.mine, name="my_pay"),
    path("pay/people/<id:staff_id>/", statement.of_person, name="pay_person"),
    path("pay/deferred/", deferral.part_list, name="pay_parts"),
    path("pay/deferred.<form:form>", deferral.parts_sheet, name="pay_parts_sheet"),
    path("pay/cases/", cases.case_list, name="pay_cases"),
    path("pay/cases.<form:form>", cases.cases_sheet, name="pay_cases_sheet"),
    path("pay/cases/<int:number>/", cases.case_page, name="pay_case"),
    path("pay/cases/<int:number>/evidence.zip", chain.pack_of_case, name="pay_case_pack"),
    path("pay/loans/", chain.bad_loans, name="pay_loans"),
    path("pay/loans/<id:account_id>/", chain.loan, name="pay_loan"),
    path("pay/loans/<id:account_id>/evidence.zip", chain.pack_of_loan, name="pay_loan_pack"),
]
