"""Products known by their model names, and events known by the form of their names."""

import re
from collections.abc import Iterator, Sequence

from extract.candidate import PATTERNS, Candidate
from extract.chinese_tags import Word
from extract.organizations import left_edge
from extract.widths import compile_mixed
from extract.words import read_words

_THING = (
    r"(?:pumps?|valves?|series|units?|systems?|motors?|compressors?|sensors?|meters?|controllers?|"
    r"actuators?|gearbox(?:es)?|turbines?|engines?|flowmeters?|impellers?|seals?|drives?|robots?|"
    r"machines?|instruments?|filters?|blowers?|fans?|boilers?|inverters?|batter(?:y|ies)|printers?|"
    r"scanners?|cameras?|phones?|tablets?|servers?|routers?|modules?|devices?|"
    r"transmitters?|gateways?|"
    r"heaters?|coolers?|chillers?|mixers?|tanks?|models?|platform|software|app|"
    r"tool(?:kit)?|product|diaphragms?|membranes?|bearings?|cartridges?|gaskets?|probes?|"
    r"gateways?|couplings?|castings?|gauges?|detectors?|analysers?|analyzers?|dosing)"
)
_CODE = (
    r"[A-Z][A-Za-z]{0,9}[ -]?\d{2,5}[A-Za-z]{0,2}(?:[-/]\d{1,4})?|"
    r"[A-Z]{1,4}\d[A-Z0-9]{0,4}|[A-Z]{1,4}-\d[A-Z]?"
)
#: What a model name stands in front of in Chinese.
_CHINESE_THING = (
    r"(?:型|系列|[\u4e00-\u9fff]{0,4}(?:泵|阀|传感器|流量计|控制器|电机|膜片|变送器|"
    r"网关|轴承|密封圈|"
    r"滤芯|模块|仪表|压缩机|风机|机组|设备|产品))"
)
_PATTERNS = (
    # VX-200 pumps, the AquaSense 300 flowmeter
    (compile_mixed(rf"(?<![\w/.-])(?P<name>{_CODE})(?=\s(?:[a-z]+\s){{0,2}}{_THING}\b)"), 0.85),
    (
        compile_mixed(
            rf"\b(?:[Mm]odel|[Tt]ype|[Ss]eries)\s(?:[Nn]o\.?\s)?(?P<name>{_CODE})(?![\w-])"
        ),
        0.8,
    ),
    (compile_mixed(rf"型号\s?(?:为|是)?[:：]?\s?(?P<name>{_CODE})(?![\w-])"), 0.85),
    (compile_mixed(rf"(?<![A-Za-z0-9/.-])(?P<name>{_CODE})(?=\s?{_CHINESE_THING})"), 0.85),
    # CamelCase names before what they name: the FlowSense platform
    (compile_mixed(rf"\b(?P<name>[A-Z][a-z]+[A-Z][A-Za-z]+)(?=\s(?:[a-z]+\s)?{_THING}\b)"), 0.75),
    (compile_mixed(r"\b(?P<name>[A-Z][\w-]+(?:\s[A-Z][\w-]+){0,2})(?=[™®])"), 0.85),
    (
        compile_mixed(
            r"[“\"「](?P<name>[^“”\"「」，。]{2,12})[”\"」](?=(?:牌|系列|品牌|平台|系统|软件|型|"
            r"水泵|产品|阀门|机器人|手机|应用))"
        ),
        0.75,
    ),
)
# "the Heron gateway", "Tidemark S level transmitters": a name between an article and a device
_NAMED_DEVICE = compile_mixed(
    r"(?:\b(?:the|The|a|an|of|and|our|with|its|new|each|both)|,|^)\s?"
    r"(?P<name>[A-Z][a-z]{2,}(?:\s[A-Z]\d?)?)(?=\s(?:[a-z]+\s)?"
    r"(?:gateways?|transmitters?|flowmeters?|controllers?|actuators?|sensors?|gearbox(?:es)?)\b)"
)
_ORIGIN = compile_mixed(r".*(?:ese|ish|ian|ean|can|man|ern|ing|ed)", re.IGNORECASE)
_CHINESE_MODEL = compile_mixed(
    rf"(?P<name>[\u4e00-\u9fff]{{2,6}}?\s?\d{{2,4}}[A-Z]?)(?=\s?{_CHINESE_THING})"
)
_COMMON = read_words("common_english")
_NAME_TAGS = frozenset(["PER", "LOC", "ORG", "nz", "nw"])
_SCORE_DEVICE = 0.7
_SCORE_MODEL = 0.86
_SCORE_EVENT = 0.65
_MONTH = compile_mixed(
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Q|FY|Page|Section|Table|Figure|"
    r"Article|Unit|Room|Floor|Clause|Annex|Schedule|Phase|Step|Level|Item|No|Line|Plant|"
    r"Building|Route|Class|Grade|Version|Part|Chapter)[a-z]*[ -]?\d"
)
_EVENT = compile_mixed(
    r"\b(?P<name>(?:(?:19|20)\d\d\s)?(?:[A-Z][\w&-]+\s){1,5}(?:Conference|Summit|Expo|Forum|Fair|"
    r"Exhibition|Congress|Symposium|Olympics)(?:\s(?:19|20)\d\d)?)\b"
)
_CHINESE_EVENT = compile_mixed(r"(?:博览会|展览会|交易会|峰会|高峰论坛|论坛|展会|进博会|广交会)")


def find_products(text: str) -> Iterator[Candidate]:
    """Yield model names where a word beside them says what they are, and names in quotes.

    >>> text = "Twelve VX-200 pumps and one FlowSense platform; 型号：DN80"
    >>> [text[found.start : found.end] for found in find_products(text)]
    ['VX-200', 'DN80', 'FlowSense']
    """
    for pattern, score in _PATTERNS:
        for match in pattern.finditer(text):
            if not _MONTH.match(match["name"]):
                yield Candidate(*match.span("name"), "Product", score, PATTERNS)
    for match in _NAMED_DEVICE.finditer(text):
        name = match["name"]
        if not _ORIGIN.fullmatch(name) and name.lower() not in _COMMON:
            yield Candidate(*match.span("name"), "Product", _SCORE_DEVICE, PATTERNS)


def find_chinese_products(text: str, words: Sequence[Word]) -> Iterator[Candidate]:
    """Yield names with a number before what they name, such as 天河200离心泵.

    `words` tell where they begin.
    """
    for match in _CHINESE_MODEL.finditer(text):
        digits = next(place for place in range(*match.span()) if text[place].isdigit())
        letters = digits - (text[digits - 1] == " ")
        for word in words:
            starts_name = word.start < letters <= word.end and letters - word.start >= 2
            if starts_name and word.tag in _NAME_TAGS:
                yield Candidate(word.start, match.end("name"), "Product", _SCORE_MODEL, PATTERNS)


def find_events(text: str, words: Sequence[Word]) -> Iterator[Candidate]:
    """Yield fairs, conferences and the like; `words` are the Chinese ones."""
    for match in _EVENT.finditer(text):
        yield Candidate(*match.span("name"), "Event", _SCORE_EVENT, PATTERNS)
    for match in _CHINESE_EVENT.finditer(text):
        start = left_edge(text, words, match.start(), named=True)
        if match.start() - start >= 2:
            yield Candidate(start, match.end(), "Event", _SCORE_EVENT, PATTERNS)
