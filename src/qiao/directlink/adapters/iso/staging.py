"""What was read so far of a file of orders, and the judgement at its end.

Memory stays flat: elements are cleared as they end, with those before them; of each payment eight bytes stay, a hash of
its end-to-end number. Where two hashes are equal, the staged lines are looked through for who bears the number twice.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from lxml.etree import tostring

from qiao.directlink.adapters.iso.picking import PartHead, Picker, forget
from qiao.directlink.adapters.iso.spool import Spool, StagedFile
from qiao.directlink.rules.files import (
    CODE_WORDS,
    FAULTS_MOST,
    PARTS_MOST,
    PAYMENTS_MOST,
    Code,
    Fault,
    Head,
    Level,
)
from qiao.directlink.rules.iso.amounts import Misfit
from qiao.directlink.rules.iso.glance import Glance
from qiao.directlink.rules.iso.parts import NO_HEAD, misfits_of
from qiao.directlink.rules.iso.paying import Row, line_of
from qiao.directlink.rules.iso.totals import Declared, Tally, false_declarations
from qiao.ground.words import gettext_noop as _

TOO_MANY_PAYMENTS = _("the file has more payments than are taken in one")
TOO_MANY_PARTS = _("the file has more parts than are taken in one")
TOO_MUCH_BESIDE = _("the file has more supplementary data than is taken in one")
TOO_MANY_FAULTS = _("the file has more faults than are told; these are the first")


NUMBER: Final = 2
FEN: Final = 6
"""Where the end-to-end number and the fen stand in a row."""


BESIDE_MOST = 10_000
"""Elements of supplementary data. The parser keeps each new name for as long as its process lives, so that files full
of names would fill the memory of the bank's server in the end."""


class FullError(Exception):
    """The file has more than is taken of anything."""

    def __init__(self, fault: Fault) -> None:
        """Keep the fault that tells it."""
        super().__init__(fault)
        self.fault = fault


