"""Who is credited for an account on a day: its own rows where any runs, else the customer's."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Served:
    """A row of who serves a customer, or one account of it; no until_day = still running."""

    account_id: str
    staff_id: str
    since_day: int
    until_day: int | None
    share_bp: int

    def runs_on(self, day: int) -> bool:
        """Whether it runs on a day."""
        return self.since_day <= day and (self.until_day is None or day < self.until_day)


def credited_on(rows: Iterable[Served], *, account_id: str, day: int) -> set[str]:
    """The people with a share in an account on a day."""
    return set(_shares(rows, account_id=account_id, day=day))


def leading_on(rows: Iterable[Served], *, account_id: str, day: int) -> str:
    """Who has the most of it, empty where nobody has any."""
    shares = _shares(rows, account_id=account_id, day=day)
    return max(shares, key=lambda staff_id: (shares[staff_id], staff_id), default="")


def _shares(rows: Iterable[Served], *, account_id: str, day: int) -> dict[str, int]:
    running = [one for one in rows if one.runs_on(day)]
    own = [one for one in running if one.account_id == account_id]
    shares: dict[str, int] = {}
    for one in own or [one for one in running if not one.account_id]:
        shares[one.staff_id] = shares.get(one.staff_id, 0) + one.share_bp
    return {staff_id: share for staff_id, share in shares.items() if share}
