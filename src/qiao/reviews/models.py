"""Questionnaires, rounds of review from all sides, who rates whom, and what came of it."""

from typing import ClassVar

from django.db import models

from qiao.reviews.rules.rounds import RoundState
from qiao.reviews.rules.scoring import Relation


class Questionnaire(models.Model):
    """A questionnaire as its text stood; never changed, a new one has a code of its own."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    text = models.TextField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=150)

    class Meta:
        """Found by its code."""

        db_table = "reviews_questionnaire"

    def __str__(self) -> str:
        """Its code."""
        return self.code


class ReviewRound(models.Model):
    """A round: the people of a unit rated by a questionnaire for a period, until a day.

    `terms` are the numbers of the house as they were when it was closed, `digest` that of what it came to.
    """

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="+")
    org_id = models.CharField(max_length=64)
    period = models.CharField(max_length=7)
    until = models.DateField()
    state = models.CharField(max_length=12, default=RoundState.COLLECTING.value)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=150)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=150, blank=True)
    terms = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        """One open round of a unit and period."""

        db_table = "reviews_round"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["org_id", "period"], condition=~models.Q(state="closed"), name="reviews_round_one_open"
            ),
            models.CheckConstraint(
                name="reviews_round_state", condition=models.Q(state__in=sorted(one.value for one in RoundState))
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "until"], name="reviews_round_open")]

    def __str__(self) -> str:
        """Of which unit and period."""
        return f"{self.org_id} {self.period}"


class ReviewPerson(models.Model):
    """Somebody rated in a round: the score reckoned at the close, and the one a named person calibrated; both stay."""

    round = models.ForeignKey(ReviewRound, on_delete=models.PROTECT, related_name="people", db_index=False)
    staff_id = models.CharField(max_length=64)
    score_micro = models.BigIntegerField(null=True)
    calibrated_micro = models.BigIntegerField(null=True)
    calibrated_by = models.CharField(max_length=150, blank=True)
    calibrated_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        """Once a round; read by person."""

        db_table = "reviews_person"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "staff_id"], name="reviews_person_once"),
            models.CheckConstraint(
                name="reviews_person_named",
                condition=models.Q(calibrated_micro=None) | (~models.Q(calibrated_by="") & ~models.Q(reason="")),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["staff_id", "-id"], name="reviews_person_of")]

    def __str__(self) -> str:
        """Who."""
        return self.staff_id


class Rating(models.Model):
    """Who is asked to rate whom, and the answers once given; no page and no file tells them by rater."""

    person = models.ForeignKey(ReviewPerson, on_delete=models.PROTECT, related_name="ratings", db_index=False)
    rater = models.CharField(max_length=64)
    relation = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Relation])
    answers = models.JSONField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        """A rater rates a person once a round; the unanswered of a rater are asked for."""

        db_table = "reviews_rating"
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "rater"], name="reviews_rating_once")]
        indexes: ClassVar = [models.Index(fields=["rater", "answered_at"], name="reviews_rating_due")]

    def __str__(self) -> str:
        """The relation, and nobody's name."""
        return self.relation
