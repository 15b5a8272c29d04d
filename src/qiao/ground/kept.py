"""Files that are kept as they were: each below the home under the digest of its content, laid once, told if changed."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from qiao.ground import home
from qiao.ground.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Kept:
    """A folder of such files; `folder` is below the home, `ending` as in '.pdf'."""

    folder: str
    ending: str = ""

    def place(self, digest: str) -> Path:
        """Where the content with this digest lies."""
        return home.home() / self.folder / digest[:2] / f"{digest}{self.ending}"

    def keep(self, content: bytes) -> str:
        """Lay the content down unless it lies there: one that a rolled-back action left is the same. Its SHA-256."""
        digest = hashlib.sha256(content).hexdigest()
        if not self.place(digest).exists():
            home.lay(self.place(digest), content)
        return digest

    def read(self, digest: str, *, lost: Refusal, changed: Refusal) -> bytes:
        """The content; refused where the file is gone, or is not what was kept."""
        try:
            content = self.place(digest).read_bytes()
        except OSError as error:
            raise lost from error
        if hashlib.sha256(content).hexdigest() != digest:
            raise changed
        return content
