"""The schemes on file, those in force, the rules they are checked by, and who may read which."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from qiao.appraisal.models import SchemeRecord, SchemeWaiver
from qiao.appraisal.queries.plans import plan_records
from qiao.appraisal.rules.charges import charges_of
from qiao.appraisal.rules.eva import Charges
from qiao.appraisal.rules.plan import Plan
from qiao.appraisal.rules.plan_file import read_plan
from qiao.appraisal.rules.scheme.earning import PLANS
from qiao.appraisal.rules.scheme.evaluate import PEERS_LEAST
from qiao.appraisal.rules.scheme.findings import Finding
from qiao.appraisal.rules.scheme.law import Asked, DatedRules, rules_of
from qiao.appraisal.rules.scheme.lint import lint, standing
from qiao.appraisal.rules.scheme.parameters import ALL, rule_of
from qiao.appraisal.rules.scheme.reading import read_scheme
from qiao.appraisal.rules.scheme.scheme import Scheme
from qiao.appraisal.rules.scheme.states import SchemeState
from qiao.ground.authority import may
from qiao.ground.models import User
from qiao.ground.naming import post_name
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.office import queries as office
from qiao.people.queries import staff as people

__all__ = (
    "LARGEST_NUMBER",
    "Checked",
    "SchemeRecord",
    "SchemeWaiver",
    "charges_on",
    "checked",
    "known_plans",
    "law_known",
    "peers_least_on",
    "published_on",
    "readable",
    "record_of",
    "scheme_of",
    "schemes_compared",
    "whom_told",
)
SCHEMES_MOST = 200
LARGEST_NUMBER = 2**63


@dataclass(frozen=True, slots=True)
class Checked:
    """What the linter finds in a scheme, what was waived of it, and what keeps it from being published."""

    scheme: Scheme
    findings: tuple[Finding, ...]
    waivers: Mapping[str, SchemeWaiver]
    standing: tuple[Finding, ...]


def readable(person: User) -> QuerySet[SchemeRecord]:
    """The schemes a person may read, the newest first: published ones, and drafts where one writes or decides."""
    rows = SchemeRecord.objects.order_by("-since", "-id")
    return rows if may(person, "appraisal.scheme_drafts") else rows.filter(state=SchemeState.PUBLISHED.value)


def record_of(number: int) -> SchemeRecord:
    """One scheme; an unknown number is refused."""
    found = SchemeRecord.objects.filter(pk=number).first() if number < LARGEST_NUMBER else None
    if found is None:
        raise Refusal("scheme.unknown", _("There is no scheme no. %(number)s."), number=str(number)[:20])
    return found


def scheme_of(record: SchemeRecord, *, strict: bool = True) -> Scheme:
    """The scheme as it was read when it was put on file."""
    return read_scheme(record.text, file=record.code, strict=strict)


def published_on(on: date) -> list[Scheme]:
    """The published schemes that hold on a day, at most 200."""
    rows = SchemeRecord.objects.filter(
        Q(until=None) | Q(until__gt=on), state=SchemeState.PUBLISHED.value, since__lte=on
    )
    return [scheme_of(row) for row in rows.order_by("since", "code")[:SCHEMES_MOST]]


def law_known() -> DatedRules:
    """The rules of supervisors with all values the house has given them."""
    later = (
        rule_of(known, value=row.value, since=row.since)
        for known in ALL
        for row in office.values_of(known.name)
        if isinstance(row.value, int)
    )
    built_in = (rule_of(one, value=one.default, since=None) for one in ALL if isinstance(one.default, int))
    return rules_of((*built_in, *later))


def peers_least_on(on: date) -> int:
    """How many peers a rank needs on a day."""
    rule = law_known().at(Asked.PEERS_LEAST, on=on)
    return rule.value if rule else PEERS_LEAST


def charges_on(on: date) -> Charges:
    """The terms of EVA on a day."""
    return charges_of(lambda name: office.parameter(name, on=on))


def known_plans() -> dict[str, Plan]:
    """The plans on file and the built-in one, by code."""
    return {**PLANS, **{row.code: read_plan(row.text, file=row.code).plan for row in plan_records()}}


def checked(scheme: Scheme, *, on: date, record: SchemeRecord | None = None) -> Checked:
    """The linter's answer by the rules of the scheme's first day, or of today where that has passed."""
    by_day = max(scheme.since, on) if record is None or record.state == SchemeState.DRAFT else scheme.since
    findings = lint(scheme, law_known(), on=by_day, above=_above(scheme))
    rows: Iterable[SchemeWaiver] = [] if record is None else record.waivers.order_by("id")[:SCHEMES_MOST]
    waivers = {one.finding: one for one in rows}
    return Checked(scheme, findings, waivers, standing(findings, waived=waivers))


def whom_told(scheme: Scheme) -> str:
    """For whom a scheme is, in words: posts, levels and units, each that is named."""
    whom = scheme.whom
    names = people.org_names() if whom.units else {}
    named = (
        (gettext("posts: %(names)s"), [post_name(one) for one in whom.posts]),
        (gettext("levels: %(names)s"), list(whom.levels)),
        (gettext("units: %(names)s"), [names.get(one, one) for one in whom.units]),
    )
    found = [words % {"names": ", ".join(names)} for words, names in named if names]
    return "; ".join(found) or gettext("everybody")


def _above(scheme: Scheme) -> Scheme | None:
    """The published scheme that a branch's own stands under."""
    row = SchemeRecord.objects.filter(code=scheme.under, state=SchemeState.PUBLISHED.value).first()
    return scheme_of(row) if row is not None else None


def schemes_compared(person: User, record: SchemeRecord) -> list[SchemeRecord]:
    """The other schemes this one can be compared with, the one it follows first; at most 200."""
    follows = scheme_of(record, strict=False).follows
    rows = list(readable(person).exclude(pk=record.pk)[:SCHEMES_MOST])
    return sorted(rows, key=lambda one: one.code != follows)
