"""Every address of the application; capabilities bring their own."""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from qiao.project.choices import choose_unit
from qiao.project.progress import progress_piece
from qiao.project.tokens import revoke_token, token_page

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("qiao.project.access.urls")),
    path("language/", login_not_required(set_language), name="set_language"),
    path("unit/", choose_unit, name="unit"),
    path("account/tokens/", token_page, name="tokens"),
    path("account/tokens/<int:number>/", revoke_token, name="token_revoke"),
    path("progress/", progress_piece, name="progress"),
    path("", include("qiao.project.interface")),
    path("", include("qiao.people.urls")),  # before the desk's page of a person, whose id may be any word
    path("", include("qiao.desk.urls")),
    path("", include("qiao.questions.urls")),
    path("", include("qiao.appraisal.urls")),
    path("", include("qiao.contribution.urls")),
    path("", include("qiao.duty.urls")),
    path("", include("qiao.reviews.urls")),
    path("", include("qiao.pay.urls")),
    path("", include("qiao.appeals.urls")),
    path("", include("qiao.cycle.urls")),
    path("", include("qiao.simulation.urls")),
    path("", include("qiao.directlink.urls")),
    path("", include("qiao.catalogue.urls")),
    path("", include("qiao.book.urls")),
    path("", include("qiao.office.urls")),
    path("", include("qiao.project.rights.urls")),
]
