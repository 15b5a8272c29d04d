"""What somebody's level says against giving him or her a customer: how many, which ones, beside whom, how much owed.

Source: piece 2, 3.4 (rights of a manager by level); domain notes 2.5. Nothing limits where no table is in force. A size
that nobody has told is not judged.
"""

from dataclasses import dataclass

from qiao.ground.words import gettext_noop as _
from qiao.people.rules.authority import Authority
from qiao.people.rules.sight import sight_of
from qiao.people.rules.standing import Bar

KINDS = frozenset({"company", "person"})
FEN_A_YUAN = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """A customer for somebody: how many that one would serve with it, whether a colleague serves it too.

    `served` is 0 where he or she serves the customer already: a share that grows is no further customer. `size` is ''
    where it is not known. `owed_fen` is what the customer owes, 0 for whom would not propose its loans.
    """

    kind: str
    size: str
    served: int
    beside: bool
    owed_fen: int


def beyond(authority: Authority, wanted: Wanted) -> tuple[Bar, ...]:
    """Every limit of the level that the customer lies beyond; none = it may be given."""
    found = []
    if wanted.served > authority.customers_most:
        facts = (("served", str(wanted.served)), ("most", str(authority.customers_most)))
        words = _("would serve %(served)s customers, and the level allows %(most)s")
        found.append(Bar("customers_most", words, facts))
    if not serves(authority, kind=wanted.kind, size=wanted.size):
        found.append(Bar("segment", _("the level does not cover this segment of customers")))
    if not (authority.alone or wanted.beside):
        found.append(Bar("alone", _("the level serves customers beside a colleague only")))
    if authority.propose_fen is not None and wanted.owed_fen > authority.propose_fen:
        facts = (("owed", _yuan(wanted.owed_fen)), ("most", _yuan(authority.propose_fen)))
        words = _("the customer owes %(owed)s yuan, and the level may propose %(most)s")
        found.append(Bar("propose", words, facts))
    return tuple(found)


def serves(authority: Authority, *, kind: str, size: str) -> bool:
    """Whether the level covers the segment: by kind where the table names kinds, by size where it names sizes."""
    kinds = kinds_of(authority)
    sizes = frozenset(authority.segments) - KINDS
    return (kinds is None or kind in kinds) and (not sizes or not size or size in sizes)


def kinds_of(authority: Authority) -> frozenset[str] | None:
    """The kinds of customers that the table names; None = every kind."""
    return KINDS & frozenset(authority.segments) or None


SERVING = frozenset({"rm", "lead", "head", "desk"})
"""Posts that may serve customers; who audits, hires or administrates is given none (ours: duties are kept apart)."""


def out_of_sight(post: str) -> tuple[Bar, ...]:
    """Whether the post sees no customer at all, or serves none: such a person is given none."""
    if not sight_of(post, org_is_root=False):
        return (Bar("sight", _("the post sees no customers")),)
    return () if post in SERVING else (Bar("post", _("the post serves no customers")),)


def _yuan(amount_fen: int) -> str:
    return f"{amount_fen // FEN_A_YUAN:,}"
