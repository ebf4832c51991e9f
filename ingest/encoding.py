"""Bytes become text when nobody says in which encoding they are."""

import codecs
import re

from charset_normalizer import from_bytes

_BOMS = (  # UTF-32 first: its mark begins with that of UTF-16
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What people declare, and the larger set that they mean (WHATWG Encoding Standard).
_LARGER = {
    "ascii": "cp1252",
    "big5": "big5hkscs",
    "cp936": "gb18030",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "shift_jis": "cp932",
    "tis-620": "cp874",
}
_SAMPLE = 40_000  # bytes are plenty for an encoding

# Frequent characters tell apart encodings that could all be valid: even two of them are telling.
_SIMPLIFIED = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后"
    "多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合"
    "还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只"
    "没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边"
    "流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造"
    "百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例"
    "真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且"
    "究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何"
    "除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满"
    "县局照参红细引听该铁价严函附录签甲乙方款司董监股券编账税您请谢"
)
_TRADITIONAL = frozenset(
    "的一是在不了有和人這中大為上個國我以要他時來用們生到作地於出就分對成會可主發年動同工也能下過子說產種面而方後"
    "多定行學法所民得經十三之進著等部度家電力裡如水化高自二理起小物現實加量都兩體制機當使點從業本去把性好應開它合"
    "還因由其些然前外天政四日那社義事平形相全表間樣與關各重新線內數正心反你明看原又麼利比或但質氣第向道命此變條只"
    "沒結解問意建月公無系軍很情者最立代想已通並提直題黨程展五果料象員革位入常文總次品式活設及管特件長求老頭基資邊"
    "流路級少圖山統接知較將組見計別她手角期根論運農指幾九區強放決西被幹做必戰先回則任取據處隊南給色光門即保治北造"
    "百規熱領七海口東導器壓志世金增爭濟階油思術極交受聯什認六共權收證改清己美再採轉更單風切打白教速花帶安場身車例"
    "真務具萬每目至達走積示議聲報鬥完類八離華名確才科張信馬節話米整空元況今集溫傳土許步群廣石記需段研界拉林律叫且"
    "究觀越織裝影算低持音眾書布複容兒須際商非驗連斷深難近千周委素技備半辦青省列習響約支般史感便團往歷市克何除消構"
    "府稱太準精值號率族維劃選標寫存候毛親快效斯院查江型眼王按格養易置派層片始卻專狀育廠京識適屬圓包火住調滿縣局照"
    "參紅細引聽該鐵價嚴函附錄簽款司董監股券編帳稅您請謝事會議"
)
_PUNCTUATION = frozenset("，。、：；？！“”‘’（）《》【】「」『』—…·％　")
_KANA = frozenset(map(chr, range(0x3041, 0x30FF)))
_HANGUL = frozenset(
    "이다의는을가에고하한로도은지사기를서자인아리정대시어나해일부수전있원과으제장라상보들여그주장안만조구성회게"
)
# Encoding, its frequent characters, and the national standard whose first rows hold the usual ones.
_CANDIDATES = (
    ("gb18030", _SIMPLIFIED | _PUNCTUATION, "gb2312", 0xB0, 0xD7),
    ("big5hkscs", _TRADITIONAL | _PUNCTUATION, "big5", 0xA4, 0xC6),
    ("cp932", _KANA | _PUNCTUATION, "euc_jp", 0xB0, 0xCF),
    ("euc_jp", _KANA | _PUNCTUATION, "euc_jp", 0xB0, 0xCF),
    ("cp949", _HANGUL, "euc_kr", 0xB0, 0xC8),
)
_FREQUENT_ENOUGH = 0.15  # of the characters beyond ASCII; running Chinese reaches 0.6 and more
_USUAL_ENOUGH = 0.85
_LATIN = ("cp1252", "cp1250", "cp1254", "cp1257")
_OTHER = ("cp1251", "koi8_r", "cp1253", "cp1255", "cp1256", "cp874", "cp866", "cp1252")
_ESCAPES = re.compile(rb"\x1b\$[@B]|\x1b\(J")  # ISO-2022-JP
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")


