"""A message laid out for people: an element a line, indented by its depth; what stands between CDATA marks stays."""

import re

PIECE = re.compile(r"<!\[CDATA\[.*?\]\]>|<[^>]+>|[^<]+", re.DOTALL)
INDENT = "  "


def laid_out(message: bytes) -> str:
    """The text of a message in lines; blanks between elements mean nothing in FOX, so it may be sent like that."""
    lines: list[str] = []
    depth, is_open = 0, False
    for found in PIECE.finditer(message.decode("gbk")):
        piece = found[0]
        if piece.startswith("</"):
            depth -= 1
            if is_open:
                lines[-1] += piece
            else:
                lines.append(INDENT * depth + piece)
            is_open = False
        elif piece.startswith("<?"):
            lines.append(piece)
        elif piece.startswith("<") and not piece.startswith("<!"):
            lines.append(INDENT * depth + piece)
            depth, is_open = depth + 1, True
        elif piece.strip():
            lines[-1] += piece
    return "\n".join(lines) + "\n"
