"""Writes the bank's answers: the sign-on first and once, elements in their order, the same bytes for the same answer.

Values must not hold < > &: they are written full-width (＜ ＞ ＆), so that a message is well-formed whatever a name
holds. What GBK has not becomes a question mark. Between CDATA marks only the end mark itself is changed.
"""

import re
from collections.abc import Mapping
from typing import Any

from qiao.directlink.rules.fox import interfaces
from qiao.directlink.rules.fox.codes import Status
from qiao.directlink.rules.fox.messages import Answer, Reply, SignedOn
from qiao.directlink.rules.fox.parts import TEXT
from qiao.directlink.rules.fox.shapes import OMITTED_EMPTY, REQUIRED, Element, Kind, account, amount, group, text

HEAD = '<?xml version="1.0" encoding="GBK" standalone="yes"?>'
UNSAFE = re.compile(r"[\x00-\x1f\x7f<>&]")
UNSAFE_LINES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
REPLACED = {"<": "＜", ">": "＞", "&": "＆", "\t": " ", "\n": " ", "\r": " "}
NOTICE = group(
    "BALANCECHANGENOTICE",
    group(
        "NOTICE_INFO",
        account("ACCTID", 32, REQUIRED),
        text("ACCT_NAME", 60),
        text("TRADE_TIME", 19),
        text("TRNTYPE", 1),
        text("MEMO"),
        amount("TRNAMT"),
        amount("BALAMT"),
        text("ATTACHINFO", 30),
        need=REQUIRED,
    ),
)


def write(answer: Answer) -> bytes:
    """The bytes of an answer; a refused sign-on is answered alone, whatever was asked."""
    out = [HEAD, "<FOX><SIGNONMSGSRSV1>"]
    write_element(out, interfaces.SIGNED_ON, _sign_on_of(answer.signed_on))
    out.append("</SIGNONMSGSRSV1>")
    if answer.signed_on.status.is_done and answer.replies:
        out.append("<SECURITIES_MSGSRSV1>")
        for reply in answer.replies:
            _write_reply(out, reply)
        out.append("</SECURITIES_MSGSRSV1>")
    out.append("</FOX>")
    return bytes_of(out)


def write_notice(values: Mapping[str, Any]) -> bytes:
    """The notice that a balance has changed, as it is pushed to a customer: values by tag of NOTICE_INFO."""
    out = [HEAD]
    write_element(out, NOTICE, {"NOTICE_INFO": values})
    return bytes_of(out)


def bytes_of(out: list[str]) -> bytes:
    """The pieces as GBK."""
    return "".join(out).encode("gbk", "replace")


def write_element(out: list[str], element: Element, value: Any, *, version: str = "") -> None:
    """Add one element with what it holds, as of a version."""
    if element.kind is Kind.GROUP:
        assert element.tags.issuperset(value), (element.name, sorted(value.keys() - element.tags))
        out.append(f"<{element.name}{_attributes(element, value)}>")
        for child in element.elements:
            _write_child(out, child, value.get(child.name), version=version)
    elif element.kind is Kind.LINES:
        inside = UNSAFE_LINES.sub("?", value[TEXT].replace("\r", "")).replace("]]>", "]]＞")
        out.append(f"<{element.name}{_attributes(element, value)}><![CDATA[{inside}]]>")
    else:
        out.append(f"<{element.name}>{clean(str(value))}")
    out.append(f"</{element.name}>")


def clean(value: str) -> str:
    """A value with no letter that could be taken for a mark."""
    if not UNSAFE.search(value):
        return value
    return UNSAFE.sub(lambda found: REPLACED.get(found[0], "?"), value)


def _write_child(out: list[str], element: Element, value: Any, *, version: str) -> None:
    """Add what a group holds by one tag: nothing, one or many; an empty number or date is left out."""
    if value is None or element.since > version:
        return
    if element.repeats is not None:
        for one in value:
            write_element(out, element, one, version=version)
    elif value or element.kind not in OMITTED_EMPTY:
        write_element(out, element, value, version=version)


def _attributes(element: Element, value: Mapping[str, Any]) -> str:
    """The attributes with a blank before each, in the shape's order."""
    if not element.attributes:
        return ""
    given = ((one.name, value.get("@" + one.name)) for one in element.attributes)
    return "".join(f' {name}="{clean(text).replace(chr(34), "＂")}"' for name, text in given if text)


def _sign_on_of(signed_on: SignedOn) -> dict[str, Any]:
    """The answer to the sign-on, by tag."""
    return {
        "STATUS": status_of(signed_on.status),
        "DTSERVER": signed_on.server_time,
        "USERKEY": signed_on.key or None,
        "TSKEYEXPIRE": signed_on.key_until or None,
        "LANGUAGE": signed_on.language or None,
        "SESSCOOKIE": signed_on.session_cookie or None,
    }


def status_of(status: Status) -> dict[str, str | None]:
    """A status, by tag."""
    return {"CODE": str(status.code), "SEVERITY": status.severity, "MESSAGE": status.message or None}


def _write_reply(out: list[str], reply: Reply) -> None:
    """Add one answer: number, status, cookie where there is one, body where there is one."""
    wrapper = reply.interface + interfaces.ANSWERED_END
    out.append(f"<{wrapper}><TRNUID>{clean(reply.trnuid)}</TRNUID>")
    write_element(out, interfaces.STATUS, status_of(reply.status))
    if reply.cookie is not None:
        out.append(f"<CLTCOOKIE>{clean(reply.cookie)}</CLTCOOKIE>")
    if reply.body is not None:
        write_element(out, interfaces.ALL[reply.interface].answered, reply.body, version=reply.version)
    out.append(f"</{wrapper}>")
