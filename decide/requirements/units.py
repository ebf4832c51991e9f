"""Units of measurement and currencies: what each measures and how many base units it is (data)."""

_YEAR_S = 365.25 * 86_400


def _table(*rows: tuple[str, float, str]) -> dict[str, tuple[str, float]]:
    return {
        word.strip(): (dimension, factor)
        for dimension, factor, words in rows
        for word in words.split(",")
    }


#: Word in lower case → (dimension, base units). A month is a twelfth of a year.
UNITS = _table(
    ("time", 1e-3, "ms, millisecond, milliseconds, 毫秒"),
    ("time", 1.0, "s, sec, secs, second, seconds, 秒, 秒钟"),
    ("time", 60.0, "min, mins, minute, minutes, 分钟"),
    ("time", 3600.0, "h, hr, hrs, hour, hours, 小时, 个小时"),
    ("time", 86_400.0, "d, day, days, calendar day, calendar days, 天, 日, 个日历日, 日历日"),
    ("time", 604_800.0, "week, weeks, 周, 个星期, 星期"),
    ("time", _YEAR_S / 12, "month, months, calendar month, calendar months, 个月"),
    ("time", _YEAR_S, "year, years, yr, yrs, 年"),
    ("working days", 1.0, "working day, working days, business day, business days"),
    ("working days", 1.0, "个工作日, 工作日, 个交易日, 交易日"),
    ("length", 1e-3, "mm, millimetre, millimetres, millimeter, millimeters, 毫米"),
    ("length", 1e-2, "cm, centimetre, centimetres, centimeter, centimeters, 厘米"),
    ("length", 1.0, "m, metre, metres, meter, meters, 米"),
    ("length", 1e3, "km, kilometre, kilometres, kilometer, kilometers, 公里, 千米"),
    ("mass", 1e-3, "g, gram, grams, 克"),
    ("mass", 1.0, "kg, kilogram, kilograms, 公斤, 千克"),
    ("mass", 1e3, "t, tonne, tonnes, 吨"),
    ("volume", 1.0, "l, litre, litres, liter, liters, 升"),
    ("volume", 1e3, "m³, m3, cubic metres, cubic meters, 立方米"),
    ("area", 1.0, "m², m2, square metres, square meters, 平方米"),
    ("temperature", 1.0, "°c, ℃, degrees celsius, degrees, 摄氏度, 度"),
    ("share", 1.0, "%, ％, percent, per cent"),
    ("data", 1e3, "kb"),
    ("data", 1e6, "mb"),
    ("data", 1e9, "gb"),
    ("data", 1e12, "tb"),
    ("data rate", 1e6, "mbit/s, mbps"),
    ("data rate", 1e9, "gbit/s, gbps"),
    ("frequency", 1.0, "hz, 赫兹"),
    ("frequency", 1e3, "khz, 千赫"),
    ("voltage", 1.0, "v, volt, volts, 伏, 伏特"),
    ("current", 1.0, "a, ampere, amperes, amps, 安, 安培"),
    ("power", 1.0, "w, watt, watts, 瓦"),
    ("power", 1e3, "kw, 千瓦"),
    ("pressure", 1.0, "bar, 巴"),
    ("pressure", 1e-2, "kpa, 千帕"),
    ("pressure", 10.0, "mpa, 兆帕"),
    ("noise", 1.0, "db, db(a), 分贝"),
    ("money USD", 1.0, "us dollars, dollars, 美元"),
    ("money USD", 1e4, "万美元"),
    ("money EUR", 1.0, "euro, euros, eur, 欧元"),
    ("money GBP", 1.0, "pounds, pounds sterling, gbp, 英镑"),
    ("money CNY", 1.0, "yuan, rmb, cny, 元"),
    ("money CNY", 1e4, "万元"),
    ("money CNY", 1e8, "亿元"),
)

#: Signs before a sum.
CURRENCIES = {
    "usd": "USD",
    "us$": "USD",
    "$": "USD",
    "eur": "EUR",
    "€": "EUR",
    "gbp": "GBP",
    "£": "GBP",
    "cny": "CNY",
    "rmb": "CNY",
    "¥": "CNY",
    "￥": "CNY",
    "人民币": "CNY",
}
MULTIPLES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "万": 1e4, "亿": 1e8}
