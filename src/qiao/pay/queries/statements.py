"""A person's pay statement of a run as it is told: steps with what each stands for, parts deferred, parts kept back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from qiao.appraisal.queries import deltas
from qiao.ground.figures import money_text, yuan_of_fen
from qiao.ground.saying import said_again
from qiao.pay.models import DeferredPart, PayLine, PayStep
from qiao.pay.queries.runs import steps_of
from qiao.pay.rules.deferral import due_days
from qiao.pay.rules.steps import STEP_WORDS, StepKind
from qiao.people.queries.staff import org_names

ROWS_MOST = 500


@dataclass(frozen=True, slots=True)
class ToldStep:
    """A step in words: what it is, of what, its sum; `month` leads to the slip it comes from."""

    kind: StepKind
    words: str
    of: str
    fen: int
    month: str = ""


def told_steps(line: PayLine) -> list[ToldStep]:
    """The steps of a line in the language of the moment."""
    steps = steps_of(line)
    numbers = {kind: [int(one.key) for one in steps if one.kind == kind and one.key] for kind in NUMBERED}
    differences = {
        one.pk: one
        for one in deltas.DeltaBonus.objects.filter(pk__in=numbers[StepKind.DIFFERENCE]).select_related(
            "run", "run__event"
        )
    }
    parts = DeferredPart.objects.in_bulk(numbers[StepKind.DUE])
    lines = (
        PayLine.objects.select_related("run")
        .defer("facts", "said")
        .in_bulk([*numbers[StepKind.HELD], *numbers[StepKind.RELEASED]])
    )
    return [_told(one, differences=differences, parts=parts, lines=lines) for one in steps]


NUMBERED = (StepKind.DIFFERENCE, StepKind.DUE, StepKind.HELD, StepKind.RELEASED)


def _told(
    step: PayStep,
    *,
    differences: Mapping[int, deltas.DeltaBonus],
    parts: Mapping[int, DeferredPart],
    lines: Mapping[int, PayLine],
) -> ToldStep:
    kind, of, month = StepKind(step.kind), step.note, ""
    number = int(step.key) if step.key.isdigit() and kind in NUMBERED else 0
    if kind is StepKind.EARNED:
        is_month = step.key[:4].isdigit() and len(step.key) == len("2026-09")
        of, month = step.key, step.key if is_month else ""
    elif kind is StepKind.DIFFERENCE and number in differences:
        of, month = deltas.said(differences[number]), differences[number].for_month
    elif kind is StepKind.DUE and number in parts:
        one = parts[number]
        words = gettext("part %(number)s of %(of)s, earned until %(day)s")
        of = words % {"number": one.number, "of": one.of, "day": one.until.isoformat()}
    elif number in lines:
        of = gettext("of %(period)s") % {"period": lines[number].run.name}
    elif kind is StepKind.RECOVERED:
        of = gettext("case no. %(number)s") % {"number": step.key}
    return ToldStep(kind, gettext(STEP_WORDS[kind]), of, step.fen, month)


def later_parts(line: PayLine) -> list[tuple[str, int]]:
    """What a line defers: the day each part falls due and its sum."""
    days = due_days(line.run.until, parts=len(line.later_fen))
    return [(day.isoformat(), fen) for day, fen in zip(days, line.later_fen, strict=True)]


def barred_parts(line: PayLine) -> list[tuple[str, int, list[str], int]]:
    """Due parts that were not paid: day, sum, each reason, number."""
    return [
        (one["due"], one["fen"], [said_again(bar["words"], bar["facts"]) for bar in one["bars"]], one["part"])
        for one in line.barred[:ROWS_MOST]
    ]


def scheme_said(line: PayLine) -> list[tuple[str, str]]:
    """The scheme's own steps: of what, and the sentence."""
    found = []
    for one in line.said[:ROWS_MOST]:
        name = one["of"]
        found.append((gettext(name) if name else "", said_again(one["words"], one["facts"])))
    return found


def paper_content(line: PayLine, *, bank: str, made_up: bool) -> dict[str, Any]:
    """What the paper says, in the language of the moment."""
    run = line.run
    facts = [
        [gettext("Person"), f"{line.name} {line.staff_id}"],
        [gettext("Unit"), org_names().get(line.org_id, line.org_id)],
        [gettext("Period"), run.name],
        [gettext("To be paid on"), run.pay_day.isoformat()],
        [gettext("Pay run"), str(run.pk)],
        [gettext("Scheme"), line.scheme or gettext("the plan's formula")],
    ]
    rows = [[one.words, _yuan(one.fen), one.of, False] for one in told_steps(line)]
    return {
        "title": gettext("Pay statement"),
        "bank": bank,
        "made_up": gettext("Made-up data: no bank, person or figure here is real") if made_up else "",
        "lang": "zh",
        "foot": gettext("Digest of the line: %(digest)s") % {"digest": line.digest},
        "facts": facts,
        "heads": [gettext("Step"), gettext("yuan")],
        "steps": [*rows, [gettext("Paid out"), _yuan(line.pay_fen), "", True]],
        "later_title": gettext("Deferred, and due later"),
        "later_heads": [gettext("Due"), gettext("yuan")],
        "later": [[day, _yuan(fen), "", False] for day, fen in later_parts(line)],
        "barred_title": gettext("Due, and kept back"),
        "barred": [[day, _yuan(fen), "; ".join(why), False] for day, fen, why, _number in barred_parts(line)],
        "remark": gettext(
            "The steps add up to what is paid out, to the fen. Deferred pay is paid on its day if no hold, no recovery "
            "and no open exit stands against it and the loans brought in then stand within the limit. Whoever finds a "
            "figure wrong says so to human resources; the next run puts it right."
        ),
    }


def _yuan(fen: int) -> str:
    return money_text(yuan_of_fen(fen))


def sum_of(steps: Sequence[ToldStep]) -> int:
    """What the steps come to."""
    return sum(one.fen for one in steps)
