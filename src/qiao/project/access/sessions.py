"""Sessions in the database that know when their person logged in and when they were last used.

The two moments are stamped when a session of a logged-in person is kept, so that no way of logging in can forget them.
"""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from qiao.ground import clock

BEGAN, SEEN = "qiao_began", "qiao_seen"
STAMPED_EVERY_SECONDS = 60
"""A use is noted once a minute: a page costs no write, and the idle time is right to a minute."""


class SessionStore(DatabaseStore):
    """One session; the settings name this module."""

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002  the framework calls it so
        """Keep the session, stamped."""
        if SESSION_KEY in self:
            now = int(clock.now().timestamp())
            self.setdefault(BEGAN, now)
            self[SEEN] = now
        super().save(must_create)

    def is_to_be_stamped(self, now: int) -> bool:
        """Whether the last noted use is more than a minute ago."""
        return now - int(self.get(SEEN, now)) >= STAMPED_EVERY_SECONDS
