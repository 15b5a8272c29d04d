"""Make log-ins at a home for the load: run as a script with QIAO_HOME (and DATABASE_URL) set; answers JSON.

Six managers, a lead and an auditor, each with a customer and a page of the way they go.
"""

import json
import os
import sys
from itertools import chain

import django

PASSWORD = "bench-of-pages-2026"  # noqa: S105  of made-up people at a made-up bank
MANAGERS, LEADS, FIRST = 6, 1, 20


def main() -> None:
    """Log-ins that are there stay."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qiao.project.settings")
    django.setup()
    from qiao.ground.models import User  # noqa: PLC0415  models need the settings
    from qiao.people.models import Staff  # noqa: PLC0415  models need the settings
    from qiao.portfolio.models import Assignment  # noqa: PLC0415  models need the settings
    from qiao.project import logins  # noqa: PLC0415  models need the settings

    def known(name: str) -> bool:
        return User.objects.filter(username=name).exists()

    if not known("bench-admin"):
        logins.add("bench-admin", post="admin", staff_id=None, password=PASSWORD, actor="bench")
    managers = Staff.objects.filter(post="rm").order_by("staff_id")[FIRST : FIRST + MANAGERS]
    leads = Staff.objects.filter(post="lead").order_by("staff_id")[FIRST : FIRST + LEADS]
    people = []
    for person in chain(managers, leads):
        if not known(person.staff_id):
            logins.add(person.staff_id, post=None, staff_id=person.staff_id, password=PASSWORD, actor="bench")
        team = Staff.objects.filter(org_id=person.org_id).values_list("staff_id", flat=True)
        served = Assignment.objects.filter(staff_id__in=[person.staff_id] if person.post == "rm" else list(team))
        parties = list(served.order_by("pk").values_list("party_id", "party__name")[:60])
        people.append({"name": person.staff_id, "post": person.post, "parties": parties})
    head = Staff.objects.filter(post="lead").order_by("-staff_id")[0]
    if not known("bench-auditor"):
        logins.add("bench-auditor", post="auditor", staff_id=head.staff_id, password=PASSWORD, actor="bench")
    json.dump({"password": PASSWORD, "people": people}, sys.stdout)


if __name__ == "__main__":
    main()
