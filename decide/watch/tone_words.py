"""Common words that praise or blame, in English and Chinese: our own lists (data only).

English words stand in their first form; `decide.terms.stem` meets the others. They lean to what
letters, news and complaints say of companies, products and people.
"""

GOOD_ENGLISH = """
grew rose won accomplish achieve achievement admire advance advantage affordable agree amazing
appreciate approve attractive award beautiful beat benefit best better bonus boom boost bright
brilliant calm capable celebrate champion cheer climb comfortable commend competent competitive
complete confident confidence congratulate convenient cooperative creative delight delighted
delightful deserve easy efficient effective elegant encourage endorse enhance enjoy enjoyable
enthusiastic excellent exceed exceptional excite expand faithful fantastic fast favourable
favorable favourite favorite flawless friendly fruitful gain generous gentle glad good graceful
grateful great grow growth happy harmony healthy help helpful honest honour honor ideal impress
impressive improve improvement increase innovative inspire intelligent joy keen love lovely loyal
lucky luxurious merit modern neat nice optimistic outperform outstanding perfect pleasant pleasure
polite popular positive praise precious prefer profit profitable progress prompt promise prosper
protect proud quiet reasonable rebound recommend recover recovery refresh reliable relief
remarkable resolve respect reward rich rise robust safe satisfaction satisfy satisfied secure
sincere skilful smart smile smooth solid solve spacious sparkle splendid stable strength strengthen
strong succeed success successful suitable superb superior support surge surpass sustainable talent
terrific thrive timely tremendous trust trustworthy upgrade upbeat useful valuable victory warm
welcome win winner wonderful worthy
"""

BAD_ENGLISH = """
broke fell lost sank slid abandon abuse accident accuse afraid aggressive alarm allegation allege
anger angry annoy annoying anxious apology apologise apologize appalling arrest ashamed attack
awful awkward bad ban bankrupt bankruptcy barrier blame bleak boring bother breach break breakdown
bribe bribery broken brutal bug burden cancel careless catastrophe chaos cheat clash closure
collapse complain complaint concern conflict confuse confusion contaminate corrupt corruption
costly crash crime criminal crisis critical criticise criticism criticize cruel cut damage danger
dangerous dead deadline death debt decline decrease defeat defect defective deficit delay demolish
deny deteriorate die difficult difficulty dirty disagree disappoint disappointed disappointing
disappointment disaster discrepancy disgust dislike dismiss dispute disrupt disruption dissatisfy
distress disturb doubt downgrade downturn drop dump dull dusty embarrass emergency error evil
expensive expose fail failure fake fall false fault faulty fear filthy flaw fraud fraudulent
frighten frustrate frustrating furious grief grim guilty halt hard harm harmful harsh hate hostile
horrible horrific hurt ignore ill illegal impossible improper inability inaccurate inadequate
incident incompetent incorrect inferior injure injury insolvent insult interrupt investigation
irritate jeopardise jeopardize kill lack late lawsuit layoff leak liability litigation loser lose
loss manipulate mediocre mess misconduct mislead misleading miss mistake misuse negative neglect
negligent nervous noise noisy nonsense obstacle offend outage outrage overcharge overdue overrun
pain painful panic penalty peril plunge poison poor pressure problem protest punish quarrel quit
recall recession redundancy refuse regret reject repair revolt ridiculous risk risky rude ruin
rumour rumor rupture sad scandal scare scratch serious setback severe shame shock shortage
shortfall shut sick slow slump smell sorry steal stink strike struggle stupid substandard sue
suffer suspect suspend suspicion suspicious terrible terror terrorist thief threat threaten tired
toxic trap trouble ugly unable unacceptable uncertain uncertainty uncomfortable unexpected unfair
unfortunate unfortunately unhappy unhelpful unlawful unpaid unprofessional unreliable unsafe
unsatisfactory unwilling upset useless victim violate violation violent vulnerable warn warning
waste weak weaken weakness worry worse worsen worst worthless wrong
"""

#: What turns the words after it round, within a few words.
TURNS_ENGLISH = (
    "not no never neither nor none nobody nothing without hardly barely scarcely cannot can't don't"
    " didn't doesn't won't wouldn't isn't wasn't aren't weren't couldn't shouldn't hasn't haven't"
    " hadn't ain't lack fail cease deny avoid"
)
MORE_ENGLISH = (
    "very extremely really highly deeply seriously totally completely absolutely most too so"
    " particularly especially severely sharply significantly"
)
LESS_ENGLISH = "slightly somewhat fairly rather partly mildly marginally"

