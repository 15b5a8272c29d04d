"""The application for a WSGI server."""

import os
import sys

from django.core.wsgi import get_wsgi_application

from qiao.engine.reading import warm
from qiao.project import simulating

SWITCH_SECONDS = 0.05
"""How long a page keeps Python before another thread may have it: most pages are done by then, and pages that are begun
one after the other end one after the other, where Python's own 5 ms make all of them end late. A wait for the disk, a
database or an engine still lets the others on at once."""

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qiao.project.settings")
sys.setswitchinterval(SWITCH_SECONDS)
application = get_wsgi_application()
simulating.plug_in()
warm()
