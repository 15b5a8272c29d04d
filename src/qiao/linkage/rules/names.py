"""Normal forms of names: a company's core without region, legal form and brackets; a person's without forms of address.

Two companies of one name in two regions are two companies, and so are a firm and its branch: region and branch are kept
beside the core and compared by themselves.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from qiao.customers.rules.search import CHINESE, SURNAMES
from qiao.linkage.rules.letters import plain

Reading = Callable[[str], str]
FORMS = (  # the longest first; what is left of a name is its core
    *("股份有限责任公司", "集团股份有限公司", "集团有限责任公司", "集团有限公司", "股份有限公司", "有限责任公司"),
    *("集团总公司", "有限总公司", "集团公司", "股份公司", "有限公司", "总公司", "公司", "集团", "股份", "有限"),
    *("个人独资企业", "个体工商户", "合伙企业", "有限责任"),
)
FORM = re.compile(f"({'|'.join(FORMS)})+$")
FORM_WITHIN = re.compile(r"\((集团|有限合伙|普通合伙|特殊普通合伙|股份|有限)\)")
LATIN_FORM = re.compile(r"(COLTD|LTD|LIMITED|INC|LLC|CORPORATION|CORP)$")
BRANCH = re.compile(
    r"^(?P<firm>.+?(?:有限责任公司|有限公司|公司|集团|厂|社|银行))"
    r"(?P<branch>[^()]{1,20}?(?:分公司|子公司|办事处|分厂|营业部|经营部|门市部|分店|分部|分社|分行|支行|店))$"
)
BRANCH_IN_BRACKETS = re.compile(r"^(?P<firm>.+?)\((?P<branch>[^()]{1,20}(?:分公司|办事处|分厂|分店|店))\)$")
BRACKETED = re.compile(r"\(([^()]*)\)")
PROVINCES = (
    *("内蒙古自治区", "广西壮族自治区", "宁夏回族自治区", "新疆维吾尔自治区", "西藏自治区", "内蒙古", "黑龙江"),
    *("北京", "天津", "上海", "重庆", "河北", "山西", "辽宁", "吉林", "江苏", "浙江", "安徽", "福建", "江西", "山东"),
    *("河南", "湖北", "湖南", "广东", "广西", "海南", "四川", "贵州", "云南", "西藏", "陕西", "甘肃", "青海", "宁夏"),
    *("新疆", "香港", "澳门", "台湾"),
)
CITIES = (  # named in front of companies without the word 市: seats of provinces and other large cities
    *("石家庄", "唐山", "保定", "邯郸", "太原", "大同", "呼和浩特", "包头", "鄂尔多斯", "沈阳", "大连", "鞍山", "长春"),
    *("哈尔滨", "大庆", "南京", "苏州", "无锡", "常州", "南通", "徐州", "扬州", "盐城", "杭州", "宁波", "温州", "嘉兴"),
    *("绍兴", "金华", "台州", "湖州", "合肥", "芜湖", "蚌埠", "安庆", "福州", "厦门", "泉州", "漳州", "南昌", "九江"),
    *("赣州", "济南", "青岛", "烟台", "潍坊", "淄博", "临沂", "济宁", "郑州", "洛阳", "南阳", "新乡", "开封", "武汉"),
    *("宜昌", "襄阳", "荆州", "黄石", "十堰", "长沙", "株洲", "湘潭", "衡阳", "岳阳", "常德", "广州", "深圳", "珠海"),
    *("佛山", "东莞", "中山", "惠州", "汕头", "江门", "南宁", "柳州", "桂林", "海口", "三亚", "成都", "绵阳", "德阳"),
    *("宜宾", "贵阳", "遵义", "昆明", "曲靖", "拉萨", "西安", "宝鸡", "咸阳", "兰州", "西宁", "银川", "乌鲁木齐"),
)
REGION = re.compile(
    f"^(?:中国)?(?P<province>(?:{'|'.join(PROVINCES)})(?:省|市)?)?"
    f"(?P<city>(?:{'|'.join(CITIES)})市?|[^()省市]{{2,4}}?市)?"
    r"(?P<district>[^()区县公司]{2,3}(?:区|县))?"
)
REGION_END = re.compile(r"(省|市|区|县|壮族自治区|回族自治区|维吾尔自治区|自治区)$")
CORE_LEAST = 2  # a core of one letter tells nobody apart: then the region belongs to the name
TITLES = re.compile(r"(先生|女士|小姐|同志|MR|MRS|MS)$")
NOTES = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class CompanyName:
    """A company's name in its parts; a part it lacks is ''."""

    core: str
    region: str = ""
    branch: str = ""


def company_name(text: str) -> CompanyName:
    """The parts of a company's name: the core, the regions it names, the branch it is."""
    whole = plain(text)
    firm, branch = _branch(whole)
    firm = LATIN_FORM.sub("", FORM.sub("", FORM_WITHIN.sub("", firm))) or firm
    inside = [part for part in BRACKETED.findall(firm) if part]
    firm = BRACKETED.sub("", firm)
    firm = FORM.sub("", firm) or firm
    region, core = _region(firm)
    named = [_bare(part) for part in inside if _is_region(part)]
    core += "".join(part for part in inside if not _is_region(part))
    return CompanyName(core or whole, "".join(dict.fromkeys([*region, *named])), branch)


def _branch(whole: str) -> tuple[str, str]:
    found = BRANCH.match(whole) or BRANCH_IN_BRACKETS.match(whole)
    return (found["firm"], found["branch"]) if found else (whole, "")


def _region(firm: str) -> tuple[list[str], str]:
    found = REGION.match(firm)
    assert found is not None, "every part of the pattern may be absent"
    parts = [found["province"], found["city"], found["district"]]
    while parts:
        end = max((found.end(name) for name, part in zip(found.groupdict(), parts, strict=False) if part), default=0)
        if len(firm) - end >= CORE_LEAST:
            return [_bare(part) for part in parts if part], firm[end:]
        parts.pop()
    return [], firm


def _is_region(part: str) -> bool:
    return _bare(part) in PROVINCES or _bare(part) in CITIES or bool(re.fullmatch(r".{2,4}[省市区县]", part))


def _bare(part: str) -> str:
    return REGION_END.sub("", part) if len(part) > CORE_LEAST else part


def person_name(text: str) -> str:
    """A person's name without forms of address and notes in brackets; latin names in one piece."""
    whole = plain(text)
    return TITLES.sub("", NOTES.sub("", whole)) or whole


def sound_of(name: str, *, is_person: bool, reading: Reading) -> str:
    """The name as it sounds, without tones; what has no reading stands for itself. Surnames are read as surnames."""
    sounds = [(reading(letter) or letter) if CHINESE.match(letter) else letter.lower() for letter in name]
    if is_person and name and name[0] in SURNAMES:
        sounds[0] = SURNAMES[name[0]]
    return " ".join(sounds)


NUMBERED = re.compile(r"第?[0-9]+|第[一二三四五六七八九十百]+|[一二三四五六七八九十](?=[分店厂队部号中小院])")


def numbers_in(core: str) -> tuple[str, ...]:
    """The numbers that a name holds: the first and the second factory of a town are two."""
    return tuple(NUMBERED.findall(core))
