from tests.banks.served import Served


def test_products_are_shown_with_their_way_of_pricing(served_bank: Served) -> None:
    page = served_bank.as_role("admin").get("/products/").content.decode()
    assert "D-DEMAND" in page
    assert "each day&#x27;s price (pool)" in page or "each day's price (pool)" in page
    assert served_bank.as_role("manager").get("/products/").status_code == 403
