"""A dispatcher's simple table for the demo: which words point to which category. The first that fits wins."""

KEYWORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("gas-service", ("燃气", "天然气", "煤气")),
    ("fire-hazard", ("消防", "着火", "火灾", "失火")),
    ("cable-charging", ("飞线", "充电桩", "电动车充电")),
    ("unsafe-building", ("危房", "房屋开裂", "墙体开裂")),
    ("falling-objects", ("高空抛物", "外墙脱落", "高空坠物")),
    ("illegal-building", ("违建", "违章建筑", "违法搭建", "违规搭建", "加建")),
    ("night-noise", ("夜间施工", "半夜施工", "凌晨施工", "施工噪音", "施工扰民", "搅拌站")),
    ("square-noise", ("广场舞", "噪音", "噪声", "扰民")),
    ("dust", ("扬尘", "灰尘", "粉尘")),
    ("kitchen-fumes", ("油烟",)),
    ("waste-water", ("污水", "臭水", "排污", "污染")),
    ("dirty-water", ("河道", "水渠", "池塘", "湖面")),
    ("exposed-rubbish", ("垃圾",)),
    ("street-vending", ("占道", "摊贩", "夜宵摊", "流动摊")),
    ("parked-cars", ("乱停车", "违停", "停车位", "停车场", "停车")),
    ("traffic-light", ("红绿灯", "信号灯")),
    ("street-light", ("路灯",)),
    ("standing-water", ("积水", "内涝")),
    ("manhole-cover", ("井盖",)),
    ("bus-stop", ("公交", "地铁")),
    ("road-hole", ("路面", "道路", "修路", "坑洼", "马路")),
    ("water-cut", ("停水", "自来水", "供水", "水压")),
    ("power-cut", ("停电", "供电", "电价", "电费")),
    ("owners-dispute", ("业委会", "业主委员会", "开发商", "捆绑", "车位")),
    ("estate-service", ("物业",)),
    ("wages", ("工资", "欠薪", "拖欠")),
    ("labour-dispute", ("加班", "劳动合同", "辞退")),
    ("medical-insurance", ("医保", "医疗保险", "医院")),
    ("social-insurance", ("社保", "养老金", "养老保险", "公积金", "生育")),
    ("papers", ("户口", "落户", "身份证", "房产证", "不动产", "办证", "补贴", "资格")),
    ("school-traffic", ("学校门口", "校门口")),
    ("land-boundary", ("宅基地", "征地", "拆迁", "征收")),
    ("food-safety", ("食品", "卫生许可", "餐馆")),
    ("prices", ("收费", "价格", "诈骗", "退款", "消费", "传销")),
    ("green-care", ("绿化", "草坪")),
    ("tree-felling", ("砍树", "毁绿")),
    ("elderly-service", ("养老院", "老人", "老年")),
)
OTHER = "other"


def category_for(text: str) -> str:
    """The code of the first category one of whose words is in the text, `other` where none is."""
    return next((code for code, words in KEYWORDS if any(word in text for word in words)), OTHER)
