"""Words by which names are told from what only looks like one (data).

`OPENERS` are English words that open sentences and name nothing; of any other word that stands
first and is not in the evidence one cannot know. `SURNAMES` are the commonest Chinese surnames,
`AMBIGUOUS_SURNAMES` those that are
common characters besides, `SURNAME_WORDS` common words that begin with one of them.
"""

_OPENERS = (
    "a about above according across additionally after again against all almost already also"
    " although always among an and another any anyone are around as at authors because before"
    " below besides between both but by can could current currently despite did do does down"
    " during each early earlier either empirical even every everyone existing experimental"
    " experiments experts few finally first five following for former four from further"
    " furthermore given had has have he hence her here his how however hundreds i if in instead"
    " into is it its last late later least less let like many may meanwhile might more moreover"
    " most much my near nearly neither never new next no none nor not now of off officials often"
    " on once one only or other others our over overall people perhaps please police previous"
    " proposal proposed proposes propose proposing recent recently researchers results scientists"
    " second several she should simple since six so some someone soon still study studies such"
    " ten than that the their them then there therefore these they thing things this those"
    " though thousands three through throughout thus to today together tomorrow too toward"
    " towards two under unfortunately unlike until up upon us using using very via was we well"
    " were what when where whereas whether which while who whole whose why will with within"
    " without would yesterday yet you your"
)
OPENERS = frozenset(_OPENERS.split())

SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘"
    "杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文欧司诸葛"
)

AMBIGUOUS_SURNAMES = frozenset("于文常万时段石田方高白任何许金程安成明马林江黄史武夏龙孔余")

_WORDS = (
    "丁二 万元 万方 万有 万物 万能 于其 于是 任何 任务 任命 任意 任期 任职"
    " 任课 何时 何种 余下 余年 余热 余额 侯选 史上 司机 司法 周一 周三 周二"
    " 周五 周六 周四 周围 周年 周日 周期 周末 周边 唐代 唐诗 夏天 夏季 孔径"
    " 孔洞 孔隙 安全 安排 宋代 宋词 常压 常年 常态 常数 常温 常用 常见 常规"
    " 康复 成功 文中 文件 文化 文字 文学 文明 文本 文物 文献 文章 方位 方便"
    " 方可 方向 方差 方式 方形 方才 方案 方法 方程 方针 方阵 方面 时间 明确"
    " 易于 易发 易用 林业 林区 林地 林场 林木 梁式 欧元 欧洲 欧盟 欧美 武器"
    " 武汉 武装 段时 段落 段长 毛利 毛细 江苏 江西 汤剂 汪洋 田野 田间 白天"
    " 白色 石化 石墨 石材 石油 石灰 秦代 秦岭 程序 程度 程控 罗马 苏打 葛根"
    " 许可 许多 许用 诸多 诸如 谢谢 贺电 贾樟 郭沫 金字 金属 金沙 金矿 金融"
    " 金额 钱款 陆上 陆地 陆续 雷达 韩国 顾客 顾问 马上 马克 高中 高于 高产"
    " 高优 高低 高分 高压 高原 高可 高品 高密 高对 高尔 高层 高山 高峰 高度"
    " 高强 高性 高技 高效 高斯 高新 高校 高水 高浓 高清 高温 高炉 高端 高等"
    " 高管 高精 高级 高维 高考 高能 高血 高质 高速 高铁 高阶 高频 黄河 黄色"
    " 黄金 龙头"
)
SURNAME_WORDS = frozenset(_WORDS.split())
