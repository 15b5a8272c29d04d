"""Products as an extract brings them: put, changed, taken out, each with its record."""

import pyarrow as pa
import pytest
from django.db import IntegrityError

from qiao.catalogue.actions import take_in_product
from qiao.catalogue.queries import product_rows, products
from qiao.ground.models import AuditRecord

pytestmark = pytest.mark.django_db
SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("product_id", "name", "side", "ftp_method")]
    + [("tenor_days", pa.int32()), ("weight", pa.string())]
)


def shelf(*rows: tuple[str | int | None, ...]) -> pa.Table:
    return pa.table([list(column) for column in zip(*rows, strict=True)], schema=SCHEMA)


SHELF = shelf(
    ("DEP", "活期存款", "deposit", "pool", 0, "0.30"),  # a weight stays as it was written
    ("LOAN", "流动资金贷款", "loan", "matched", 365, None),
)


def test_products_come_back_as_they_were_given() -> None:
    assert take_in_product(SHELF, None, actor="loader") == 2
    assert product_rows().equals(SHELF)


def test_a_product_is_changed_and_taken_out_by_its_key() -> None:
    take_in_product(SHELF, None, actor="loader")
    take_in_product(shelf(("DEP", "活期", "deposit", "pool", 30, None)), SHELF.select(["product_id"])[1:], actor="x")
    assert {key: (one.name, one.tenor_days, one.weight) for key, one in products().items()} == {"DEP": ("活期", 30, "")}


def test_the_record_tells_who_put_and_took_out_how_many() -> None:
    take_in_product(SHELF, SHELF.select(["product_id"])[1:], actor="loader")
    record = AuditRecord.objects.get()
    assert (record.actor, record.action, record.subject) == ("loader", "catalogue.take_in_product", "product")
    assert record.new == {"put": 2, "taken_out": 1}


@pytest.mark.parametrize("row", [("X", "x", "wealth", "pool", 0, None), ("X", "x", "loan", "guessed", 0, None)])
def test_no_other_side_or_method_stands_in_the_catalogue_whoever_writes(row: tuple[str | int | None, ...]) -> None:
    with pytest.raises(IntegrityError):
        take_in_product(shelf(row), None, actor="loader")
