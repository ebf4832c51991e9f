"""Numbers, magnitudes and units by the words for them, in English and Chinese (data)."""

_SMALL_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
)
_TENS_WORDS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINAL_WORDS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth"
    " fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
NUMBERS = {word: place for place, word in enumerate(_SMALL_WORDS.split())} | {
    word: 10 * place for place, word in enumerate(_TENS_WORDS.split(), start=2)
}
ORDINALS = {word: place for place, word in enumerate(_ORDINAL_WORDS.split(), start=1)}
FRACTIONS = {"half": 2, "halves": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "tenth": 10}
SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
SHORT_SCALES = {"k": 1000, "m": 10**6, "mn": 10**6, "mln": 10**6, "bn": 10**9, "b": 10**9}
SHORT_SCALES |= {"tn": 10**12, "trn": 10**12, "dozen": 12, "million": 10**6, "millions": 10**6}
SHORT_SCALES |= {"billions": 10**9, **SCALES}

HAN_DIGITS = dict(
    zip("零〇一二三四五六七八九两", (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2), strict=True)
)
HAN_DIGITS |= dict(zip("壹贰叁肆伍陆柒捌玖", range(1, 10), strict=True))
HAN_SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
HAN_LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
HAN_NUMERALS = "".join((*HAN_DIGITS, *HAN_SMALL, *HAN_LARGE))

CURRENCIES = {
    "USD": "us$ $ usd dollars dollar 美元 美金",
    "GBP": "£ gbp pounds pound sterling 英镑",
    "EUR": "€ eur euros euro 欧元",
    "CNY": "¥ cny rmb yuan renminbi 人民币 元 圆",
    "JPY": "jpy yen 日元",
    "HKD": "hk$ hkd 港元 港币",
    "AUD": "a$ aud 澳元",
    "CAD": "c$ cad 加元",
    "INR": "₹ inr rupees rupee 卢比",
    "CHF": "chf francs 瑞郎 瑞士法郎",
    "KRW": "₩ krw won 韩元",
    "cent": "cents cent pence penny p",
}
MEASURES = {
    "percent": "% percent per-cent pct",
    "point": "percentage-point percentage-points 个百分点",
    "year": "years year yrs yr year-old years-old 年",
    "decade": "decades decade",
    "century": "centuries century 世纪",
    "months": "months month month-old 个月",
    "week": "weeks week 周 个星期 星期",
    "day": "days day 天",
    "hour": "hours hour hrs hr 小时 个小时",
    "minute": "minutes minute mins min 分钟",
    "second": "seconds secs sec 秒",
    "km": "km kilometres kilometre kilometers kilometer 公里 千米",
    "mile": "miles mile mi 英里",
    "metre": "metres metre meters meter 米",
    "cm": "cm centimetres centimeters 厘米",
    "mm": "mm millimetres millimeters 毫米",
    "foot": "feet foot ft 英尺",
    "inch": "inches inch 英寸",
    "acre": "acres acre",
    "hectare": "hectares hectare 公顷",
    "mu": "亩",
    "m2": "m2 平方米",
    "km2": "km2 平方公里",
    "kg": "kg kilograms kilogram kilos kilo 公斤 千克",
    "g": "grams gram 克",
    "mg": "mg milligrams 毫克",
    "pound": "lb lbs",
    "tonne": "tonnes tonne tons ton 吨",
    "litre": "litres litre liters liter 升",
    "barrel": "barrels barrel 桶",
    "degree": "degrees degree ° 度",
    "mph": "mph",
    "kw": "kw kilowatts 千瓦",
    "mw": "mw megawatts 兆瓦",
    "byte": "gb gigabytes",
    "mb": "mb megabytes",
    "hz": "hz",
    "ghz": "ghz",
    "mhz": "mhz",
    "am": "am a.m",
    "pm": "pm p.m",
    "times": "times 倍",
    "place": "ordinal",
    # Chinese counts: what is counted is told by its measure word
    "people": "人 名 位",
    "house": "家",
    "piece": "个 件 台 辆 艘 架 部 只 种 项 条 份 起 套 例 户 层 座 所 次 岁 届 轮 场",
}
UNITS = {
    word.replace("-", " "): unit
    for table in (CURRENCIES, MEASURES)
    for unit, names in table.items()
    for word in names.split()
}
for _count in MEASURES["piece"].split():
    UNITS[_count] = _count
#: Units without which a figure says something else altogether.
INSEPARABLE = frozenset(
    {"percent", "point", "month", "weekday", "date", "clock", "share", "ordinal"}
)

_MONTH_WORDS = (
    "january february march april may june july august september october november december"
)
MONTHS = tuple(_MONTH_WORDS.split())
MONTH_NAMES = {name: place for place, name in enumerate(MONTHS, start=1)}
MONTH_NAMES |= {name[:3]: place for name, place in tuple(MONTH_NAMES.items())} | {"sept": 9}
_WEEKDAY_WORDS = "monday tuesday wednesday thursday friday saturday sunday"
WEEKDAYS = tuple(_WEEKDAY_WORDS.split())
