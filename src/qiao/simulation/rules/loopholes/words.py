"""Loopholes in words: what is done, what shall be changed in the scheme."""

from collections.abc import Mapping

from qiao.ground.words import gettext_noop as _
from qiao.simulation.rules.loopholes.moves import Kind

KIND_WORDS: Mapping[Kind, str] = {
    Kind.KEY_DATE: _("Dressing up key dates"),
    Kind.BASE_DIP: _("Pressing down the base"),
    Kind.TIMING: _("Moving business between periods"),
    Kind.HAND_OVER: _("Pooling customers with one manager"),
    Kind.SWAP: _("Swapping customers"),
    Kind.PARK: _("Parking an emptied base"),
    Kind.SPLIT: _("Splitting one customer's business"),
    Kind.REOPEN: _("Closing and opening again"),
    Kind.PRODUCT: _("Moving money to a product that counts more"),
    Kind.CLIFF: _("Crossing a bound with bought money"),
    Kind.SIZE: _("Size without margin: deposits"),
    Kind.LOAN_SIZE: _("Size without margin: loans"),
    Kind.DILUTE: _("Thinning out bad loans"),
    Kind.BAD_LOAN: _("Handing a bad loan on"),
    Kind.COLLUDE: _("Colluding over ranks"),
}
DOES_WORDS: Mapping[Kind, str] = {
    Kind.KEY_DATE: _("%(amount)s yuan are fetched for %(days)s days each time up to %(dates)s, and go again"),
    Kind.BASE_DIP: _("%(amount)s yuan are sent away for %(days)s days from %(dates)s, so that the base is low"),
    Kind.TIMING: _("%(amount)s yuan come %(days)s days later, from %(dates)s, in place of before"),
    Kind.HAND_OVER: _("a customer of %(amount)s yuan is led by %(taker)s in place of %(giver)s, on paper only"),
    Kind.SWAP: _("two managers swap a customer each, and %(count)s count as new ones in the year"),
    Kind.PARK: _("a customer that took away %(amount)s yuan is handed to %(taker)s, and its base with it"),
    Kind.SPLIT: _("one customer's business is cut into %(count)s more pieces each period (%(figure)s)"),
    Kind.REOPEN: _("each period one account is closed and opened again (%(figure)s)"),
    Kind.PRODUCT: _("%(amount)s yuan move from %(from)s to an account of %(to)s"),
    Kind.CLIFF: _("%(amount)s yuan are kept at a price that leaves the bank nothing, and a bound is crossed"),
    Kind.SIZE: _("%(amount)s yuan are kept at a price that leaves the bank nothing"),
    Kind.LOAN_SIZE: _("%(amount)s yuan are lent at the price of funds"),
    Kind.DILUTE: _("%(amount)s yuan are lent at the price of funds, so that the share of bad loans falls"),
    Kind.BAD_LOAN: _("a bad loan of %(amount)s yuan is handed to %(taker)s, who is beyond the limit anyway"),
    Kind.COLLUDE: _("a customer of %(amount)s yuan goes from %(giver)s to %(taker)s, so that one of them ranks first"),
}
MEND_WORDS: Mapping[Kind, str] = {
    Kind.KEY_DATE: _("Measure averages of the period in place of a day, or pay for margin."),
    Kind.BASE_DIP: _("Take the base from the average of the year before, not from a day."),
    Kind.TIMING: _("Take away floors and bounds within a period, or reckon by the year; cap scores at the target."),
    Kind.HAND_OVER: _("Use one rate in place of rising tiers; let hand-overs wait for a second person's consent."),
    Kind.SWAP: _("Count a customer as new for the bank, not for the manager."),
    Kind.PARK: _("Take the floor off the increment, or let the base stay with whom it was when the money went."),
    Kind.SPLIT: _("Pay for what customers bring, not for how many accounts or products there are."),
    Kind.REOPEN: _("Count only accounts that still stand after some months, and not again those of one customer."),
    Kind.PRODUCT: _("Give products weights by their margin, and weigh the base as the balance."),
    Kind.CLIFF: _("Count tiers marginally: each rate on what lies in its tier."),
    Kind.SIZE: _("Pay for margin after the price of funds, not for size."),
    Kind.LOAN_SIZE: _("Pay for margin or EVA, with worth = true, not for size."),
    Kind.DILUTE: _("Hold bad loans against a fixed sum or new ones only, or let the gate fall in small steps."),
    Kind.BAD_LOAN: _("Let a bad loan stay with who made it, whoever serves the customer."),
    Kind.COLLUDE: _("Hold people against targets of their own in place of each other."),
}
