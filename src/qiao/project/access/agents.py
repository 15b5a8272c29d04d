"""Which browser on which system asked, in words that a person recognises. What it says of itself decides nothing."""

from dataclasses import dataclass

from qiao.ground.words import gettext_noop as _

BROWSERS = (
    ("Edg", "Edge"),
    ("MicroMessenger", "WeChat"),
    ("QQBrowser", "QQ"),
    ("360SE", "360"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
"""A word of the browser's own line, and the browser. The first one found counts: most claim to be others too."""
SYSTEMS = (
    ("Windows", "Windows"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
BOTH = _("%(browser)s on %(system)s")
UNKNOWN = _("another program")


@dataclass(frozen=True, slots=True)
class Agent:
    """A browser and the system it runs on; empty where not told."""

    browser: str
    system: str


def agent_of(line: str) -> Agent:
    """Read the line by which a browser introduces itself."""
    browser = next((name for word, name in BROWSERS if word in line), "")
    system = next((name for word, name in SYSTEMS if word in line), "")
    return Agent(browser, system)
