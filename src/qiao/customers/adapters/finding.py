"""Whom a search finds, with no more looked at than an answer needs: the first by name of those in sight.

Each way brings the same customers on both databases. Which is taken follows from how many have what was asked and how
many are in sight: a person's own few are read whole; a name is looked for where names begin so, and by its letters
further on; what very many have is read in the order of names, of a branch's own or of all, until the answer is full.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from qiao.customers.adapters import names, search_index
from qiao.customers.adapters.names import Row
from qiao.customers.adapters.pinyin import reading
from qiao.customers.rules.holding import Said, is_found
from qiao.customers.rules.search import NAME_LETTERS_SORTED, Wanted, further_on, has_all, is_form, written_otherwise

OWN_FEW = 3_000  # so many customers of a person are read whole
ALL = 2**31 - 1
Names = dict[str, str]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read: measured over a million customers; they change what an answer takes, not what it is.

    few: more that have it are read in the order of names. common: more by pinyin or number are held against it one by
    one. tried: among so many first names one or two latin letters have to fill the answer, before the index is asked.
    stretches: so many names at a time. forms: among so many first names a legal form has to fill the answer.
    """

    few: int = 2_000
    common: int = 20_000
    tried: int = 4_000
    stretches: tuple[int, ...] = (100, 2_000, 20_000)
    forms: int = 50_000


LIMITS = Limits()


class Sight(Protocol):
    """Whom a person may see."""

    @property
    def everything(self) -> bool:
        """Whether that is everybody."""

    @property
    def few(self) -> frozenset[str] | None:
        """Whom the person sees, with all who are one with them; None where they are more than `OWN_FEW`."""

    @property
    def own(self) -> Collection[str] | None:
        """The same of a branch; None where they are more than are read at once, or everybody."""

    def shown(self, party_ids: Sequence[str]) -> Mapping[str, str]:
        """Of these customers those in sight, each with who stands for it."""


@dataclass(frozen=True, slots=True)
class Finder:
    """A search: what is wanted, who asks, how many customers an answer holds."""

    wanted: Wanted
    sight: Sight
    most: int
    limits: Limits = LIMITS

    def matching(self) -> Names:
        """Names by id of the customers in sight that have what is wanted: all, or at least the first `most` by name."""
        if self.sight.few is not None:
            rows = names.rows_of(sorted(self.sight.few))
            return {row.party_id: row.name for row in rows if self._is_found(row)}
        if self.wanted.alone:
            return self._by_name()
        return self._near() or self._told()

    def _near(self) -> Names:
        """What the first of all names bring, where what is wanted is so short that they will fill the answer."""
        if self.wanted.is_short and self.sight.everything:
            return self._one_by_one(within=self.limits.tried)
        return {}

    def _told(self) -> Names:
        """What the index tells, as long as not too many have it; then among a branch's own."""
        if not self.wanted.is_short or self.sight.everything:
            found = search_index.candidates(self.wanted.question, most=self.limits.common + 1)
            if len(found) <= self.limits.common:
                return self._named(found)
        own = self.sight.own
        return self._one_by_one(within=ALL) if own is None else self._first_of(own)

    def _first_of(self, own: Collection[str]) -> Names:
        """The first by name of these that have it."""
        found: Names = {}
        shown: set[str] = set()
        for row in sorted(names.rows_of(list(own)), key=lambda row: (row.name[:NAME_LETTERS_SORTED], row.party_id)):
            if self._is_found(row):
                found[row.party_id] = row.name
                shown.update(self.sight.shown([row.party_id]).values())
                if len(shown) >= self.most:
                    break
        return found

    def _is_found(self, row: Row) -> bool:
        said = Said(row.name, row.party_id, (row.id_no, row.phone), row.kind != "company")
        return is_found(self.wanted, said, reading=reading)

    def _named(self, party_ids: Sequence[str]) -> Names:
        """Those in sight of these whose names have every part unbroken."""
        found = names.names_of(list(self.sight.shown(party_ids)))
        return {one: name for one, name in found.items() if has_all(name, self.wanted.parts)}

    def _by_name(self) -> Names:
        """Names that begin with the letters, and those that have them further on or in another writing."""
        nearly_all = is_form(self.wanted.alone) and self._otherwise() is not None
        if nearly_all and (formed := self._walked(within=self.limits.forms)):
            return formed
        others = self._others()
        return self._walked(within=ALL) if others is None else self._named(others) | self._begun()

    def _others(self) -> Sequence[str] | None:
        """Whose name may have the letters further on; None where they are soon met in the order of names."""
        question, few = further_on(self.wanted), self.limits.few
        if self.sight.everything:
            found = search_index.candidates(question, most=few + 1)
            if len(found) <= few:
                return found
            if self._otherwise() is not None:
                return None
        return search_index.candidates(question, most=ALL)

    def _otherwise(self) -> Sequence[str] | None:
        """Whose name may have them in another writing, in the order of another letter; None where they are many."""
        found = search_index.candidates(written_otherwise(self.wanted), most=self.limits.few + 1)
        return found if len(found) <= self.limits.few else None

    def _begun(self) -> Names:
        """The first in sight whose names begin with the letters, read on as long as they lack."""
        found, seen = Names(), Names()
        for stretch in (*self._stretches(), ALL):
            found = names.begun(self.wanted.alone, most=stretch)
            seen = dict(self.sight.shown(list(found)))
            if len(found) < stretch or len(set(seen.values())) >= self.most:
                break
        return {one: found[one] for one in seen}

    def _walked(self, *, within: int) -> Names:
        """The first in sight that have the letters, in the order of names; those in another writing beside them.

        None at all where the first `within` do not fill the answer, unless they are all there are.
        """
        otherwise = names.names_of(self._otherwise() or ())
        others = {one: name for one, name in otherwise.items() if has_all(name, self.wanted.parts)}
        for stretch in (*self._stretches(), ALL):
            found = names.walked(self.wanted.alone, within=within, most=stretch)
            seen = self.sight.shown(list(found))
            if len(set(seen.values())) >= self.most or (len(found) < stretch and within == ALL):
                return {one: found[one] for one in seen} | others
            if len(found) < stretch:
                break
        return {}

    def _stretches(self) -> Sequence[int]:
        return self.limits.stretches if self.sight.everything else self.limits.stretches[1:]

    def _one_by_one(self, *, within: int) -> Names:
        """Customers in the order of names, each held against what is wanted, until the answer is full.

        None at all where the first `within` do not fill it, unless they are all there are.
        """
        found: Names = {}
        shown: set[str] = set()
        after, size, read = None, self.limits.stretches[0], 0
        while rows := names.stretch(after, most=size):
            seen = self.sight.shown([row.party_id for row in rows])
            for row in (row for row in rows if row.party_id in seen and self._is_found(row)):
                found[row.party_id] = row.name
                shown.add(seen[row.party_id])
            read += len(rows)
            if len(shown) >= self.most or len(rows) < size:
                break
            if read >= within:
                return {}
            after, size = rows[-1], min(size * 4, self.limits.common)
        return found
