"""Addresses of questions and of the register of indicators."""

from django.urls import path

from qiao.questions.pages import asking, keeping, register

urlpatterns = [
    path("questions/", asking.questions, name="questions"),
    path("questions.<form:form>", asking.question_sheet, name="question_sheet"),
    path("questions/keep/", keeping.keep, name="question_keep"),
    path("questions/<int:number>/", keeping.kept_question, name="question"),
    path("questions/<int:number>/share/", keeping.share, name="question_share"),
    path("questions/<int:number>/schedule/", keeping.schedule, name="question_schedule"),
    path("questions/<int:number>/out/", keeping.take_out, name="question_out"),
    path("questions/<int:number>/back/", keeping.put_back, name="question_back"),
    path("questions/<int:number>/files/<int:one>/", keeping.written_file, name="question_file"),
    path("indicators/", register.indicator_list, name="indicators"),
    path("indicators/<slug:code>/", register.indicator_page, name="indicator"),
]
