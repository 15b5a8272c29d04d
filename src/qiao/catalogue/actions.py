"""Writes of the catalogue: taking in the products of an extract."""

from typing import TYPE_CHECKING

from qiao.catalogue.models import Product
from qiao.catalogue.queries import PRODUCT_COLUMNS
from qiao.ground.audit import note, recorded
from qiao.ground.intake import put_rows, take_out

if TYPE_CHECKING:
    import pyarrow as pa


@recorded
def take_in_product(rows: "pa.Table | None", removed: "pa.Table | None", *, actor: str) -> int:
    """Insert or update products by key and take out those named in `removed`; returns rows put."""
    put = put_rows(Product, rows, columns=PRODUCT_COLUMNS, key=["product_id"])
    taken = take_out(Product, removed, columns=PRODUCT_COLUMNS)
    note("product", new={"put": put, "taken_out": taken})
    return put
