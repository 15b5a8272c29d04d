"""Groups of control: a company belongs to whoever has half of it or more, by himself or through those he controls.

Source: piece 2, 2.5 (line 231: related parties). If A controls B, all that B holds counts as A's; what several
controlled companies hold of C is added. A company named as parent controls whatever its share. Of two who have exactly
half the one with the smaller key has it, and the other is told; an outsider comes after customers. Whoever is named as
the owner in the end has a company that nobody else controls.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from qiao.ground.money import SHARE_BP_ONE
from qiao.ties.rules.stakes import Finding, Oddity, Stake, usable

HALF_BP = SHARE_BP_ONE // 2


@dataclass(frozen=True, slots=True)
class Member:
    """Who belongs to a group: the stakes that bring it in, the largest first; none for the head. Head = step 0."""

    key: str
    step: int
    by: tuple[Stake, ...]


@dataclass(frozen=True, slots=True)
class Control:
    """The groups by their head, members by step and key; what was odd; and the stakes that could be used."""

    groups: Mapping[str, tuple[Member, ...]]
    findings: tuple[Finding, ...]
    used: tuple[Stake, ...]


def control_of(stakes: Iterable[Stake]) -> Control:
    """The groups of two and more. Neither the order of stakes nor rings of shareholding change or delay the answer."""
    used, odd = usable(stakes)
    growth = _Growth(used)
    growth.attach(_named(used))
    while any(growth.attach(wishes()) for wishes in (growth.majorities, growth.halves, growth.owners)):
        pass
    odd += growth.oddities()
    return Control(growth.groups(), tuple(odd), tuple(used))


def _named(stakes: Iterable[Stake]) -> dict[str, str]:
    """By company the parent that is named: of several the one that holds most, then by key."""
    best: dict[str, Stake] = {}
    for one in stakes:
        if one.declared:
            before = best.get(one.held)
            if before is None or (-one.share_bp, one.holder) < (-before.share_bp, before.holder):
                best[one.held] = one
    return {held: one.holder for held, one in best.items()}


class _Growth:
    """Groups as they grow: each has a label, and a head that nobody outside controls yet.

    Who is attached stays so. In a round all wishes are taken from the groups as they stood at its beginning.
    """

    def __init__(self, stakes: list[Stake]) -> None:
        self.up: dict[str, str] = {}  # of a label the one it went up in
        self.heads: dict[str, str] = {}  # by label, where it is another
        self.by: dict[str, tuple[Stake, ...]] = {}  # who is attached, in the order of attachment
        self.stakes: dict[str, list[Stake]] = {}
        self.sums: dict[str, dict[str, int]] = {}  # by company and label of holders
        self.holds: dict[str, list[str]] = {}  # by label
        for one in stakes:
            self.stakes.setdefault(one.held, []).append(one)
            if one.share_bp:
                self.sums.setdefault(one.held, {})[one.holder] = one.share_bp
                self.holds.setdefault(one.holder, []).append(one.held)
        self.moved = set(self.sums)  # whose holders have come together since they were looked at
        self.waiting: set[str] = set()  # of whom nobody has more than half

    def label(self, key: str) -> str:
        path = []
        while (above := self.up.get(key, key)) != key:
            path.append(key)
            key = above
        for one in path:
            self.up[one] = key
        return key

    def head(self, label: str) -> str:
        return self.heads.get(label, label)

    def majorities(self) -> dict[str, str]:
        """By company that has no controller yet the head of the group that holds more than half of it."""
        looked, self.moved = self.moved, set()
        self.waiting |= looked
        return self._wishes(looked, least_bp=HALF_BP + 1)

    def halves(self) -> dict[str, str]:
        """The same for half exactly, asked where nobody has more."""
        looked, self.waiting = self.waiting, set()
        return self._wishes(looked, least_bp=HALF_BP)

    def owners(self) -> dict[str, str]:
        """By company that nobody controls the one who is named as its owner in the end."""
        found: dict[str, str] = {}
        for held, stakes in self.stakes.items():
            named = [one.holder for one in stakes if one.owner] if held not in self.by else []
            others = [self.head(self.label(one)) for one in named if self.label(one) != self.label(held)]
            if others:
                found[held] = min(others)
        return found

    def _wishes(self, looked: Iterable[str], *, least_bp: int) -> dict[str, str]:
        found = {}
        for held in looked:
            if held in self.by:
                continue
            own = self.label(held)
            able = [label for label, share_bp in self.sums[held].items() if share_bp >= least_bp and label != own]
            if able:
                found[held] = min(self.head(label) for label in able)
        return found

    def attach(self, wishes: dict[str, str]) -> bool:
        """Let the wishes come true, all at once; whether there was one."""
        wished = self._open(wishes)
        for held, holder in wished.items():
            label = self.label(holder)
            by = [one for one in self.stakes[held] if self.label(one.holder) == label]
            self.by[held] = tuple(
                sorted(by, key=lambda one: (not one.declared, -one.share_bp, not one.owner, one.holder))
            )
        tops: dict[str, str] = {}
        for held in sorted(wished):
            self._merge(held, _top(held, wished, tops))
        return bool(wishes)

    def _open(self, wishes: dict[str, str]) -> dict[str, str]:
        """The wishes without the one of each ring that would close it: its smallest key stands at the top for now."""
        seen: set[str] = set()
        tops: set[str] = set()
        for start in sorted(wishes):
            path, here = [], start
            while here in wishes and here not in seen:
                seen.add(here)
                path.append(here)
                here = wishes[here]
            if here in path:
                tops.add(min(path[path.index(here) :]))
        self.moved |= tops & self.sums.keys()
        return {held: holder for held, holder in wishes.items() if held not in tops}

    def _merge(self, held: str, head: str) -> None:
        one, other = self.label(held), self.label(head)
        if len(self.holds.get(one, ())) > len(self.holds.get(other, ())):
            one, other = other, one
        self.up[one] = other
        self.heads[other] = head
        for company in self.holds.pop(one, ()):
            shares = self.sums[company]
            if one in shares:
                shares[other] = shares.get(other, 0) + shares.pop(one)
            self.holds.setdefault(other, []).append(company)
            self.moved.add(company)

    def oddities(self) -> Iterator[Finding]:
        """Companies of which another group has half or more all the same; heads that their own group holds."""
        for held, shares in sorted(self.sums.items()):
            own = self.label(held)
            large = {label: share_bp for label, share_bp in shares.items() if share_bp >= HALF_BP}
            if held not in self.by and own in large:
                yield Finding(Oddity.CIRCULAR, held, large[own])
            others = [share_bp for label, share_bp in large.items() if label != own]
            if held in self.by and others:
                yield Finding(Oddity.JOINT, held, max(others))

    def groups(self) -> dict[str, tuple[Member, ...]]:
        """By head all that belongs to it."""
        members: dict[str, list[Member]] = {}
        steps: dict[str, int] = {}
        for key in self.by:
            head = self.head(self.label(key))
            members.setdefault(head, [Member(head, 0, ())]).append(Member(key, self._step(key, steps), self.by[key]))
        ordered = {head: sorted(found, key=lambda one: (one.step, one.key)) for head, found in members.items()}
        return {head: tuple(ordered[head]) for head in sorted(ordered)}

    def _step(self, key: str, known: dict[str, int]) -> int:
        """How many hands the control goes through; the largest holder leads the way up, and nobody comes twice."""
        path = []
        while key in self.by and key not in known:
            path.append(key)
            key = self.by[key][0].holder
        step = known.get(key, 0)
        for one in reversed(path):
            step += 1
            known[one] = step
        return step


def _top(key: str, wishes: Mapping[str, str], known: dict[str, str]) -> str:
    """Where the wishes lead in the end."""
    path = []
    while key in wishes and key not in known:
        path.append(key)
        key = wishes[key]
    top = known.get(key, key)
    known.update(dict.fromkeys(path, top))
    return top
