"""The reference of FOX in Markdown, made from the shapes that the server reads and writes by, and from their words.

Source: piece 7 (a standard interface for other firms' systems). Nothing of it is kept by hand: the page of the docs is
this text, and a test holds it against the definitions.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from qiao.directlink.rules.fox import interfaces, itemlines, records
from qiao.directlink.rules.fox.batches import ITEMS_MOST, WAGE_KINDS
from qiao.directlink.rules.fox.codes import COLLECTION_RESULTS, MESSAGES, NOTHING, PAYROLL_RESULTS, STATE_WORDS
from qiao.directlink.rules.fox.describing import Row, length_of, rows_of
from qiao.directlink.rules.fox.samples import ASKS_FOR, SIGNED_ONLY
from qiao.directlink.rules.fox.shapes import UNLIMITED, Element, Interface, Kind, Need
from qiao.directlink.rules.fox.statements import SECOND, SECOND_TAGS

KIND_WORDS: Mapping[Kind, str] = {
    Kind.GROUP: "节点 node",
    Kind.TEXT: "文本 text",
    Kind.PASSWORD: "密码 password",
    Kind.ACCOUNT: "账号 letters, digits, hyphen",
    Kind.DIGITS: "数字串 digits",
    Kind.COUNT: "整数 whole number from 1",
    Kind.CHOICE: "代码 code",
    Kind.PAID: "金额 sum from 0.01",
    Kind.AMOUNT: "金额 sum",
    Kind.DATE: "日期 YYYY-MM-DD",
    Kind.PERIOD: "月份 yyyyMM",
    Kind.MOMENT: "时间 YYYY-MM-DD hh:mm:ss",
    Kind.LINES: "明细文本 lines in CDATA",
}
NEED_WORDS: Mapping[Need, str] = {Need.REQUIRED: "R", Need.OPTIONAL: "O", Need.UNSAID: "O"}
FIELD_HEADS = ("节点 node", "中文", "English", "类型 kind", "长度 length", "必输 need", "说明 remarks")
BLANKS_SHOWN = " "


@dataclass(frozen=True, slots=True)
class Called:
    """What a part is called in both languages, and what its form does not say."""

    zh: str
    en: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the reference: interfaces by name, fields by the end of their path, and the codes' English."""

    interfaces: Mapping[str, Called]
    fields: Mapping[str, Called]
    english: Mapping[str, Mapping[str, str]]

    def field(self, path: str) -> Called:
        """What an element is called, by the longest end of its path (the interface in front)."""
        tags = path.split("/")
        return next(self.fields[end] for start in range(len(tags)) if (end := "/".join(tags[start:])) in self.fields)


@dataclass(frozen=True, slots=True)
class Shown:
    """A sample request and its answer, laid out."""

    request: str
    answer: str


def reference(words: Words, samples: Mapping[str, Shown]) -> str:
    """The whole text: sign-on, interfaces, lines and records, codes, versions."""
    parts = [
        *_sign_on(words),
        *_overview(words),
        *(line for interface in interfaces.ALL.values() for line in _interface(interface, words, samples)),
        *_lines(words),
        *_codes(words),
        *_versions(),
    ]
    return "\n".join(parts) + "\n"


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """A table of Markdown with a blank line behind it."""
    names = list(heads)
    yield _line(names)
    yield _line(["---"] * len(names))
    yield from (_line(row) for row in rows)
    yield ""


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _fields(shape: Element, words: Words, *, asked: bool, under: str = "") -> Iterator[str]:
    return table(FIELD_HEADS, (_cells(row, words, under=under) for row in rows_of(shape, asked=asked)))


def _cells(row: Row, words: Words, *, under: str) -> list[str]:
    called = words.field(f"{under}/{row.path}")
    kind = KIND_WORDS[row.kind]
    return [f"`{row.path}`", called.zh, called.en, kind, row.length, NEED_WORDS[row.need], _remarks(row, called)]


def _remarks(row: Row, called: Called) -> str:
    """The values, how often, since when, and the words' own note."""
    said = []
    if row.choices:
        said.append(" ".join(f"`{choice}`" for choice in row.choices))
    if row.often is not None:
        least, most = row.often
        said.append(f"{least} to {most} times" if most != UNLIMITED else f"{least} times or more")
    if row.since:
        said.append(f"since {row.since}")
    return "; ".join([*said, called.note] if called.note else said)


def _sign_on(words: Words) -> Iterator[str]:
    yield from ("## Sign-on 登录", "", "In each request, `SIGNONMSGSRQV1` holds:", "")
    yield from _fields(interfaces.SIGN_ON, words, asked=True)
    yield from ("In each answer, `SIGNONMSGSRSV1` holds:", "")
    yield from _fields(interfaces.SIGNED_ON, words, asked=False)


def _overview(words: Words) -> Iterator[str]:
    rows = (
        [f"[`{name}`](#{_anchor(name, words)})", words.interfaces[name].zh, words.interfaces[name].en]
        for name in interfaces.ALL
    )
    yield from ("## Interfaces 接口", "")
    yield from table(("接口 interface", "中文", "English"), rows)


