from unittest import TestCase

from fanpin_app.discovery.plausibility.void_words import _void

VOID = {
	"备注": (
		"撤销",
		"无效",
		"失效",
		"取消",
		"退票",
		"冲红",
		"红冲",
		"未核准",
		"没有批准",
		"不合格",
		"作废",
		"已退费",
		" 该笔已冲销",
		"重复,无效",
		"退款",
		"重复录入",
		"本条不计",
		"测试数据",
		"此行删除",
		"已结清",
		"已劝返",
		"已去世",
		"停用",
	),
	"审核结果": ("不通过", "未通过", "审核未通过", "驳回", "不予受理", "不符合条件"),
	"状态": ("已注销", "已就业", "再就业", "取消"),
	"注销日期": ("2026-10-08", 20261008),
	"退费金额": (50, "50.00"),
	"是否作废": ("是", "Y", True, "√"),
	"是否结算": ("否", "未结算", False, "N", 0),
	"是否计入": ("不计入", "否"),
	"是否已复学": ("是", True, "已复学"),
	"还清日期": ("2026-10-08",),
}

NOT_VOID = {
	"备注": (
		"",
		None,
		"未退费",
		"无退费记录",
		"已退休",
		"退伍军人",
		"未作废",
		"3000",
		"丁村",
		5,
		"未结清",
		"重复住院",
		"不计较",
	),
	"审核结果": ("通过", "已通过", "合格"),
	"状态": ("正常", "失业", "在册"),
	"注销日期": ("", None, "无", "/", "未注销"),
	"退费金额": (0, "0", "0.00", "-", None),
	"是否作废": ("否", "N", False, "未作废", "正常"),
	"是否结算": ("是", "已结算", True, "Y", None, ""),
	"是否已复学": ("否", False, None, "未复学"),
	"还清日期": (None, "", "未还清"),
}


class TestWords(TestCase):
	def test_which_words_say_that_a_row_does_not_count(self):
		for words, is_void in ((VOID, True), (NOT_VOID, False)):
			for header, written in words.items():
				for cell in written:
					with self.subTest(header=header, cell=cell):
						self.assertEqual(bool(_void({cell}, header)), is_void)
