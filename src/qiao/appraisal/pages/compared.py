"""Two runs side by side: which inputs changed, and what that changed for each visible person."""

import hashlib
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from qiao.appraisal.pages.sight import seen_by
from qiao.appraisal.queries.league import Standing, standings
from qiao.contribution.queries import figures, runs
from qiao.contribution.queries.runs import Run
from qiao.ground.authority import person_of, require
from qiao.ground.figures import grouped
from qiao.ground.paging import cut_of

CHOICES_MOST = 30


@dataclass(frozen=True, slots=True)
class Change:
    """A person's bonus and margin in two runs; None where a run knows nobody by the id."""

    staff_id: str
    name: str
    one: Standing | None
    other: Standing | None

    @property
    def bonus_fen(self) -> int:
        """By how much the second run pays more."""
        return (self.other.bonus_fen if self.other else 0) - (self.one.bonus_fen if self.one else 0)

    @property
    def margin_micro(self) -> int:
        """By how much the second run's margin is higher."""
        return (self.other.margin_micro if self.other else 0) - (self.one.margin_micro if self.one else 0)

    @property
    def anything(self) -> bool:
        """Whether any figure of the person differs."""
        return self.one != self.other


@dataclass(frozen=True, slots=True)
class Input:
    """One input of both runs in words, and whether it is the same."""

    name: str
    one: str
    other: str

    @property
    def same(self) -> bool:
        """Whether both runs had the same."""
        return self.one == self.other


def choose(request: HttpRequest) -> HttpResponse:
    """From a form with two numbers to the address of the comparison."""
    require(person_of(request), "contribution.runs")
    numbers = [request.GET.get(name, "") for name in ("one", "other")]
    if not all(number.isascii() and number.isdigit() and len(number) < CHOICES_MOST for number in numbers):
        raise Http404
    return redirect("runs_compared", one=int(numbers[0]), other=int(numbers[1]))


def compared(request: HttpRequest, one: int, other: int) -> HttpResponse:
    """The comparison as a page."""
    require(person_of(request), "contribution.runs")
    first, second = runs.run_of(one), runs.run_of(other)
    if first is None or second is None:
        raise Http404
    changes = changes_of(first, second, seen=seen_by(request))
    page = cut_of(request.GET.get("page")).of(changes)
    shown = [change.staff_id for change in page.rows]
    context = {
        "one": first,
        "other": second,
        "inputs": inputs_of(first, second),
        "page": page,
        "flags": figures.flagged(first, kind="staff", keys=shown) | figures.flagged(second, kind="staff", keys=shown),
        "changed": len(changes),
        "total_fen": sum(change.bonus_fen for change in changes),
        "choices": runs.runs(most=CHOICES_MOST),
    }
    return render(request, "appraisal/compared.html", context)


def changes_of(one: Run, other: Run, *, seen: list[str] | None) -> list[Change]:
    """The people whose figures differ, the largest change of bonus first."""
    before = {person.staff_id: person for person in standings(one, staff_ids=seen)}
    after = {person.staff_id: person for person in standings(other, staff_ids=seen)}
    changes = []
    for staff_id in sorted(before.keys() | after.keys()):
        known = after.get(staff_id) or before[staff_id]
        changes.append(Change(staff_id, known.name, before.get(staff_id), after.get(staff_id)))
    told = [change for change in changes if change.anything]
    return sorted(told, key=lambda change: (-abs(change.bonus_fen), -abs(change.margin_micro), change.staff_id))


def inputs_of(one: Run, other: Run) -> list[Input]:
    """Month, plan, basis, rules, engine and every fact table of the book, run beside run."""
    lines = [
        Input(_("Month"), one.month, other.month),
        Input(_("Plan"), one.plan_code, other.plan_code),
        Input(_("Plan's text"), _short(one.plan_text), _short(other.plan_text)),
        Input(_("Day basis"), one.day_basis, other.day_basis),
        Input(_("Version of the rules"), one.rule_version, other.rule_version),
        Input(_("Engine"), one.engine, other.engine),
        Input(_("Hash of all inputs"), one.input_hash, other.input_hash),
        Input(_("Hash of the results"), one.result_hash, other.result_hash),
    ]
    before, after = _tables(one), _tables(other)
    names = list(dict.fromkeys([*before, *after]))
    nothing = _rows(0, "")
    return [
        *lines,
        *(
            Input(_("Table %(table)s") % {"table": name}, before.get(name, nothing), after.get(name, nothing))
            for name in names
        ),
    ]


def _tables(run: Run) -> dict[str, str]:
    """The masters as the run's snapshot has them, and the book's facts: rows and digest."""
    masters = {name: _rows(rows, digest) for name, (rows, digest) in figures.masters_then(run).items()}
    facts = sorted(run.book_version.tables.items())
    return masters | {name: _rows(known.get("rows", 0), str(known.get("digest", ""))) for name, known in facts}


def _rows(rows: int, digest: str) -> str:
    return _("%(rows)s rows, %(digest)s") % {"rows": grouped(rows, places=0), "digest": digest[:12]}


def _short(text: str) -> str:
    lines = len(text.splitlines())
    return _("%(lines)s lines, %(hash)s") % {"lines": lines, "hash": hashlib.sha256(text.encode()).hexdigest()[:12]}
