"""Names by rule, plainly made up: companies bear 演示, persons a year of the sixty-year cycle, staff a solar term.

No name is taken from a list of real people or firms; the rule is the whole source.
"""

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章"
STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
CYCLE = 60
SOLAR_TERMS = (
    "立春",
    "雨水",
    "惊蛰",
    "春分",
    "清明",
    "谷雨",
    "立夏",
    "小满",
    "芒种",
    "夏至",
    "小暑",
    "大暑",
    "立秋",
    "处暑",
    "白露",
    "秋分",
    "寒露",
    "霜降",
    "立冬",
    "小雪",
    "大雪",
    "冬至",
    "小寒",
    "大寒",
)  # fmt: skip  two half-years a reader knows by heart
TERM_STEP = 5  # spreads neighbours over the year; has no divisor in common with 24
FIRST_SIGNS = "云星月风雪松竹梅兰青紫金玉晨晓海江河山川"
SECOND_SIGNS = "岚汉禾桥帆舟泉峰原野林溪屏峦湾洲渚汀岭谷"
TRADES = (
    ("机械制造", "C34"),
    ("纺织", "C17"),
    ("食品", "C14"),
    ("电子科技", "C39"),
    ("建材", "C30"),
    ("物流", "G54"),
    ("软件", "I65"),
    ("商贸", "F51"),
    ("化工", "C26"),
    ("农业", "A01"),
    ("医药", "C27"),
    ("建筑工程", "E47"),
    ("汽车零部件", "C36"),
    ("包装", "C22"),
    ("服饰", "C18"),
    ("仓储", "G59"),
    ("餐饮", "H62"),
    ("零售", "F52"),
    ("电气", "C38"),
    ("金属制品", "C33"),
    ("环保", "N77"),
    ("租赁", "L71"),
    ("检测技术", "M74"),
    ("家具", "C21"),
)  # fmt: skip  word of the trade and its division in GB/T 4754
TRADE_STEP = 7  # neighbours get different trades; has no divisor in common with 24
GROUP_TRADE = ("集团", "L72")


def person_name(ordinal: int) -> str:
    """The name of the ordinal-th person: a surname and a year of the sixty-year cycle."""
    year = (ordinal // len(SURNAMES) + ordinal) % CYCLE
    return f"{SURNAMES[ordinal % len(SURNAMES)]}{STEMS[year % len(STEMS)]}{BRANCHES[year % len(BRANCHES)]}"


def staff_name(ordinal: int) -> str:
    """The name of the ordinal-th person of the bank: a surname and a solar term; no two alike below 300."""
    term = (ordinal * TERM_STEP + ordinal // len(SURNAMES)) % len(SOLAR_TERMS)
    return SURNAMES[ordinal % len(SURNAMES)] + SOLAR_TERMS[term]


def trade_of(ordinal: int) -> tuple[str, str]:
    """The trade's word and industry of the ordinal-th company."""
    return TRADES[(ordinal * TRADE_STEP + ordinal // _words()) % len(TRADES)]


def company_name(ordinal: int) -> str:
    """The name of the ordinal-th company; no two alike below 9,000."""
    return f"演示·{_word(ordinal)}{trade_of(ordinal)[0]}有限公司"


def group_name(group: int, *, trade: str) -> str:
    """The name of a company of a group: they share the group's word."""
    return f"演示·{_word(group)}联合{trade}有限公司"


def _word(ordinal: int) -> str:
    """A word that sounds like a place; 400 of them."""
    second = (ordinal // len(FIRST_SIGNS) + ordinal) % len(SECOND_SIGNS)
    return FIRST_SIGNS[ordinal % len(FIRST_SIGNS)] + SECOND_SIGNS[second]


def _words() -> int:
    """How many words there are."""
    return len(FIRST_SIGNS) * len(SECOND_SIGNS)
