"""Settings of `qiao link simulate`: the direct link's on a database of its own, in a folder that goes at the end.

Whatever the environment names, the simulator never comes near the house's own state.
"""

import os
import tempfile

SIMULATOR_FOLDER = tempfile.mkdtemp(prefix="qiao-link-simulate-")
"""The only folder that goes at the end: nobody but this module has made it."""
os.environ["QIAO_HOME"] = SIMULATOR_FOLDER
for _variable in ("DATABASE_URL", "DJANGO_SECRET_KEY", "QIAO_LINK_CORE", "QIAO_TIMING"):
    os.environ.pop(_variable, None)
os.environ["QIAO_LINK_WEBHOOKS_INSIDE"] = "1"  # the system that is tried sits on this very machine

from qiao.project import link_settings  # noqa: E402  it reads where the state lies

globals().update({name: value for name, value in vars(link_settings).items() if name.isupper()})

ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
