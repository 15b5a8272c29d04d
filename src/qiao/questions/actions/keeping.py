"""Writes of kept questions: kept, shared, scheduled, taken out and put back. Only the owner changes a question."""

from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.authority import POSTS, require
from qiao.ground.exports import FORMS
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.people.queries import staff as people
from qiao.questions.actions.removing import removed
from qiao.questions.models import KeptQuestion
from qiao.questions.queries import kept
from qiao.questions.queries.files import files_of
from qiao.questions.queries.kept import QUESTIONS_MOST, query_of, read_query
from qiao.questions.rules.rhythm import Rhythm

NAME_LETTERS_MOST, QUERY_LETTERS_MOST = 60, 2_000


@recorded
def keep_question(person: User, *, name: str, query: str, number: int = 0, actor: str) -> KeptQuestion:
    """Keep a question under a name; number: the one of mine that is changed, 0 = a new one."""
    require(person, "questions.ask")
    name = " ".join(name.split())
    if not name or len(name) > NAME_LETTERS_MOST or not name.isprintable():
        raise Refusal("question.name", _("A question needs a name of 1 to %(most)s letters."), most=NAME_LETTERS_MOST)
    written = query_of(read_query(query))
    if len(written) > QUERY_LETTERS_MOST:
        raise Refusal("question.query", _("The question asks for too much to be kept; leave some filters out."))
    old = _own(person, number) if number else None
    twin = KeptQuestion.objects.filter(owner=person.username, name=name, taken_out_at=None).exclude(pk=number).first()
    if twin is not None:
        raise Refusal(
            "question.twin", _("You keep a question called %(name)s already; choose another name."), name=name
        )
    if old is None and len(kept.own(person.username)) >= QUESTIONS_MOST:
        words = _("You keep %(most)s questions already; take one out before you add another.")
        raise Refusal("question.many", words, most=QUESTIONS_MOST)
    stood = {"name": old.name, "query": old.query} if old else None
    one = old or KeptQuestion(owner=person.username)
    one.name, one.query, one.changed_at = name, written, clock.now()
    one.save()
    note(f"question {one.pk}", old=stood, new={"name": name, "query": written})
    return one


@recorded
def share_question(person: User, *, number: int, post: str, org: str, actor: str) -> KeptQuestion:
    """Share with a post, a unit and all below it, or a post there; with none of both it is one's own again."""
    one = _own(person, number)
    if post and post not in POSTS:
        raise Refusal("question.post", _("There is no post %(post)s."), post=post[:NAME_LETTERS_MOST])
    if org and org not in people.org_names():
        raise Refusal("unit.unknown", _("There is no such unit, or you may not see it."))
    old = {"shared with": " ".join(part for part in (one.shared_post, one.shared_org) if part)}
    one.shared_post, one.shared_org, one.changed_at = post, org, clock.now()
    one.save(update_fields=["shared_post", "shared_org", "changed_at"])
    note(f"question {number}", old=old, new={"shared with": " ".join(part for part in (post, org) if part)})
    return one


@recorded
def schedule_question(person: User, *, number: int, rhythm: str, form: str, actor: str) -> KeptQuestion:
    """Have a question written to a file from time to time, in what its owner sees then."""
    one = _own(person, number)
    if rhythm not in set(Rhythm):
        raise Refusal("question.rhythm", _("A question is written daily, weekly, monthly or after each settlement."))
    if form not in FORMS:
        raise Refusal("export.form.unknown", _("A list can be taken as csv or xlsx, not as %(form)s."), form=form[:20])
    old = {"rhythm": one.rhythm, "form": one.form}
    one.rhythm, one.form, one.changed_at = rhythm, form, clock.now()
    one.save(update_fields=["rhythm", "form", "changed_at"])
    note(f"question {number}", old=old, new={"rhythm": rhythm, "form": form})
    return one


@recorded
def take_question_out(person: User, *, number: int, actor: str) -> KeptQuestion:
    """Take one of one's own questions out; its files go, the question can be put back."""
    one = _own(person, number)
    removed(files_of(number), actor=actor)
    one.taken_out_at = clock.now()
    one.save(update_fields=["taken_out_at"])
    note(f"question {number}", old={"name": one.name, "query": one.query}, new={"taken_out": True})
    return one


@recorded
def put_question_back(person: User, *, number: int, actor: str) -> KeptQuestion:
    """Put back what one has taken out."""
    one = kept.taken_out(number, person.username)
    if one is None:
        raise Refusal("question.unknown", _("There is no such question of yours; it may have been taken out already."))
    if KeptQuestion.objects.filter(owner=person.username, name=one.name, taken_out_at=None).exists():
        words = _("You keep a question called %(name)s already; choose another name.")
        raise Refusal("question.twin", words, name=one.name)
    one.taken_out_at = None
    one.save(update_fields=["taken_out_at"])
    note(f"question {number}", old={"taken_out": True}, new={"name": one.name, "query": one.query})
    return one


def _own(person: User, number: int) -> KeptQuestion:
    require(person, "questions.ask")
    one = kept.own_one(number, person.username)
    if one is None:
        raise Refusal("question.unknown", _("There is no such question of yours; it may have been taken out already."))
    return one
