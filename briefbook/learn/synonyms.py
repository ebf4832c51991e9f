"""Words that can take each other's place in training texts (data only).

Apart from those of `briefbook.measure.wording`, which measure robustness and must stay unseen. None
of them denies, hedges, plans or sets a condition: assertions stay as they are.
"""

from collections.abc import Iterable, Mapping

#: Words of one line mean nearly the same and fit the same grammar.
_ENGLISH = """
told informed
reported noted
signed concluded
joined entered
acquires buys
acquired bought
sold divested
hired recruited
appointed named
led headed
leads heads
manages directs
managed directed
makes manufactures
produces makes
supplies provides
supplied provided
received collected
increased grew
decreased shrank
confirmed affirmed
explained clarified
revealed disclosed
launched introduced
opened inaugurated
finished completed
ended concluded
sent forwarded
wrote noted
visited toured
meeting session
deal transaction
contract arrangement
profit earnings
sales revenue
factory plant
staff personnel
workers employees
boss superior
subsidiary affiliate
customers clients
customer client
suppliers vendors
supplier vendor
goods merchandise
price cost
recently lately
currently now
previously formerly
together jointly
mainly chiefly
fully entirely
strong robust
leading foremost
annual yearly
joint shared
"""

_CHINESE = """
任命 委任
聘任 聘用
负责 主管
领导 带领
创办 开办
生产 制造
销售 出售
出售 转让
购买 购入
供应 供给
举行 召开
召开 举办
完成 做完
推出 发布
发布 公布
签约 立约
访问 走访
客户 顾客
供应商 供货商
员工 职工
工厂 厂房
产品 商品
价格 售价
利润 盈利
收入 营收
总部 本部
子公司 下属公司
合同 合约
协议 协定
项目 工程
地区 区域
近日 日前
日前 近期
此前 之前
随后 之后
共同 一同
全部 所有
迅速 快速
巨大 庞大
显著 明显
全新 崭新
"""


def _table(lines: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return for each word the others of its lines."""
    found: dict[str, tuple[str, ...]] = {}
    for line in lines:
        words = line.split()
        for word in words:
            others = (*found.get(word, ()), *(one for one in words if one != word))
            found[word] = tuple(dict.fromkeys(others))
    return found


ENGLISH_SYNONYMS: Mapping[str, tuple[str, ...]] = _table(_ENGLISH.strip().split("\n"))
CHINESE_SYNONYMS: Mapping[str, tuple[str, ...]] = _table(_CHINESE.strip().split("\n"))
