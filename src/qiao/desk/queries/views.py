"""The views of lists that a person keeps."""

from qiao.desk.models import SavedView

VIEWS_MOST = 30


def views_of(username: str) -> list[SavedView]:
    """A person's views by name, at most 30."""
    return list(SavedView.objects.filter(username=username).order_by("name")[:VIEWS_MOST])
