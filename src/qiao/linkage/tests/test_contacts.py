"""Telephones, addresses and document numbers as they are compared."""

import pytest

from qiao.linkage.rules.contacts import Address, Document, address_parts, document, house_of, phone_number


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("+86 138-0000-1234", "13800001234"),
        ("１３８００００１２３４", "13800001234"),
        ("0086 13800001234", "13800001234"),
        ("013800001234", "13800001234"),
        ("027-8888 1234转601", "88881234"),
        ("(0731)84431234", "84431234"),
        ("8888-1234", "88881234"),
        ("00000000", ""),
        ("11111111111", ""),
        ("110", ""),
        ("不详", ""),
        ("", ""),
    ],
)
def test_a_telephone_is_its_digits_without_country_area_and_extension(written: str, digits: str) -> None:
    assert phone_number(written) == digits


@pytest.mark.parametrize(
    ("written", "city", "road", "door"),
    [
        ("湖北省武汉市江岸区演示大道9001号3栋2单元0501室", "武汉", "演示大道", "演示大道9001-3-2-501"),
        ("武汉市演示大道9001#3幢2-501", "武汉", "演示大道", "演示大道9001-3-2-501"),
        ("演示大道９００１号三栋二单元501", "", "演示大道", "演示大道9001-3-2-501"),
        ("演示大道九号", "", "演示大道", "演示大道9"),
        ("新疆维吾尔自治区乌鲁木齐市天山区人民路12号", "乌鲁木齐", "人民路", "人民路12"),
        ("演示大道", "", "演示大道", ""),
        ("不详", "", "", ""),
        ("", "", "", ""),
    ],
)
def test_an_address_is_city_road_and_door(written: str, city: str, road: str, door: str) -> None:
    assert address_parts(written) == Address(city, road, door)


def test_the_house_is_the_door_without_what_follows_its_number() -> None:
    assert (house_of("演示大道9001-3-2-501"), house_of("")) == ("演示大道9001", "")


@pytest.mark.parametrize(
    ("written", "number", "valid"),
    [
        ("11010519491231002x", "11010519491231002X", True),  # the example of GB 11643
        ("１１０１０５４９１２３１００２", "11010519491231002X", True),
        ("110105491231998", "110105491231998", False),  # of somebody born before 1900: the century cannot be told
        ("110105194912310021", "110105194912310021", False),
        ("110105194913310021", "110105194913310021", False),
        ("e12345678", "E12345678", False),
        ("000000000000000000", "", False),
        ("", "", False),
    ],
)
def test_a_card_of_15_digits_is_told_as_one_of_18(written: str, number: str, *, valid: bool) -> None:
    assert document(written, is_person=True) == Document(number, valid)


@pytest.mark.parametrize(
    "written",
    [
        "91420102DEM000073U",
        "91420102dem000073u",
        "９１４２０１０２DEM000073U",
        "DEM000073",
        "DEM00007-3",
        "420102DEM000073",
    ],
)
def test_a_company_is_known_by_its_organisation_code_however_it_is_written(written: str) -> None:
    assert document(written, is_person=False) == Document("DEM000073", valid=True)


def test_a_wrong_check_digit_stays_as_it_was_typed_and_is_not_valid() -> None:
    assert document("91420102DEM0000730", is_person=False) == Document("91420102DEM0000730", valid=False)