class Staging:
    """The state of one reading."""

    def __init__(self, picker: Picker, spool: Spool) -> None:
        """Nothing was read."""
        self.picker, self.spool = picker, spool
        self.has_ended = False
        self.line = 1
        self._head: Head | None = None
        self._declared = Declared(None, None, 1)
        self._parts: list[PartHead] = []
        self._numbers: set[str] = set()
        self._is_open = False
        self._faults: list[Fault] = []
        self._has_more_faults = False
        self._whole, self._tally = Tally(), Tally()
        self._seen: set[int] = set()
        self._twice: set[int] = set()
        self._glance = Glance(picker.version).row
        self._payment_tag = picker.payment
        self._place = self._beside = 0

    def take(self, element: Any) -> None:
        """An element that has ended: a payment, a part, a head, or the whole. What was read before it is forgotten."""
        tag = element.tag
        if tag != self._payment_tag:
            self._take_other(element, tag)
            forget(element)
            return
        parent = element.getparent()
        if not self._is_open:
            self._open_part(parent)
        tally = self._tally
        self.line = line = element.sourceline or 0
        row = self._glance(tostring(element, encoding=str, with_tail=False), self._place, line)
        if row is None:
            row = self._with_care(element, place=tally.count + 1, line=line)
        else:
            tally.count += 1
            tally.fen += row[FEN]
        self.spool.add(row)
        mark = hash(row[NUMBER])
        if mark in self._seen:
            self._twice.add(mark)
        else:
            self._seen.add(mark)
        if tally.count + self._whole.count > PAYMENTS_MOST:
            raise FullError(Fault(Code.OTHER, Level.FILE, line, "", TOO_MANY_PAYMENTS))
        while (before := element.getprevious()) is not None:
            parent.remove(before)

    def _take_other(self, element: Any, tag: str) -> None:
        if tag == self.picker.part:
            self._close_part(element)
        elif tag == self.picker.header:
            if self._head is None:
                self._head, self._declared = self.picker.head(element)
        elif element.getparent() is None:
            self.has_ended = True

    def _with_care(self, element: Any, *, place: int, line: int) -> Row:
        """A payment of a rarer shape, or one with which something is wrong."""
        self._beside += self.picker.supplement(element)
        if self._beside > BESIDE_MOST:
            raise FullError(Fault(Code.OTHER, Level.FILE, line, "", TOO_MUCH_BESIDE))
        part, raw = self._parts[-1].part, self.picker.raw(element)
        if raw.firm and not part.firm:
            part = replace(part, firm=raw.firm)
            self._parts[-1] = replace(self._parts[-1], part=part)
        row, aside, misfits = line_of(raw, part, place=place, line=line)
        self._tally.take(row[FEN], aside)
        for misfit in misfits:
            self._add(self._fault_of(row, misfit.code, place=place, element=misfit.element, words=misfit.words))
        return row

    def _open_part(self, element: Any) -> None:
        place = len(self._parts) + 1
        head = self.picker.part_head(element, place=place)
        if place > PARTS_MOST:
            raise FullError(Fault(Code.OTHER, Level.FILE, head.declared.line, "", TOO_MANY_PARTS))
        is_double = head.part.number in self._numbers
        misfits = misfits_of(head.part, account_words=head.account_words, method=head.method, is_double=is_double)
        for misfit in misfits:
            self._add(self._part_fault(head, misfit))
        self._numbers.add(head.part.number)
        self._parts.append(head)
        self._place, self._is_open = place, True

    def _part_fault(self, head: PartHead, misfit: Misfit) -> Fault:
        place = head.part.place
        element = f"PmtInf[{place}]/{self.picker.version.part_path(misfit.element)}"
        return Fault(misfit.code, Level.PART, head.declared.line, element, misfit.words, part=place)

    def _close_part(self, element: Any) -> None:
        if not self._is_open:
            self._open_part(element)
        head = self._parts[-1]
        for fault in false_declarations(head.declared, self._tally, part=head.part.place):
            self._add(fault)
        self._whole.add(self._tally)
        self._tally, self._is_open = Tally(), False

    def _fault_of(self, row: Row, code: Code, *, place: int, element: str, words: str) -> Fault:
        version = self.picker.version
        path = f"PmtInf[{row[0]}]/{version.payment}[{place}]/{version.payment_path(element)}"
        return Fault(code, Level.PAYMENT, row[1], path, words, part=row[0], end_to_end=row[NUMBER])

    def _add(self, fault: Fault) -> None:
        if len(self._faults) < FAULTS_MOST:
            self._faults.append(fault)
        else:
            self._has_more_faults = True

    def judged(self, digest: str, *, broken: list[Fault] | None) -> StagedFile:
        """The file with its faults. Of one whose form is broken nothing is given but its head and why."""
        version = self.picker.version
        head = self._head or replace(NO_HEAD, kind=version.kind, version=version.version)
        if broken is not None:
            self.spool.empty()
            staged = StagedFile(self.spool, head=head, digest=digest, tally=Tally())
            staged.faults = tuple(broken)
            return staged
        self.spool.close()
        for fault in self._duplicates():
            self._add(fault)
        of_file = false_declarations(self._declared, self._whole)
        if self._has_more_faults:
            of_file.append(Fault(Code.OTHER, Level.FILE, 1, "", TOO_MANY_FAULTS))
        staged = StagedFile(self.spool, head=head, digest=digest, tally=self._whole)
        staged.parts = tuple(one.part for one in self._parts)
        staged.faults = (*of_file, *self._faults)[:FAULTS_MOST]
        return staged

    def _duplicates(self) -> Iterator[Fault]:
        """All payments that share their end-to-end number with another: a report could not tell them apart."""
        if not self._twice:
            return
        times = Counter(row[NUMBER] for row in self.spool if hash(row[NUMBER]) in self._twice)
        places: Counter[int] = Counter()
        words = CODE_WORDS[Code.DUPLICATE]
        for row in self.spool:
            places[row[0]] += 1
            if times[row[NUMBER]] > 1:
                yield self._fault_of(row, Code.DUPLICATE, place=places[row[0]], element="PmtId/EndToEndId", words=words)
