"""Reads of the catalogue."""

from typing import TYPE_CHECKING

from qiao.catalogue.models import Product
from qiao.ground.intake import Column, arrow_of
from qiao.ground.once import once

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = (
    "PRODUCTS_MOST",
    "PRODUCT_COLUMNS",
    "Product",
    "product_rows",
    "products",
)

PRODUCT_COLUMNS = (
    Column("product_id", "product_id", "string"),
    Column("name", "name", "string"),
    Column("side", "side", "string"),
    Column("ftp_method", "ftp_method", "string"),
    Column("tenor_days", "tenor_days", "int32"),
    Column("weight", "weight", "string"),
)
PRODUCTS_MOST = 5_000


def product_rows() -> "pa.Table":
    """All products in the stored form of the contract, in no order."""
    return arrow_of(Product, PRODUCT_COLUMNS)


@once
def products() -> dict[str, Product]:
    """The products by id, at most 5,000."""
    return {product.product_id: product for product in Product.objects.order_by("product_id")[:PRODUCTS_MOST]}
