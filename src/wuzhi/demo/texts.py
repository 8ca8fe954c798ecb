"""What people write in the demo: our own sentences, put together from parts by lot. Nobody real is in them."""

import random

WHAT: dict[str, tuple[str, ...]] = {
    "exposed-rubbish": ("一堆生活垃圾没人清，苍蝇很多", "垃圾袋散了一地，味道很大"),
    "rubbish-heap": ("渣土堆了快半人高，一直没有运走", "旧家具和碎砖堆着，老人走路不方便"),
    "dirty-road": ("路面上全是泥巴，骑车打滑", "落叶和烟头很多，好几天没扫"),
    "full-bin": ("垃圾桶满了，袋子都堆到外面了",),
    "building-waste": ("有人夜里倒了一车装修垃圾",),
    "spoil-lorry": ("渣土车一路撒漏，灰很大",),
    "public-toilet": ("公厕没有水，地上很脏",),
    "small-ads": ("墙上电杆上贴满了小广告",),
    "sewage-overflow": ("下水道口往外冒污水，路都走不了",),
    "illegal-building": ("楼顶有人在搭铁皮棚子，挡了采光", "有人把公共通道围起来盖房子"),
    "street-vending": ("摊子摆到马路中间，车子过不去",),
    "blocked-path": ("人行道被货物占满，只能走到机动车道上",),
    "parked-cars": ("消防通道上长期停着车", "双向两边都停车，会车要等很久"),
    "parked-bikes": ("单元门口电动车停得满满的，推不出来",),
    "night-noise": ("工地夜里还在打桩，孩子睡不着",),
    "square-noise": ("晚上音响声音太大，希望调小一点",),
    "dirty-water": ("沟里漂着很多塑料袋和水草",),
    "straw-burning": ("田里在烧秸秆，烟往村子里飘",),
    "kitchen-fumes": ("楼下餐馆的油烟直接往楼上排",),
    "waste-water": ("有一根管子在往河里排黑水",),
    "dust": ("工地没有洒水，风一吹全是灰",),
    "green-litter": ("草地里扔了很多饭盒",),
    "green-care": ("新栽的树死了一排",),
    "street-light": ("路灯有四盏不亮，晚上看不见路", "整条巷子的路灯都灭了"),
    "manhole-cover": ("井盖松了，车子一过就响",),
    "road-hole": ("路上有个大坑，已经有人摔过", "路面开裂，下雨就看不见坑"),
    "village-road": ("组里的路断了一截，收割机进不来",),
    "traffic-light": ("红绿灯一直闪黄灯",),
    "guard-rail": ("护栏被撞倒了一段，没有人扶起来",),
    "bus-stop": ("候车亭的玻璃碎了，座位也坏了",),
    "exercise-gear": ("健身器材的螺丝掉了，孩子玩不安全",),
    "standing-water": ("一下雨就积水，水没到脚踝",),
    "water-pipe": ("水管在漏，水流到路上了",),
    "estate-light": ("楼道的灯坏了，老人下楼摔跤怎么办",),
    "ditch": ("沟渠淤住了，田里的水排不出去",),
    "loose-cable": ("一根线垂到头顶，大车过会挂住",),
    "water-cut": ("从早上起就没有水，也没有通知",),
    "power-cut": ("又停电了，冰箱里的东西要坏了",),
    "school-traffic": ("放学时校门口堵得走不动，很危险",),
    "food-safety": ("买到过期的食品，店里不肯退",),
    "prices": ("停车收费和公示的不一样",),
    "wages": ("做完工两个月了，工钱没有结清",),
    "estate-service": ("电梯坏了，物业说等等再说", "垃圾清运不及时，物业电话打不通"),
    "social-insurance": ("想问灵活就业的养老保险怎么交",),
    "papers": ("想问房产证要带哪些材料",),
    "barrier-free": ("坡道太陡，轮椅上不去",),
    "neighbours": ("楼上漏水到我家，说了几次谈不拢", "隔壁把东西堆在公用楼梯口，为这事吵过"),
    "land-boundary": ("田界说不清，两家争了好久",),
    "owners-dispute": ("业主和物业为公共收益的事争执",),
    "open-pond": ("塘边没有护栏，放假有孩子去玩",),
    "cable-charging": ("从窗户拉线下来给电动车充电",),
    "falling-objects": ("外墙的瓷砖松了，掉下来会砸到人",),
}
SMALL = ("exposed-rubbish", "dirty-road", "full-bin", "small-ads", "parked-bikes", "green-litter", "estate-light")
DANGER: dict[str, tuple[str, ...]] = {
    "gas-leak": ("楼道里有很浓的燃气味",),
    "fire-hazard": ("楼下杂物在冒烟，像是起火了",),
    "fallen-line": ("电线断了掉在路上，还在打火花",),
    "road-collapse": ("路面塌了一个洞，井盖也不见了",),
    "unsafe-building": ("老房子的墙裂了大口子，像要倒",),
}
ERRANDS: dict[str, tuple[str, ...]] = {
    "fetch-medicine": ("腿脚不便，想请人代取慢性病的药",),
    "fill-form": ("不会填救助申请表，想请人帮忙填",),
    "go-along": ("想去窗口办事，一个人不方便，请人陪一下",),
    "pension-check": ("不会用手机做养老待遇资格认证",),
    "small-repair": ("家里水龙头关不紧，想请人看一下",),
    "visit": ("一个人住，希望每周有人来坐坐",),
    "fetch-parcel": ("快递太重，想请人代取一下",),
}
VAGUE = ("有些地方不好，你们看着办。", "上次那件事怎么样了？", "希望越来越好。", "那边的人不行，要管一管。")
COMPLAINTS = ("去办事，窗口的人让跑了三趟也没有说清要什么材料。", "打了几次电话没人接，事情拖着不办。")
_SPOTS = (
    "路口东侧",
    "小区南门外",
    "村部门口",
    "桥头",
    "菜场后门",
    "公交站旁",
    "巷子里头",
    "学校围墙边",
    "广场北边",
    "沟边小路上",
)
_SINCE = ("今天早上发现的", "昨天就这样了", "已经三四天了", "有一个多星期了", "刚刚看到")
_WISH = ("请尽快派人看看", "希望有人来处理", "麻烦回个话", "请安排一下")


def words_for(category: str, dice: random.Random) -> str:
    """A report on a category of WHAT or DANGER."""
    what = dice.choice((WHAT | DANGER)[category])
    return f"{dice.choice(_SPOTS)}{what}，{dice.choice(_SINCE)}，{dice.choice(_WISH)}。"


def errand_words(category: str, dice: random.Random) -> str:
    """An errand asked for."""
    return f"{dice.choice(ERRANDS[category])}，{dice.choice(('这两天方便就行', '最好明天上午', '不着急'))}。"
