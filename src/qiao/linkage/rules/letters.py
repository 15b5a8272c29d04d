"""Letters before they are compared: full width as half, traditional as simplified, no spaces, no signs between.

The table holds what stands in names and addresses of the mainland's banks; a letter it lacks is still found by its
sound, for the two forms of a letter are read alike.
"""

import re
import unicodedata

TRADITIONAL = (
    "東車馬長門開關聞問間閒閩閱風飛飯館餘魚鳥鳳鶴鷹麗麥黃黨齊齒龍龜龐萬與專業叢絲兩嚴喪個豐臨為舉義烏樂喬習鄉書買亂爭於虧雲亞產畝親億僅從侖倉"
    "儀們價眾優會傘偉傳傷倫偽體傭俠侶僑偵側債傾儲兒黨蘭興養獸岡冊寫軍農馮衝決況凍淨準涼減湊凱擊創劃劉則剛刪別劑劍劇勸辦務動勵勁勞勢勳匯區醫華協單"
    "賣盧鹵衛卻廠廳歷厲壓厭縣參雙發變敘葉號嘆嚇嗎啟吳員聽嗚噴團園圍國圖圓聖場壞塊堅壇壩墳墜壘壯聲殼壺處備複夠頭夾奪奮獎奧婦媽嬌孫學寧寶實審憲宮寬賓"
    "對尋導壽將爾塵嘗堯屍盡層屆屬歲島嶺峽嶄嶽幣師帳帶幀幫幹並廣莊慶廬庫應廟龐廢張彎彌強歸當錄徹徑後憶懷態總戀恆惡悅懸驚懇慣戰戲戶撲執擴掃揚撫"
    "搶護報擔擬攏擇掛揮損換據擄撐攤攝數敵斂斷無舊時曠曉曆暈術機殺雜權條來楊極構槍樞棗標棧棟欄樹樣橋檔橫檢櫻歐歡殘殲毀畢氣漢湯溝沒滬瀘濘瀉潑澤潔"
    "灑窪漿澆濁測濟瀏渾濃濤澇漣渦潤澗漲滲漁灣濕溫濱滾滿滅燈靈災爐點煉爍爛燭煙煩燒燴熱煥愛爺牽犧狀猶獨獅獄獵環現瑪瑋瑤瓊電畫暢疇療瘋瘍癢"
    "監蓋盤眾睏著睜矯礦碼磚確礎禮禎禍離種積稱穩窮竊競筆箏築簡籃類糧緊糾紅紀約級紋納紐純紗綱線練組紳細織終經綁結繞給絡絕統絹絨維綿綸綢綜綠綴綺網緒續"
    "緣編緩緯縱縫總縮繡繳罰羅羨翹聰職聯肅腸膚腎腫脅勝腦膠臉艦艙艱藝節蘆蘇蘋範莖薦榮藥萊蓮獲瑩營蕭薩蔣藍薊蘊蝦蟲蠶補襯襲裝褲見觀規視覽覺觸譽"
    "計訂認討讓訓議記講許論設訪證評識訴診詞試詩誠話誕詢該詳語誤說請諸諾讀課誰調談謀諧謝謙譚譜貝貞負財責賢敗貨質販貪購貫貴貸貿費賀賈資賦賜賞賴贊贈贏趙趕"
    "躍踐轉輪軟軸輕載輔輛輝輸達遷過邁運還這進遠違連遲適選遜遞邏遺鄧鄭鄰鄒釀釋裡鑒針釘釣鈞鈔鈣鋼鑰鉅鈴鉛鉑銀銅鋁銘銳鋒鋰鋪銷鎖鍋鍵錦錢錫鍛鎮鏡鐘鐵鑫鑽閃閉"
    "閆闖閣閔閻隊陽陰陣階際陸陳陝隨險隱隸難雛霧靜韋韓韻頁頂項順須頑顧頓預領頗頸頻題額顏願顯飲飾餅饒駐駕騰驅驗駿騎驛騾鬧魯鮑鮮鯉鯨鳴鴻鵬鵝麵齡"
)
SIMPLIFIED = (
    "东车马长门开关闻问间闲闽阅风飞饭馆余鱼鸟凤鹤鹰丽麦黄党齐齿龙龟庞万与专业丛丝两严丧个丰临为举义乌乐乔习乡书买乱争于亏云亚产亩亲亿仅从仑仓"
    "仪们价众优会伞伟传伤伦伪体佣侠侣侨侦侧债倾储儿党兰兴养兽冈册写军农冯冲决况冻净准凉减凑凯击创划刘则刚删别剂剑剧劝办务动励劲劳势勋汇区医华协单"
    "卖卢卤卫却厂厅历厉压厌县参双发变叙叶号叹吓吗启吴员听呜喷团园围国图圆圣场坏块坚坛坝坟坠垒壮声壳壶处备复够头夹夺奋奖奥妇妈娇孙学宁宝实审宪宫宽宾"
    "对寻导寿将尔尘尝尧尸尽层届属岁岛岭峡崭岳币师帐带帧帮干并广庄庆庐库应庙庞废张弯弥强归当录彻径后忆怀态总恋恒恶悦悬惊恳惯战戏户扑执扩扫扬抚"
    "抢护报担拟拢择挂挥损换据掳撑摊摄数敌敛断无旧时旷晓历晕术机杀杂权条来杨极构枪枢枣标栈栋栏树样桥档横检樱欧欢残歼毁毕气汉汤沟没沪泸泞泻泼泽洁"
    "洒洼浆浇浊测济浏浑浓涛涝涟涡润涧涨渗渔湾湿温滨滚满灭灯灵灾炉点炼烁烂烛烟烦烧烩热焕爱爷牵牺状犹独狮狱猎环现玛玮瑶琼电画畅畴疗疯疡痒"
    "监盖盘众困着睁矫矿码砖确础礼祯祸离种积称稳穷窃竞笔筝筑简篮类粮紧纠红纪约级纹纳纽纯纱纲线练组绅细织终经绑结绕给络绝统绢绒维绵纶绸综绿缀绮网绪续"
    "缘编缓纬纵缝总缩绣缴罚罗羡翘聪职联肃肠肤肾肿胁胜脑胶脸舰舱艰艺节芦苏苹范茎荐荣药莱莲获莹营萧萨蒋蓝蓟蕴虾虫蚕补衬袭装裤见观规视览觉触誉"
    "计订认讨让训议记讲许论设访证评识诉诊词试诗诚话诞询该详语误说请诸诺读课谁调谈谋谐谢谦谭谱贝贞负财责贤败货质贩贪购贯贵贷贸费贺贾资赋赐赏赖赞赠赢赵赶"
    "跃践转轮软轴轻载辅辆辉输达迁过迈运还这进远违连迟适选逊递逻遗邓郑邻邹酿释里鉴针钉钓钧钞钙钢钥钜铃铅铂银铜铝铭锐锋锂铺销锁锅键锦钱锡锻镇镜钟铁鑫钻闪闭"
    "闫闯阁闵阎队阳阴阵阶际陆陈陕随险隐隶难雏雾静韦韩韵页顶项顺须顽顾顿预领颇颈频题额颜愿显饮饰饼饶驻驾腾驱验骏骑驿骡闹鲁鲍鲜鲤鲸鸣鸿鹏鹅面龄"
)
TO_SIMPLIFIED = str.maketrans(TRADITIONAL, SIMPLIFIED)
SIGNS = re.compile(r"[\s\-_.,;:'\"/\\|·•・‧∙、，。；：！？!?*~`^=+&@]+")
BRACKETS = str.maketrans({"〔": "(", "[": "(", "【": "(", "{": "(", "〕": ")", "]": ")", "】": ")", "}": ")"})
LETTERS_MOST = 400  # of a name or an address that are looked at; what lies behind tells nobody apart


def plain(text: str) -> str:
    """The text in simplified letters and half width, capitals, without spaces and signs; brackets stay, as round."""
    half = unicodedata.normalize("NFKC", text[:LETTERS_MOST]).translate(BRACKETS)
    return SIGNS.sub("", half.translate(TO_SIMPLIFIED)).upper()


def within_one_letter(one: str, other: str) -> bool:
    """Whether one letter changed, added, left away, or two neighbours exchanged make the one the other."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    head = 0
    while head < len(one) and one[head] == other[head]:
        head += 1
    if len(one) < len(other):
        return one[head:] == other[head + 1 :]
    rest, rest_other = one[head:], other[head:]
    return rest[1:] == rest_other[1:] or (rest[1::-1] == rest_other[:2] and rest[2:] == rest_other[2:])


def is_abbreviation(short: str, long: str) -> bool:
    """Whether the letters of the shorter stand in the longer in their order, with the same first letter."""
    if not short or len(short) >= len(long) or short[0] != long[0]:
        return False
    rest = iter(long)
    return all(letter in rest for letter in short)
