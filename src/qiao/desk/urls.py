"""Addresses of the workbench."""

from django.urls import path

from qiao.desk.pages import (
    accounts,
    around,
    customers,
    home,
    keeping,
    known,
    listing,
    masked,
    moves,
    person,
    register,
    searching,
    team,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("search/", searching.search_page, name="search"),
    path("today/moves/", moves.moves, name="moves"),
    path("today/moves.<form:form>", moves.moves_sheet, name="moves_sheet"),
    path("customers/", listing.customer_list, name="customer_list"),
    path("customers.<form:form>", listing.customer_sheet, name="customer_sheet"),
    path("customers/views/", listing.keep, name="customer_view"),
    path("customers/views/<int:number>/", listing.forget, name="customer_view_out"),
    path("customers/<id:party_id>/", customers.customer, name="customer"),
    path("customers/<id:party_id>/around/", around.around, name="customer_around"),
    path("customers/<id:party_id>/masked/<str:field>/", masked.masked_field, name="masked_field"),
    path("customers/<id:party_id>/known/", known.known, name="customer_known"),
    path("customers/<id:party_id>/known/<slug:item>/", keeping.known_item, name="customer_known_item"),
    path("customers/<id:party_id>/known/<int:number>/back/", known.take_back, name="customer_known_back"),
    path("register/", register.register_page, name="register"),
    path("register/<slug:item>/", register.register_item, name="register_item"),
    path("register/<slug:item>/template.<form:form>", register.template, name="register_template"),
    path("register/<slug:item>/hand-in/", register.hand_in, name="register_hand_in"),
    path("register/sheets/<int:number>/back/", register.take_back, name="register_back"),
    path("accounts/<id:account_id>/", accounts.account, name="account"),
    path("team/", team.team, name="team"),
    path("team/customers/", team.curve, name="team_curve"),
    path("people/<id:staff_id>/", person.person, name="person"),
]
