"""Addresses of reviews."""

from django.urls import path

from qiao.reviews.pages import answering, results, rounds

urlpatterns = [
    path("reviews/", rounds.review_rounds, name="reviews"),
    path("reviews/new/", rounds.review_new, name="review_new"),
    path("reviews/<int:number>/", rounds.review_round, name="review_round"),
    path("reviews/<int:number>.<form:form>", rounds.review_sheet, name="review_sheet"),
    path("reviews/<int:number>/people/<id:staff_id>/", results.review_person, name="review_person"),
    path("reviews/ratings/<int:number>/", answering.rate, name="rate"),
]
