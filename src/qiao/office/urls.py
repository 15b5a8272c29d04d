"""Addresses of the office."""

from django.urls import path

from qiao.office.pages import approvals, settings, tasks, trail

urlpatterns = [
    path("tasks/", tasks.task_list, name="tasks"),
    path("tasks/<int:number>/", tasks.tick, name="task"),
    path("approvals/", approvals.approval_list, name="approvals"),
    path("approvals/<int:number>/", approvals.approval, name="approval"),
    path("settings/", settings.setting_list, name="settings"),
    path("settings/<id:key>/", settings.setting, name="setting"),
    path("audit/", trail.audit, name="audit"),
    path("audit/chain/", trail.chain, name="audit_chain"),
    path("audit/records.<form:form>", trail.audit_sheet, name="audit_sheet"),
    path("audit/looks/", trail.looks, name="looks"),
    path("audit/looks.<form:form>", trail.looks_sheet, name="looks_sheet"),
]