def _anchor(name: str, words: Words) -> str:
    return f"{name.lower()}-{words.interfaces[name].zh}"


def _interface(interface: Interface, words: Words, samples: Mapping[str, Shown]) -> Iterator[str]:
    name = interface.name
    called, shown = words.interfaces[name], samples[name]
    yield from (f"### {name} {called.zh}", "", f"{_sentence(called.en)} {_manner(interface)}", "")
    yield from ("请求 request:", "")
    yield from _fields(interface.asked, words, asked=True, under=name)
    yield from ("应答 answer:", "")
    yield from _fields(interface.answered, words, asked=False, under=name)
    if name in ASKS_FOR:
        yield from (f"The sample asks for that of {ASKS_FOR[name]}.", "")
    yield from _fenced(shown.request)
    yield from _fenced(shown.answer)


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:] + "."


def _manner(interface: Interface) -> str:
    """How the interface is called, and what its number means."""
    name, said = interface.name, []
    said.append(f"`{name}{interfaces.ASKED_END}` is answered by `{name}{interfaces.ANSWERED_END}`.")
    if interface.is_instruction:
        said.append("An instruction: its `TRNUID` is used once for ever.")
    if interface.name in SIGNED_ONLY:
        said.append("Taken with a certificate's signature alone.")
    if interface.keeps_cookie:
        said.append("`CLTCOOKIE` comes back.")
    if interface.outside:
        said.append(f"What `{interface.asked.name}` holds stands in the wrapper itself.")
    return " ".join(said)


def _fenced(text: str) -> Iterator[str]:
    """A message as a block; blanks at the ends of lines are left out, as an editor would."""
    yield from ("```xml", *(line.rstrip(BLANKS_SHOWN) for line in text.rstrip("\n").split("\n")), "```", "")


def _lines(words: Words) -> Iterator[str]:
    yield from ("## Lines of ASYNBATCHTRSFR 异步批量明细", "")
    yield (
        f"One payment a line, each field followed by a bar, {itemlines.ASKED_BARS} bars; in an answer two fields more, "
        f"state and words. At most {ITEMS_MOST} lines.\n"
    )
    rows = (
        (
            *(str(place), element.name, words.english["lines"][element.name]),
            *(KIND_WORDS[element.kind], length_of(element), "R" if is_required else "O"),
        )
        for place, (element, is_required) in enumerate(itemlines.FIELDS, start=1)
    )
    yield from table(("序号 no.", "中文", "English", "类型 kind", "长度 length", "必输 need"), rows)
    yield from ("## Records of FSTMT 流水文件记录", "")
    yield (
        f"{records.RECORD_BYTES} bytes of GBK a record, the last a line's end; texts stand on the left, numbers on the "
        "right, filled with blanks. The sample above leaves the blanks at the line's end out.\n"
    )
    start, placed = 1, []
    for place, (name, width) in enumerate(records.WIDTHS.items(), start=1):
        side = "right" if name in records.RIGHT else "left"
        placed.append([str(place), name.replace("_", " "), str(start), str(width), side])
        start += width
    yield from table(("序号 no.", "field", "起始 from byte", "长度 bytes", "对齐 side"), placed)


def _codes(words: Words) -> Iterator[str]:
    yield from ("## Status codes 状态代码", "")
    yield from (
        "`STATUS/CODE` says whether the request was understood and run; the bank's words in `MESSAGE` vary.",
        "",
    )
    rows = (
        [str(int(code)), message, words.english["codes"][str(int(code))], "空结果 empty" if code in NOTHING else ""]
        for code, message in MESSAGES.items()
    )
    yield from table(("CODE", "中文", "English", ""), rows)
    yield from ("## States of an instruction 指令状态", "", "`XFERPRCCODE`; a final one is never asked again.", "")
    states = (
        [f"`{state.value}`", chinese, words.english["states"][state.value], "终态 final" if state.is_final else ""]
        for state, chinese in STATE_WORDS.items()
    )
    yield from table(("XFERPRCCODE", "中文", "English", ""), states)
    for title, known, kind in (
        ("Kinds of wages 代发种类", WAGE_KINDS, "wages"),
        ("Results of a wage 代发结果", PAYROLL_RESULTS, "wage_results"),
        ("Results of a collection 托收结果", COLLECTION_RESULTS, "collection_results"),
    ):
        yield from (f"## {title}", "")
        yield from table(("代码 code", "中文", "English"), _translated(known, words.english[kind].__getitem__))


def _translated(known: Mapping[str, str], english: Callable[[str], str]) -> Iterator[list[str]]:
    return ([f"`{code}`", chinese, english(code)] for code, chinese in known.items())


def _versions() -> Iterator[str]:
    named = ", ".join(f"`{tag}`" for tag in SECOND_TAGS)
    yield from ("## Versions 版本", "")
    yield (
        "A client is answered as it was ever answered. What is new is appended where a request asks for it by "
        f"`VERSION`: of SCUSTSTMT, `{SECOND}` adds to each line {named}, in this order, and `MEMO` is the core's "
        "remark then. Optional nodes may come at any time: pass over those that are not known, as this bank passes "
        "over yours."
    )
