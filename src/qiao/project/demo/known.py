"""What is known of the made-up bank's first customers: sheets of the register's items, made up like everything else."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from qiao.customers.queries import Customer
from qiao.ground.money import FEN_A_YUAN
from qiao.profile.rules.items import BY_CODE, Item
from qiao.profile.rules.sheet import ReadSheet, heads_of, read_rows

FILE = "演示资料（虚构）.xlsx"
CUSTOMERS = 60
SCOPES = ("精密零部件制造与销售", "食品加工与冷链配送", "建筑材料批发", "软件开发与技术服务")
LENDERS = ("甲银行（虚构）", "乙银行（虚构）")
NEEDS = ("流动资金贷款", "保函", "代发工资", "票据贴现")
SAID = ("新生产线年底投产，流动资金偏紧", "下游回款变慢，希望延长账期", "计划员工代发转到本行", "询问美元存款利率")
SHARES = ("67", "33")
NO_OFFERS = range(3, CUSTOMERS, 7)  # who wants none
CHAIN = {2: (1, "60"), 3: (2, "51"), 4: (3, "55")}
"""Who holds whom, by their numbers: the story of a chain of control of three steps."""
SAME_SIGNATORY = (5, 6)
SIGNATORY = {"name": "周代办（虚构）", "role": "经办人", "phone": "13800001357"}
QUARTER_DAYS, YEAR_DAYS = 90, 365
INDUSTRIES = {
    "A": "农业（演示表）",
    "C": "制造业（演示表）",
    "F": "批发和零售（演示表）",
    "G": "运输和仓储（演示表）",
    "H": "住宿和餐饮（演示表）",
    "I": "软件和信息服务（演示表）",
    "E": "建筑业（演示表）",
}
"""A small table of our own by the first letter of a code; a bank imports its own."""
INDUSTRY_NEEDS = {
    "C": ("流动资金贷款\n保函\n代发工资\n票据贴现", "备货和应收账款占用多，旺季前用款集中（虚构）"),
    "F": ("票据贴现\n流动资金贷款", "周转快，期限短，单笔小（虚构）"),
    "I": ("代发工资\n单位定期存款", "人工成本为主，回款按项目（虚构）"),
}
Row = Sequence[object]


def sheets(customers: Sequence[Customer], *, until: date) -> Iterator[tuple[Item, ReadSheet]]:
    """A sheet an item, read as any other; `until` is the day after the book's last one."""
    made: dict[str, list[dict[str, object]]] = {}
    known = {one.party_id: one for one in customers}
    for place, one in enumerate(customers):
        for code, values in (*_of(one, place=place, until=until), *_ties(one, known, place=place, until=until)):
            made.setdefault(code, []).append({"party_id": one.party_id, **values})
    for code, rows in made.items():
        item = BY_CODE[code]
        heads = heads_of(item)
        yield item, read_rows(item, [heads, *([row.get(head) for head in heads] for row in rows)])


def _ties(
    one: Customer, known: Mapping[str, Customer], *, place: int, until: date
) -> Iterator[tuple[str, dict[str, object]]]:
    """Holders of companies, some of them customers; one person who signs for two."""
    if one.kind != "company":
        return
    since, number = _since(place, until), int(one.party_id[1:])
    holder, share = CHAIN.get(number, (0, SHARES[0]))
    above = known.get(f"C{holder:06d}")
    first = {"name": above.name, "credit_code": above.id_no} if above else {"name": f"{one.name}控股（虚构）"}
    second = {"name": f"{one.name}创始股东（虚构）", "share": str(100 - int(share))}
    for row in ({**first, "share": share}, second):
        yield "shareholder", {"valid_from": since, **row}
    if number in SAME_SIGNATORY:
        yield "officer", {"valid_from": since, **SIGNATORY}


def _since(place: int, until: date) -> str:
    return (until - timedelta(days=YEAR_DAYS + 7 * place)).isoformat()


def _of(one: Customer, *, place: int, until: date) -> Iterator[tuple[str, dict[str, object]]]:
    since = _since(place, until)
    lately = until - timedelta(days=5 + place)
    if one.kind == "company":
        yield from _company(one, place=place, since=since, until=until)
    elif one.id_no:
        expires = (until + timedelta(days=45 + QUARTER_DAYS * place)).isoformat()
        yield "id_card", {"valid_from": since, "number": one.id_no, "valid_until": expires}
    if place in NO_OFFERS:
        yield "consent", {"valid_from": since, "purpose": "marketing", "given": "no", "way": "电话"}
    yield "need", {"valid_from": lately.isoformat(), "product": NEEDS[place % 4], "amount": 200_000 * (1 + place % 9)}
    yield (
        "contact",
        {
            "valid_from": lately.isoformat(),
            "day": lately.isoformat(),
            "way": "visit" if place % 3 else "call",
            "said": SAID[place % 4],
            "next_step": "准备方案",
            "next_on": (until + timedelta(days=3 + place % 20)).isoformat(),
        },
    )


def _company(one: Customer, *, place: int, since: str, until: date) -> Iterator[tuple[str, dict[str, object]]]:
    capital = one.registered_capital_fen
    yield (
        "registration",
        {
            "valid_from": since,
            "credit_code": one.id_no,
            "registered_capital": None if capital is None else str(capital // FEN_A_YUAN),
            "established_on": one.established_on,
            "scope": SCOPES[place % 4],
            "registered_at": one.address,
        },
    )
    expires = until + timedelta(days=QUARTER_DAYS * (place % 3) - 20)
    yield "paper", {"valid_from": since, "number": f"DEM-{place:04d}", "kind": "经营许可", "valid_until": expires}
    if place % 2:
        yield (
            "credit_elsewhere",
            {
                "valid_from": since,
                "number": f"DEM-L{place:04d}",
                "lender": LENDERS[place % 4 // 2],
                "balance": 3_000_000 + 250_000 * place,
                "rate": "4.35",
                "until": until + timedelta(days=QUARTER_DAYS * 2),
                "form": "抵押",
                "record": "good" if place % 5 else "late",
            },
        )
