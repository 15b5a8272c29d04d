"""Dated parameters of the link: windows of days, bounds of the payment systems, hours, and when a manager is told."""

from datetime import date

from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.office.rules.parameter import Form, Parameter, Value
from qiao.people.rules.workdays import DAYS_OFF

GROUP = _("Direct link")
INTERFACE = _("interface document of a bank's direct link, V4.0.4")


def _days(
    name: str, words: str, *, default: Value, most: int, source: str, why: str = "", verified: bool = True
) -> Parameter:
    return Parameter(
        f"directlink.{name}",
        words,
        GROUP,
        form=Form.DAYS,
        default=default,
        least=0,
        most=most,
        source=source,
        why=why,
        verified=verified,
    )


def _months_of_fox(name: str, words: str, *, why: str) -> Parameter:
    """A bound of one interface of FOX: a year, unless the bank says otherwise."""
    return Parameter(
        f"directlink.{name}",
        words,
        GROUP,
        form=Form.COUNT,
        default=12,
        least=1,
        most=120,
        source=INTERFACE,
        why=why,
        verified=False,
    )


DUE_SINGLE = _days(
    "due_single", _("A single payment may wait so many days for its day"), default=15, most=366, source=INTERFACE
)
DUE_BATCH = _days("due_batch", _("A batch may wait so many days for its day"), default=30, most=366, source=INTERFACE)
DUE_PAYROLL = _days(
    "due_payroll", _("A payroll may wait so many days for its day"), default=29, most=366, source=INTERFACE
)
DUE_FIRST = _days(
    "due_first",
    _("An order that names its day names one at least so many days ahead"),
    default={"single": 1, "batch": 1, "payroll": 0},
    most=366,
    source=INTERFACE,
    verified=False,
)
DUE_LAST = {"single": DUE_SINGLE, "batch": DUE_BATCH, "payroll": DUE_PAYROLL}
"""The end of each window, by the key of its beginning."""


def check_window(first_days: int, last_days: int, *, since: date) -> None:
    """Refuse a window that has no day in it."""
    if first_days > last_days:
        raise Refusal(
            "parameter.window",
            _(
                "From %(since)s on an order that names its day would have to name one at least %(first)s and at most "
                "%(last)s days ahead: there is none. Change the other bound first."
            ),
            since=since.isoformat(),
            first=first_days,
            last=last_days,
        )


HISTORY_MONTHS = _months_of_fox(
    "history_months",
    _("Balances of days that are over are asked for at most so many months at once"),
    why=_("Bounds the question HISBALQUERY of FOX alone."),
)
AGREED_MONTHS = _months_of_fox(
    "agreed_months",
    _("A balance statement may be agreed to for so many months after its own"),
    why=_("Bounds BATCHCHECK of FOX alone."),
)
RECEIPTS_KEPT = _days(
    "receipts_kept",
    _("Receipts that were made lie ready for so many days"),
    default=7,
    most=366,
    source=_("an example in the interface document"),
    why=_("FOX says so in DUE_DATE; receipts are still handed out afterwards."),
    verified=False,
)
EXPIRY = _days(
    "expiry",
    _("An order without its signatures expires after so many days"),
    default=31,
    most=366,
    source=_("an SDK of the interface says about a month"),
    verified=False,
)
STRIKES = Parameter(
    "directlink.strikes",
    _("Wrong passwords one after the other that lock an operator"),
    GROUP,
    Form.COUNT,
    6,
    least=1,
    most=100,
    source=_("a comment in an SDK of the interface"),
    verified=False,
)
ROUTE_MOST = Parameter(
    "directlink.route_most",
    _("The most that a payment system takes in one payment"),
    GROUP,
    Form.FEN,
    {"small": 100_000_000, "super": 5_000_000},
    least=1,
    most=10**15,
    source=_("People's Bank, rules of the payment systems; the interface document for the online system"),
    verified=False,
)
CUT_OFF = Parameter(
    "directlink.cut_off",
    _("Minutes after midnight at which a payment system closes on working days"),
    GROUP,
    Form.COUNT,
    {"large": 1_035},
    least=0,
    most=1_440,
    source=_("People's Bank, hours of the large-value system"),
    why=_("Systems without an entry are open day and night."),
    verified=False,
    open_keys=True,
)
SIGNAL_IDLE = _days(
    "signal_idle",
    _("A link without a message for so many days is idle"),
    default=14,
    most=366,
    source=_("the house's own"),
)
SIGNAL_PAYROLL = _days(
    "signal_payroll", _("A payroll is late after so many days"), default=40, most=366, source=_("the house's own")
)
SIGNAL_FLOW = Parameter(
    "directlink.signal_flow",
    _("A payment out of this size is told to the manager"),
    GROUP,
    Form.FEN,
    100_000_000,
    least=1,
    most=10**15,
    source=_("the house's own"),
)
CERTIFICATE_DAYS = _days(
    "certificate_days",
    _("A certificate that expires within so many days is shown"),
    default=30,
    most=366,
    source=_("the house's own"),
)
ASKS_A_MINUTE = Parameter(
    "directlink.asks_a_minute",
    _("Requests a minute that one certificate may send to the REST interface"),
    GROUP,
    Form.COUNT,
    600,
    least=1,
    most=100_000,
    source=_("the house's own: ten a second, for one system"),
)
ASKS_AT_ONCE = Parameter(
    "directlink.asks_at_once",
    _("Requests of one certificate that the REST interface answers at the same time"),
    GROUP,
    Form.COUNT,
    20,
    least=1,
    most=1_000,
    source=_("a direct link of another bank allows 20 questions at once"),
    verified=False,
)
ALL = (
    *(DUE_FIRST, DUE_SINGLE, DUE_BATCH, DUE_PAYROLL, EXPIRY, STRIKES, ROUTE_MOST, CUT_OFF),
    *(HISTORY_MONTHS, AGREED_MONTHS, RECEIPTS_KEPT),
    *(SIGNAL_IDLE, SIGNAL_PAYROLL, SIGNAL_FLOW, CERTIFICATE_DAYS, DAYS_OFF),
    *(ASKS_A_MINUTE, ASKS_AT_ONCE),
)