GOOD_CHINESE = """
安全 安心 帮助 棒 保障 饱满 便捷 便利 便宜 不错 超值 称赞 成功 成就 诚恳 诚信 诚实 出色 创新 达标
大方 到位 得体 得力 繁荣 方便 丰富 丰厚 符合 改善 改进 感动 感激 感谢 高效 高兴 高档 恭喜 公道 公平
公正 巩固 贡献 规范 好 好评 好转 合格 合理 和谐 欢迎 欢乐 欢喜 缓解 回升 回暖 活力 积极 激动 及时
佳 嘉奖 坚固 坚实 坚定 健康 健全 奖励 节省 解决 杰出 进步 惊喜 精彩 精美 精致 经典 可爱 可靠 可口
肯定 快乐 快捷 宽敞 乐观 乐意 利好 良好 亮点 领先 流畅 满意 满足 美观 美好 美丽 美味 明智 耐心 耐用
能干 努力 佩服 漂亮 平稳 齐全 强劲 强大 亲切 清楚 清晰 清洁 热烈 热情 热心 认可 认真 荣誉 荣获 柔软
善良 上乘 上涨 上升 舒服 舒适 顺利 顺畅 缩短 踏实 提升 提高 体贴 通畅 突破 推荐 妥善 完美 完善 完整
旺盛 温馨 温暖 稳定 稳健 稳步 稳固 物超所值 喜欢 喜爱 喜悦 细心 细致 鲜美 先进 显著 享受 祥和 欣赏
欣慰 新颖 信任 信赖 信心 兴奋 兴旺 幸福 幸运 迅速 严谨 一流 益处 盈利 赢 赢得 优惠 优良 优美 优势
优秀 优雅 优异 优质 友好 有效 有趣 有益 愉快 圆满 赞 赞赏 赞扬 赞同 增长 增强 珍贵 真诚 整洁 正确
支持 值得 质优 智慧 周到 周全 祝贺 专业 准时 准确 卓越 尊重 增收 扭亏 达成一致 信誉 爽 香 靓 超赞
实惠 干净 给力 靠谱 热销 畅销
"""

BAD_CHINESE = """
暗淡 昂贵 肮脏 败诉 败 报废 暴跌 暴力 悲伤 悲观 崩溃 逼 弊端 贬值 变质 不安 不便 不当 不良 不满
不符 不足 不合格 不合理 不幸 不如 不佳 不行 不力 惨 残缺 差 差劲 差评 吵 吵闹 迟到 迟缓 耻辱 丑闻
丑 臭 处罚 粗糙 粗心 错 错误 怠慢 担心 担忧 道歉 倒闭 倒霉 抵制 低劣 低迷 跌 丢失 丢 动荡 毒 堵塞
断裂 断货 恶化 恶劣 恶意 恶心 罚款 烦 烦躁 反对 愤怒 废品 风险 腐败 腐蚀 负面 负债 干扰 故障 怪 贵
过期 过时 害怕 含糊 寒心 后悔 糊涂 坏 荒唐 慌 谎言 混乱 祸 艰难 焦虑 狡猾 教训 紧张 惊慌 警告 纠纷
拒绝 绝望 开裂 亏 亏损 亏空 苦 困难 困扰 垃圾 滥用 劳累 泪 冷淡 冷漠 离谱 裂纹 劣质 漏 漏水 漏洞 乱
落后 麻烦 马虎 埋怨 矛盾 冒充 没收 没用 闷 蒙骗 谬误 磨损 难 难吃 难受 难看 难过 恼火 怒 赔偿 疲软
偏差 骗 骗人 骗子 破产 破坏 破损 破裂 欺骗 欺诈 歧视 泣 谴责 欠 欠款 强迫 侵犯 侵权 缺货 缺点 缺乏
缺陷 扰民 伤害 伤亡 伤心 失败 失误 失望 失效 失信 失灵 失踪 事故 受损 受伤 受害 衰退 衰弱 撕毁 死
死亡 松动 诉讼 损 损害 损坏 损失 塌 贪 贪污 瘫痪 逃避 讨厌 疼 停产 停电 停工 痛苦 痛 投诉 推卸 推诿
拖 拖欠 拖延 脱落 歪曲 危害 危机 危险 违反 违法 违规 违约 委屈 威胁 萎缩 污染 诬陷 无法 无奈 无能
无效 无礼 无聊 侮辱 误导 误解 误差 下跌 下滑 下降 嫌 陷入 陷阱 泄漏 泄露 辛酸 羞 虚报 虚假 延误
延迟 严重 掩盖 厌恶 谣言 异常 异味 阴影 隐患 隐瞒 忧虑 诱骗 郁闷 冤 怨 糟 糟糕 造假 噪音 噪声 责怪
炸 债务 障碍 折磨 争议 争吵 质疑 滞后 滞销 制裁 中断 皱 阻碍 阻挠 阻力 罪 作弊 召回 整改 裁员 上当
坑 烂 脏 慢 旧 吵杂 后怕 伪劣 假货 次品 黑心 失职 渎职 爆雷 违禁 查封 冻结 被查 被罚 起诉 罢工 抗议
谣传 传闻 退货 退款 索赔
"""

#: What turns the words after it round, within a few characters.
TURNS_CHINESE = (
    "不 没 没有 无 未 非 别 勿 莫 并未 从未 毫无 难以 不再 不够 缺乏 谈不上 算不上 避免 防止 杜绝"
)
#: What only looks like one of them.
NO_TURNS_CHINESE = "非常 无论 未来 不但 不仅 不管 不断 不时 无比 除非 无锡"
MORE_CHINESE = "很 非常 十分 极 极其 特别 太 最 相当 尤其 严重 超 超级 更 更加 极度 大幅 真"
LESS_CHINESE = "有点 有些 稍 稍微 略 略微 比较 还算 小幅"
