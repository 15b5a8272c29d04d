"""Addresses of simulations, loopholes and estimates."""

from django.urls import path

from qiao.simulation.pages import estimate, loopholes, people, simulations

urlpatterns = [
    path("simulations/", simulations.simulation_list, name="simulations"),
    path("simulations/<int:number>/", simulations.simulation, name="simulation"),
    path("simulations/<int:number>/people/", people.simulation_people, name="simulation_people"),
    path("simulations/<int:number>/people.<form:form>", people.simulation_sheet, name="simulation_sheet"),
    path("simulations/<int:number>/against/<int:other>/", people.compared, name="simulations_compared"),
    path("simulations/<int:number>/again/", simulations.again, name="simulation_again"),
    path("simulations/<int:number>/delete/", simulations.delete, name="simulation_delete"),
    path("schemes/<int:number>/loopholes/", loopholes.scheme_loopholes, name="scheme_loopholes"),
    path("estimate/", estimate.my_estimate, name="my_estimate"),
    path("estimate/<id:staff_id>/", estimate.estimate, name="estimate"),
]