def decode_text(data: bytes, *, declared: str = "") -> str | None:
    """Decode text in any usual encoding; None when the bytes are not text at all.

    A byte order mark wins, then valid UTF-8, then what the file itself `declared`, then what
    the bytes look like: UTF-16, Chinese, Japanese and Korean by their frequent characters, the
    rest as charset-normalizer says. Line ends become line feeds.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _unified(data[len(mark) :].decode(encoding, "replace"))
    text = _decoded_utf8(data)
    if text is None:
        text = _decoded(data, _meant(declared)) if declared else None
    if text is None:
        text = _decoded(data, _guessed(data), "replace")
    return None if text is None or _is_binary(text) else _unified(text)


def decode_name(data: bytes) -> str:
    """Decode the name of a file: UTF-8, GB18030 or Big5 where it looks so, else code page 437.

    >>> decode_name("合同.txt".encode("gbk"))
    '合同.txt'
    """
    for encoding in ("utf-8", _east_asian(data) or "cp437"):
        name = _decoded(data, encoding)
        if name is not None:
            return name
    return data.decode("cp437")


def _unified(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def _decoded(data: bytes, encoding: str, errors: str = "strict") -> str | None:
    try:
        return data.decode(encoding, errors)
    except (UnicodeDecodeError, LookupError):
        return None


def _decoded_utf8(data: bytes) -> str | None:
    """Decode UTF-8, with a few broken places allowed; None for what has other signs."""
    if _ESCAPES.search(data[:_SAMPLE]) or b"\x00" in data[:_SAMPLE]:
        return None
    text = _decoded(data, "utf-8")
    if text is not None or data.isascii():
        return text
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    beyond = sum(not character.isascii() for character in text)
    return text if broken * 20 < beyond else None


def _meant(declared: str) -> str:
    try:
        name = codecs.lookup(declared.strip().strip("\"'")).name
    except LookupError:
        return ""
    return _LARGER.get(name, name)


def _guessed(data: bytes) -> str:
    sample = data[:_SAMPLE]
    if _ESCAPES.search(sample):
        return "iso2022_jp"
    return _utf16(sample) or _east_asian(sample) or _western(sample)


def _utf16(sample: bytes) -> str:
    """Recognise UTF-16 without a mark by the zero bytes of spaces, digits and line feeds."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if len(sample) % 2 or max(even, odd) * 50 < len(sample) or min(even, odd) * 10 > max(even, odd):
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def _east_asian(sample: bytes) -> str:
    """Return the Chinese, Japanese or Korean encoding with the most frequent and usual characters.

    Simplified Chinese wins a tie; "" when the characters are too odd for any of them.
    """
    if sum(byte > 127 for byte in sample) < 2:
        return ""
    best, encoding = max(
        ((_plausibility(sample, candidate), candidate[0]) for candidate in _CANDIDATES),
        key=lambda score: score[0],
    )
    return encoding if best > 0 else ""


def _plausibility(sample: bytes, candidate: tuple[str, frozenset[str], str, int, int]) -> float:
    encoding, known, standard, first, last = candidate
    text = sample.decode(encoding, "replace").rstrip("\ufffd")  # the sample may end in a character
    beyond = [character for character in text if not character.isascii()]
    broken = beyond.count("\ufffd")
    if not beyond or broken * 50 > len(beyond):
        return 0.0
    frequent = sum(character in known for character in beyond) / len(beyond)
    rows = [character.encode(standard, "replace")[0] for character in beyond]
    usual = sum(first <= row <= last for row in rows) / len(beyond)
    plausible = frequent >= _FREQUENT_ENOUGH or (usual >= _USUAL_ENOUGH and not broken)
    return 2 * frequent + usual if plausible else 0.0


def _western(sample: bytes) -> str:
    """Return a single-byte encoding; Latin where only some of the letters are beyond ASCII."""
    beyond = sum(byte > 127 for byte in sample)
    letters = sum(byte > 127 or chr(byte).isalpha() for byte in sample)
    latin = beyond * 3 < letters or beyond < 8
    best = from_bytes(sample, cp_isolation=[*(_LATIN if latin else _OTHER)]).best()
    return best.encoding if best and not (latin and beyond < 8) else "cp1252"


def _is_binary(text: str) -> bool:
    sample = text[:_SAMPLE]
    return len(_CONTROL.findall(sample)) * 50 > len(sample)
