"""One spelling for the rules to read: simplified characters, ASCII digits and punctuation, curly quotes.

Folding maps one code point to one code point, so a span in the folded text is the same span in the text.
"""

from __future__ import annotations

from tracker.extract.lazy import pattern

# Traditional characters that occur in the words the rules know, each beside its simplified form. It is no
# converter: names and other words are taken from the text itself, unfolded.
_PAIRS = """
億亿萬万個个條条張张幾几兩两來来們们這这為为於于與与從从將将對对會会後后時时間间說说稱称認认據据顯显數数
報报導导資资訊讯網网業业產产營营運运實实現现發发開开關关長长漲涨減减縮缩較较環环總总額额價价錢钱費费銷销
買买賣卖訂订單单淨净潤润虧亏損损億亿達达過过還还進进遠远選选邊边邁迈讓让該该計计記记設设許许評评詢询調调
談谈論论證证護护變变豐丰豬猪貨货貿贸貸贷購购質质轉转輛辆輸输輪轮農农連连週周鐘钟錄录鋪铺門门閱阅隊队際际
階阶險险隨随雙双雲云電电響响項项預预領领頻频題题類类風风飛飞養养餘余館馆駐驻體体點点黨党齊齐齡龄傳传傷伤
債债僅仅優优儲储兒儿內内冊册別别創创勞劳動动務务勝胜勢势協协卻却廠厂參参員员問问啟启團团園园國国圍围圓圆
場场塊块報报壓压處处備备復复夠够夾夹學学審审寫写屆届屬属層层島岛師师帶带幣币幹干廣广應应庫库廳厅強强彈弹
後后徵征態态慮虑慣惯憑凭戰战戶户掛挂採采揚扬換换擁拥擇择擊击擔担擴扩擬拟攜携斷断時时晝昼暫暂書书東东楊杨
業业極极構构標标樣样機机檔档檢检權权歐欧歲岁歷历殺杀氣气決决沒没況况涉涉測测準准滿满漸渐濟济無无爭争牆墙
狀状獎奖獲获獨独環环療疗癥症監监盤盘確确碼码種种積积穩稳窮穷約约級级紀纪純纯納纳紐纽紙纸細细終终組组結结
給给統统絕绝經经維维綜综線线編编緩缓練练縣县績绩織织續续罰罚聯联職职聽听腦脑臨临興兴舉举舊旧藝艺藥药蘋苹
處处號号術术衛卫衝冲製制複复規规視视親亲覽览觀观訪访診诊詞词話话詳详誤误課课請请諾诺謂谓講讲議议譯译讀读
負负財财貢贡貴贵貶贬賀贺賃赁賬账賠赔賴赖贏赢趕赶趨趋跡迹車车軍军軟软載载辦办適适遞递鄉乡鄧邓鄭郑醫医釋释
針针鋼钢錯错鎮镇鐵铁隻只離离難难靈灵靜静頂顶順顺須须頒颁頗颇顧顾飯饭飲饮飾饰馬马騎骑驗验驚惊髮发鬆松魚鱼
鮮鲜麗丽麥麦麼么黃黄龍龙齒齿劃划佔占盡尽著着裡里迴回夥伙佈布註注託托週周嚴严壽寿夢梦奪夺妝妆孫孙寧宁寶宝
尋寻屢屡嶺岭幫帮彙汇徑径恆恒悅悦惡恶慶庆憂忧懷怀戲戏撥拨撐撑擾扰攝摄敗败敵敌暢畅曆历橋桥檯台歡欢殘残殼壳
湧涌溫温滅灭滯滞漁渔潛潜澤泽濃浓瀏浏災灾煙烟熱热燈灯爐炉犧牺獵猎瑪玛畫画異异當当疊叠盜盗眾众矚瞩礙碍礦矿
禮礼稅税竊窃競竞筆笔範范築筑簡简籌筹簽签籃篮糧粮紅红紛纷紹绍絡络緊紧緒绪線线縱纵繳缴罷罢羅罗聞闻聲声膽胆
併并艦舰艱艰蓋盖薦荐蘇苏虛虚裝装補补觸触訴诉試试詐诈誌志誠诚誰谁諮咨謀谋譽誉豪豪賓宾賞赏賽赛跌跌躍跃輕轻輔辅
則则倉仓專专區区圖图華华劉刘馮冯盧卢趙赵陳陈陸陆葉叶吳吴湯汤譚谭賈贾龔龚韋韦聶聂畢毕見见訓训責责販贩銀银陽阳識识語语鏈链遲迟樓楼遷迁違违銅铜鋁铝鹽盐樹树雜杂煉炼鎖锁劑剂賺赚懸悬
壞坏堅坚壇坛墊垫執执誇夸掃扫搶抢擺摆棟栋欄栏氫氢漢汉濕湿灘滩綠绿緣缘繼继纖纤艙舱榮荣襲袭討讨諸诸謝谢軌轨轄辖辭辞遺遗郵邮鏡镜閉闭闊阔闖闯陣阵陰阴隱隐霧雾頁页願愿駕驾驅驱騰腾鳥鸟
鴨鸭雞鸡亞亚劍剑敘叙聖圣習习喬乔憲宪廟庙棄弃彌弥紋纹鍋锅
"""
_SIMPLIFIED = {ord(a): b for pair in ["".join(_PAIRS.split())] for a, b in zip(pair[::2], pair[1::2], strict=True)}
_WIDTH = {ord("　"): " ", ord("\u00a0"): " "} | {
    code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in "［］"
}
_QUOTES = {ord(a): b for a, b in zip("「」『』‘’﹁﹂", "“”“”“”“”", strict=True)} | {ord("〈"): "《", ord("〉"): "》"}
_TABLE = _SIMPLIFIED | _WIDTH | _QUOTES
_STRAIGHT = pattern(r'"[^"\n]*"')


def fold(text: str) -> str:
    """Return ``text`` in the spelling the rules read, code point for code point.

    >>> fold("營收１２億元，「增長」")
    '营收12亿元,“增长”'
    """
    folded = text.translate(_TABLE)
    # Straight quotes do not say which end they are: a pair on one line does.
    return _STRAIGHT.sub(lambda pair: f"“{pair[0][1:-1]}”", folded) if '"' in folded else folded
