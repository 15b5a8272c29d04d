"""Messages of a made-up customer, 云杉贸易, whose operator op01 pays 白桦物流."""

from xml.sax.saxutils import escape

SIGN_ON = (
    "<SIGNONMSGSRQV1><SONRQ><DTCLIENT>2030-05-08 09:00:00</DTCLIENT><CID>1000000001</CID><USERID>op01</USERID>"
    "<USERPASS>geheim-7</USERPASS><GENUSERKEY>N</GENUSERKEY></SONRQ></SIGNONMSGSRQV1>"
)
SIGNED_ON = (
    "<SIGNONMSGSRSV1><SONRS><STATUS><CODE>{code}</CODE><SEVERITY>INFO</SEVERITY></STATUS>"
    "<DTSERVER>2030-05-08 09:00:01</DTSERVER></SONRS></SIGNONMSGSRSV1>"
)


def message(*wrappers: str) -> bytes:
    """A whole message."""
    business = f"<SECURITIES_MSGSRQV1>{''.join(wrappers)}</SECURITIES_MSGSRQV1>" if wrappers else ""
    return f"<FOX>{SIGN_ON}{business}</FOX>".encode("gbk")


def answer(*wrappers: str, code: str = "0") -> bytes:
    """A whole answer."""
    business = f"<SECURITIES_MSGSRSV1>{''.join(wrappers)}</SECURITIES_MSGSRSV1>" if wrappers else ""
    return f"<FOX>{SIGNED_ON.format(code=code)}{business}</FOX>".encode("gbk")


def payment(number: str, *, cookie: str = "", purpose: str = "运费") -> str:
    """A payment to 白桦物流."""
    kept = f"<CLTCOOKIE>{cookie}</CLTCOOKIE>" if cookie else ""
    return (
        f"<XFERTRNRQ><TRNUID>{number}</TRNUID>{kept}<XFERRQ><XFERINFO><ACCTFROM><ACCTID>901010100100000018</ACCTID>"
        '</ACCTFROM><ACCTTO INTERBANK="Y" LOCAL="Y"><ACCTID>901010100100000026</ACCTID><NAME>白桦物流</NAME></ACCTTO>'
        f"<TRNAMT>1250.50</TRNAMT><PURPOSE>{escape(purpose)}</PURPOSE></XFERINFO></XFERRQ></XFERTRNRQ>"
    )


def paid(number: str, *, state: str = "PAYOUT") -> str:
    """The bank's answer to a payment."""
    return (
        f"<XFERTRNRS><TRNUID>{number}</TRNUID><STATUS><CODE>0</CODE><SEVERITY>INFO</SEVERITY></STATUS><XFERRS>"
        f"<SRVRID>700000000002</SRVRID><XFERINFO><TRNAMT>1250.50</TRNAMT></XFERINFO>{states(state)}"
        f"<CLIENTREF>{number}</CLIENTREF></XFERRS></XFERTRNRS>"
    )


def found(query: str, *, state: str = "PAYOUT") -> str:
    """The bank's answer to a question for a payment that it has."""
    return (
        f"<XFERINQTRNRS><TRNUID>{query}</TRNUID><STATUS><CODE>0</CODE><SEVERITY>INFO</SEVERITY></STATUS><XFERINQRS>"
        '<XFERLIST MORE="N"><FROM>700000000002</FROM><TO>700000000002</TO><XFER><SRVRTID>700000000002</SRVRTID>'
        f"<XFERINFO><TRNAMT>1250.50</TRNAMT></XFERINFO>{states(state)}</XFER></XFERLIST></XFERINQRS></XFERINQTRNRS>"
    )


def not_found(query: str, *, tag: str = "XFERINQTRNRS", code: str = "2000") -> str:
    """The bank's answer where it knows no such instruction."""
    return f"<{tag}><TRNUID>{query}</TRNUID><STATUS><CODE>{code}</CODE><SEVERITY>ERROR</SEVERITY></STATUS></{tag}>"


def batch(number: str, *, body: str = "<RQBODY><BIZTYPE>0</BIZTYPE></RQBODY>") -> str:
    """A batch of payments, or the question for one where it has no body."""
    return f"<RBATCHTRSFRTRNRQ><TRNUID>{number}</TRNUID>{body}</RBATCHTRSFRTRNRQ>"


def balance(number: str) -> str:
    """A question that moves nothing."""
    return (
        f"<CURRACCTQUERYTRNRQ><TRNUID>{number}</TRNUID><RQBODY><ACCTID>901010100100000018</ACCTID></RQBODY>"
        "</CURRACCTQUERYTRNRQ>"
    )


def states(code: str) -> str:
    """The state of an instruction."""
    return f"<XFERPRCSTS><XFERPRCCODE>{code}</XFERPRCCODE><DTXFERPRC>2030-05-08 09:10:02</DTXFERPRC></XFERPRCSTS>"
