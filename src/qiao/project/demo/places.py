"""Where made-up customers live: regions of GB/T 2260 that exist, with roads and house numbers that do not.

The bank's six branches have invented names; each stands for one city, so that region, postcode and address agree.
"""

from dataclasses import dataclass

ROADS = ("演示大道", "演示一路", "演示二路", "演示东街", "演示西街")
FIRST_HOUSE = 9001  # house numbers no such road reaches


@dataclass(frozen=True, slots=True)
class Place:
    """A district: its 6-digit code, its words from the province down, a postcode of it."""

    region: str
    words: str
    postcode: str


PLACES = {
    1: (
        Place("420102", "湖北省武汉市江岸区", "430014"),
        Place("420106", "湖北省武汉市武昌区", "430061"),
        Place("420111", "湖北省武汉市洪山区", "430070"),
    ),
    2: (
        Place("430102", "湖南省长沙市芙蓉区", "410000"),
        Place("430104", "湖南省长沙市岳麓区", "410006"),
        Place("430111", "湖南省长沙市雨花区", "410007"),
    ),
    3: (
        Place("360102", "江西省南昌市东湖区", "330000"),
        Place("360104", "江西省南昌市青云谱区", "330001"),
        Place("360111", "江西省南昌市青山湖区", "330006"),
    ),
    4: (
        Place("340102", "安徽省合肥市瑶海区", "230011"),
        Place("340104", "安徽省合肥市蜀山区", "230031"),
        Place("340111", "安徽省合肥市包河区", "230041"),
    ),
    5: (Place("410102", "河南省郑州市中原区", "450000"), Place("410105", "河南省郑州市金水区", "450003")),
    6: (
        Place("330102", "浙江省杭州市上城区", "310002"),
        Place("330105", "浙江省杭州市拱墅区", "310011"),
        Place("330106", "浙江省杭州市西湖区", "310012"),
    ),
}


def office_address(place: Place, *, house: int) -> str:
    """A company's seat on a road that does not exist; `house` tells houses apart."""
    return f"{place.words}{ROADS[house % len(ROADS)]}{FIRST_HOUSE + house}号"


def home_address(place: Place, *, house: int) -> str:
    """A household's flat; the same house number gives the same door."""
    block, stairs, floor = house % 9 + 1, house % 3 + 1, house % 17 + 1
    return f"{office_address(place, house=house)}{block}栋{stairs}单元{floor:02d}01室"
