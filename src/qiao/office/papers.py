"""Papers as attachments: kept below the home by digest, listed by subject, taken back by a mark.

Who may attach, read or take back is the capability's to ask; the office checks the file and keeps who did what.
"""

import hashlib
from collections.abc import Sequence

from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.kept import Kept
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.office.models import Attachment
from qiao.office.rules.papers import checked

__all__ = ("Attachment", "attach", "attachment_of", "attachments_of", "content_of", "take_back")
PAPERS = Kept("papers")
OF_ONE_MOST = 500
TOPIC_MOST = 200


@recorded
def attach(subject: str, *, topic: str, name: str, content: bytes, actor: str) -> Attachment:
    """Keep a paper of a subject; the same content once only."""
    kept, kind = checked(name, content)
    digest = hashlib.sha256(content).hexdigest()
    rows = Attachment.objects.filter(subject=subject, taken_back_at=None)
    if rows.filter(digest=digest, topic=topic[:TOPIC_MOST]).exists():
        raise Refusal("paper.again", _("%(name)s is attached already."), name=kept)
    if rows.count() >= OF_ONE_MOST:
        raise Refusal("paper.many", _("There are %(most)s papers already; take some back first."), most=OF_ONE_MOST)
    PAPERS.keep(content)
    paper = Attachment.objects.create(
        subject=subject,
        topic=topic[:TOPIC_MOST],
        name=kept,
        kind=kind,
        size=len(content),
        digest=digest,
        actor=actor,
        at=clock.now(),
    )
    note(subject, new={"paper": paper.pk, "file": kept, "digest": digest})
    return paper


@recorded
def take_back(number: int, *, reason: str, actor: str) -> Attachment:
    """Mark a paper as taken back; its file stays for who has to prove what lay there."""
    paper = Attachment.objects.filter(pk=number).first()
    if paper is None or paper.taken_back_at is not None:
        raise Refusal("paper.gone", _("This paper is not there, or was taken back already."))
    if not reason.strip():
        raise Refusal("paper.reason", _("Say in words why it is taken back."))
    paper.taken_back_at, paper.taken_back_by, paper.reason = clock.now(), actor, reason.strip()[:500]
    paper.save(update_fields=["taken_back_at", "taken_back_by", "reason"])
    note(paper.subject, old={"paper": number, "file": paper.name}, new={"taken_back": True}, reason=paper.reason)
    return paper


def attachments_of(subjects: Sequence[str]) -> list[Attachment]:
    """The papers of these subjects, the newest first, those taken back too; at most 500."""
    return list(Attachment.objects.filter(subject__in=list(subjects)).order_by("-id")[:OF_ONE_MOST])


def attachment_of(number: int, subjects: Sequence[str]) -> Attachment | None:
    """One paper of one of these subjects."""
    return Attachment.objects.filter(pk=number, subject__in=list(subjects)).first() if number < 2**63 else None


def content_of(paper: Attachment) -> bytes:
    """What the paper holds; refused where its file is lost or was changed."""
    return PAPERS.read(
        paper.digest,
        lost=Refusal("paper.lost", _("The file of %(name)s is not where it was kept."), name=paper.name),
        changed=Refusal("paper.changed", _("The file of %(name)s is not what was attached."), name=paper.name),
    )
