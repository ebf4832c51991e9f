"""What kind of thing a requirement demands, told by its words (pure).

The kinds are those of ISO/IEC 25010, folded to what a reader sorts by, with the two of contracts.
"""

import re

from decide.requirements.records import Kind, Limit

#: Words of each kind in both languages; English ones with * match from their beginning. Of kinds
#: with as many words in a text, the earlier in this list is taken.
_WORDS: tuple[tuple[Kind, str], ...] = (
    (
        "security",
        "encrypt* password* authenticat* authoris* authoriz* confidential* secure securely security"
        " login privacy 加密 密码 口令 鉴权 权限 保密 机密 泄露 网络安全 信息安全 隐私 个人信息",
    ),
    (
        "reliability",
        "available availability uptime backup* recover* failure* MTBF battery batteries redundan*"
        " repair* spare 可用性 备份 恢复 故障 续航 电池 冗余 容错 维修 修复",
    ),
    (
        "performance",
        "respond* response* latency throughput concurren* accura* precision speed measur* capacity"
        " tolerance 响应 并发 吞吐 精度 误差 速度 每秒 测量 采样 容量 性能",
    ),
    (
        "interface",
        "interface* API APIs protocol* export* connect* integrat* format*"
        " 接口 通信协议 导入 导出 对接 集成 格式",
    ),
    (
        "usability",
        "usab* easy screen* language* English show shows shown display* manual* accessib*"
        " 界面 显示 易用 操作手册 中文 提示",
    ),
    (
        "data",
        "data record records store stored storage retain* retention log logs archiv*"
        " 数据 温度记录 保存 存储 归档 日志",
    ),
    (
        "environment",
        "humidity vibrat* dust noise indoor* outdoor* waste emission* °C"
        " 环境温度 工作温度 湿度 振动 防尘 防水 噪声 排放",
    ),
    (
        "legal",
        "law laws regulation* comply complies compliance statut* licence* license* court* right"
        " rights liab* governed permit* certificat*"
        " 法律 法规 法院 司法 成员方 条约 公约 专利 商标 许可证 合规 认证 知识产权 权利",
    ),
    (
        "commercial",
        "pay pays paid payment* price* invoic* fee fees deliver* warrant* penalt* terminat*"
        " contract* supplier* signator*"
        " 支付 付款 价格 发票 费用 交付 交货 保修 违约 合同 供应商 甲方 乙方",
    ),
)


def _pattern(words: str) -> re.Pattern[str]:
    parts = [
        re.escape(word)
        if not word[0].isascii()
        else rf"\b{re.escape(word.removesuffix('*'))}" + (r"\w*" if word[-1] == "*" else r"\b")
        for word in words.split()
    ]
    return re.compile("|".join(parts), re.IGNORECASE)


_CUES: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, _pattern(words)) for kind, words in _WORDS
)


def tell_kind(text: str, limits: tuple[Limit, ...] = ()) -> Kind:
    """Return the kind whose words stand most often in `text`; without any it is functional.

    >>> tell_kind("All connections to the portal must be encrypted."), tell_kind("The door opens.")
    ('security', 'functional')
    """
    counts = {kind: len(pattern.findall(text)) for kind, pattern in _CUES}
    if any(limit.dimension in ("data rate", "frequency") for limit in limits):
        counts["performance"] += 1
    if any(limit.dimension.startswith("money") for limit in limits):
        counts["commercial"] += 1
    best = max(counts, key=lambda kind: counts[kind])
    return best if counts[best] else "functional"
