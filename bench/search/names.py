"""Made-up people and firms for the search: a million names of common surnames, letters, words; always the same."""

from collections.abc import Iterator
from random import Random

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蔡蒋余于杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
    "单解仇"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国文红梅玉兰春生志鹏飞鑫宇浩然子涵梓萱诗雨欣怡佳琪"
    "晨曦思远博文嘉豪俊凯雪婷慧颖晓东海波立新永康庆丰德福长荣"
)
PLACES = "云岚平川临江安远宁和泰兴昌河清源兴阳广陵丰南定海瑞州梧山石桥青浦"
WORDS = "恒信宏达鼎盛金瑞华泰中科天成远大博雅佳和万通新锐东升明德嘉禾同创汇丰利民正源光华卓越"
TRADES = [
    "机械",
    "纺织",
    "化工",
    "电子",
    "建材",
    "食品",
    "物流",
    "贸易",
    "医药",
    "能源",
    "农业",
    "环保",
    "软件",
    "汽车零部件",
    "包装",
    "印刷",
    "家具",
    "五金",
]
FORMS = ["有限公司", "有限责任公司", "股份有限公司", "集团有限公司"]
COMPANY_SHARE = 0.2
SECOND_WORD_SHARE = 0.5
BRACKETS_SHARE = 0.05  # firms with a place in the middle of their names, in brackets of full width


def people(seed: int, *, number: int) -> Iterator[tuple[str, str, str, str, str]]:
    """Rows of id, kind, name, document number, phone."""
    chance = Random(seed)  # noqa: S311  no secret
    for place in range(number):
        is_company = chance.random() < COMPANY_SHARE
        name = _firm(chance) if is_company else _person(chance)
        document = f"{chance.randrange(10**17, 10**18)}"
        phone = f"1{chance.randrange(10**9, 10**10)}"
        yield f"C{place:07d}", "company" if is_company else "person", name, document, phone


def _person(chance: Random) -> str:
    place = min(int(chance.expovariate(1 / 22)), len(SURNAMES) - 1)  # a few surnames are everybody's
    return SURNAMES[place] + "".join(chance.choice(GIVEN) for _ in range(chance.choice((1, 1, 2, 2, 2))))


def _firm(chance: Random) -> str:
    at, word = chance.randrange(len(PLACES) // 2) * 2, chance.randrange(len(WORDS) // 2) * 2
    second = chance.randrange(len(WORDS) // 2) * 2
    middle = WORDS[word : word + 2] + _second(chance, WORDS[second])
    if chance.random() < BRACKETS_SHARE:
        middle += f"（{PLACES[second % len(PLACES)]}{PLACES[at + 1]}）"
    return PLACES[at : at + 2] + middle + chance.choice(TRADES) + chance.choice(FORMS)


def _second(chance: Random, letter: str) -> str:
    return letter if chance.random() < SECOND_WORD_SHARE else ""
