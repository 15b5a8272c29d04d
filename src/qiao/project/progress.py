"""The job under way as a piece of a page, asked for again every other second until it has ended."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from qiao.ground import progress
from qiao.ground.authority import may, person_of, require
from qiao.ground.saying import fill
from qiao.ground.stages import STAGE_WORDS

TOKEN_LETTERS_MOST = 64
STAGES_SHOWN = 8


def progress_piece(request: HttpRequest) -> HttpResponse:
    """Stage after stage with its seconds; `seen` names the job the page showed before, to say that it has ended."""
    person = person_of(request)
    if not may(person, "book.loads"):
        require(person, "contribution.runs")
    seen = request.GET.get("seen", "")[:TOKEN_LETTERS_MOST]
    job = progress.under_way()
    stages = [
        {
            "words": fill(STAGE_WORDS[one.stage.kind], {"number": one.stage.number, "of": one.stage.of}),
            "seconds": one.seconds,
        }
        for one in (job.stages if job else ())
    ]
    context = {
        "job": job,
        "ended": bool(seen) and job is None,
        "passed": stages[:-1][-STAGES_SHOWN:],
        "present": stages[-1] if stages else None,
        "left_out": max(0, len(stages) - 1 - STAGES_SHOWN),
    }
    return render(request, "project/progress.html", context)
