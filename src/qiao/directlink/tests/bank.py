"""The bank's people of the link's tests: a clerk of its desk, two heads, an auditor, an administrator, a manager.

Gu (desk) manages the link, He and Hou (heads) decide, Shen (auditor) reads, Wei (admin) keeps connections alive, Lin
(rm) serves Yunshan and Rao (rm) serves nobody on it. Made up like the rest of the cast.
"""

from datetime import date

from django.test import Client

from qiao.customers.queries import Customer
from qiao.directlink.models import Enterprise
from qiao.directlink.tests.cast import COMPANY
from qiao.ground.models import User, Visibility
from qiao.people.queries.staff import OrgUnit, Staff
from qiao.portfolio.queries.serving import Assignment

PEOPLE = {"gu": "desk", "he": "head", "hou": "head", "shen": "auditor", "wei": "admin", "lin": "rm", "rao": "rm"}
EVERYWHERE = ("gu", "he", "hou", "shen")
SINCE = date(2020, 1, 1)
PARTY = "C900001"


def staffed() -> dict[str, User]:
    """The people with their log-ins; Lin serves the customer that Yunshan is in the book."""
    OrgUnit.objects.create(org_id="B77", name="试点支行", kind="branch")
    Customer.objects.create(party_id=PARTY, kind="company", name="云杉贸易")
    found = {}
    for name, post in PEOPLE.items():
        Staff.objects.create(staff_id=name, name=name, org_id="B77", post=post, hired_on=SINCE)
        found[name] = User.objects.create(username=name, staff_id=name, post=post)
        kind = "all" if name in EVERYWHERE else "staff"
        Visibility.objects.create(staff_id=name, kind=kind, key="" if kind == "all" else name, source="x", since=SINCE)
    Assignment.objects.create(party_id=PARTY, staff_id="lin", role="main", since=SINCE, share_bp=10_000)
    Enterprise.objects.filter(pk=COMPANY).update(party_id=PARTY)
    return found


def browser(user: User, *, language: str = "en") -> Client:
    """A browser of one of them."""
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = language
    return client
