"""The table of industries imported, and what an industry usually needs kept from a day on."""

from collections.abc import Mapping
from datetime import date

from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.authority import require
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.profile.actions.imports import INDUSTRIES, begin_import
from qiao.profile.actions.values import SOURCE_MOST
from qiao.profile.models import Industry, IndustryNote
from qiao.profile.queries import industries
from qiao.profile.rules.industries import CODE, read_note

BATCH_ROWS = 1_000


@recorded
def take_in_industries(names: Mapping[str, str], *, file: str, actor: str) -> int:
    """Put this table in the place of the one before, as the operator of the machine; returns how many it has."""
    before = industries.names()
    begin_import(INDUSTRIES, file=file, rows=len(names), actor=actor, before=before)
    Industry.objects.all().delete()
    Industry.objects.bulk_create(
        [Industry(code=code, name=name) for code, name in sorted(names.items())], batch_size=BATCH_ROWS
    )
    note("industries", old={"rows": len(before)}, new={"file": file[:SOURCE_MOST], "rows": len(names)})
    return len(names)


@recorded
def keep_industry(
    code: str, *, products: str, fund_use: str, since: date, source: str, person: User, actor: str
) -> IndustryNote:
    """Keep what an industry needs and how it uses funds, from a day on; what stood before stays."""
    require(person, "profile.steward")
    code = code.strip().upper()
    if not CODE.fullmatch(code):
        raise Refusal("industry.code", _("An industry's code is a letter and up to four digits."))
    told = " ".join(source.split())[:SOURCE_MOST]
    if not told:
        raise Refusal("profile.source", _("Say where it is known from: a paper, a visit, a registry."))
    lines, use = read_note(products, fund_use)
    before = industries.industry_note(code, on=since)
    kept = IndustryNote.objects.create(
        code=code,
        since=since,
        products=list(lines),
        fund_use=use,
        source=told,
        actor=actor,
        at=clock.now(),
    )
    old = {"values": before.products, "text": before.fund_use} if before else None
    note(f"industry {code}", old=old, new={"values": lines, "text": use, "from": since})
    return kept
