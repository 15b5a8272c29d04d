"""Sessions in the database that know when their person logged in and when they were last used.

The two moments are stamped when a session of a logged-in person is kept, so that no way of logging in can forget them.
"""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import OperationalError

from qiao.ground import clock
from qiao.ground.patience import is_taken, short_wait

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

    def stamp(self) -> None:
        """Note the use; no page waits for another writer of the database: the next one notes it."""
        was_modified = self.modified
        try:
            with short_wait():
                self.save()
        except UpdateError as error:
            if not (isinstance(error.__context__, OperationalError) and is_taken(error.__context__)):
                self.modified = True  # gone meanwhile: the framework says so when it keeps the session
                return
        self.modified = was_modified

    def is_to_be_stamped(self, now: int) -> bool:
        """Whether the last noted use is more than a minute ago."""
        return now - int(self.get(SEEN, now)) >= STAMPED_EVERY_SECONDS
