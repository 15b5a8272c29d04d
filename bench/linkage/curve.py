"""The curve of precision and recall as a picture without any library: the same figures give the same bytes."""

from collections.abc import Sequence

WIDTH, HEIGHT, LEFT, TOP = 640, 300, 56, 40
LEAST = 0.6
STYLE = "font-family:sans-serif;font-size:12px"


def drawn_curve(points: Sequence[tuple[int, float, float]]) -> str:
    """Threshold (millionths), precision and recall of each point; the thresholds stand side by side."""
    step = (WIDTH - LEFT - 20) / (len(points) - 1)
    across = [LEFT + step * place for place in range(len(points))]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" style="{STYLE}">',
        "<title>Precision stays near 1 while recall falls as the threshold rises</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
    ]
    for share in (0.6, 0.7, 0.8, 0.9, 1.0):
        parts.append(f'<path d="M{LEFT} {_down(share):.1f}H{WIDTH - 20}" stroke="#d5dbe5"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{_down(share) + 4:.1f}" text-anchor="end" fill="#55637a">{share}</text>')
    for place, (ppm, _precision, _recall) in zip(across, points, strict=True):
        text = f"{ppm / 10_000:g} %"
        parts.append(f'<text x="{place:.1f}" y="{HEIGHT - 14}" text-anchor="middle" fill="#55637a">{text}</text>')
    for named, colour, index in (("precision", "#0b6e99", 1), ("recall", "#b35c00", 2)):
        line = " ".join(f"{x:.1f},{_down(point[index]):.1f}" for x, point in zip(across, points, strict=True))
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        at = _down(points[0][index]) + (-8 if index == 1 else 18)
        parts.append(f'<text x="{LEFT + 6}" y="{at:.1f}" fill="{colour}">{named}</text>')
    parts.append(
        f'<text x="{LEFT}" y="20" fill="#1b2533">Clear matches by threshold: precision and recall</text></svg>'
    )
    return "\n".join(parts) + "\n"


def _down(share: float) -> float:
    return TOP + (1 - share) / (1 - LEAST) * (HEIGHT - TOP - 40)
