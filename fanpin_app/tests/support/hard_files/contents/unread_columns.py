"""Columns that are not read, by which a row is over, is another person's, or contradicts what is read."""

from pathlib import Path

import frappe

from fanpin_app.tests.support.agency_files import MEDICAL_HEADERS
from fanpin_app.tests.support.hard_files.case import Case, Row, Sample, medical, write

DAY = "2026-10-08"
LATER, EARLIER = "2026-10-20", "2020-01-01"
UNEMPLOYED, DISABLED, HOUSING = "失业登记_202610", "残疾证_202610", "危房鉴定_202610"
WELFARE, SCHOOL, ACCIDENT = "低保特困_202610", "辍学_202610", "意外事故_202610"
WATER, LOAN = "村级供水_202610", "小额贷款_202610"
# Feed → headers behind name and number, and a row below them.
TABLES: dict[str, tuple[Row, Row]] = {
	UNEMPLOYED: (("身份证号", "登记日期"), (DAY,)),
	DISABLED: (("残疾证号", "残疾等级", "发证日期"), ("二级", DAY)),
	HOUSING: (("证件号码", "鉴定等级", "鉴定日期"), ("D级", DAY)),
	WELFARE: (("证件号码", "类别", "状态", "日期"), ("低保", "新增", DAY)),
	SCHOOL: (("证件号码", "就学状态", "登记日期"), ("辍学", DAY)),
	ACCIDENT: (("证件号码", "事故后果", "损失金额", "事故日期"), ("死亡", 1000, DAY)),
	LOAN: (
		("身份证号", "产品", "合同金额", "到期日", "数据日期", "逾期天数"),
		("脱贫贷", 50000, "2027-08-01", "2026-10-31", 0),
	),
}


def _beside(feed: str, header: str, *written, state=None):
	"""A row for each cell below the further header; `state` replaces the last cell but one of each, for loans the last."""

	def fill(sample: Sample, path: Path) -> None:
		headers, rest = TABLES[feed]
		rows = []
		for (name, number, _household), cell in zip(sample.people, written, strict=False):
			row = [name, f"{number}42" if feed == DISABLED else number, *rest]
			if state is not None:
				row[-1 if feed == LOAN else -2] = state
			rows.append([*row, cell])
		write(path, [["姓名", *headers, header], *rows])

	return fill


def _water(header: str, state: str, *written: str):
	def fill(sample: Sample, path: Path) -> None:
		villages = (sample.village, sample.other_village)
		rows = [[village, state, DAY, cell] for village, cell in zip(villages, written, strict=True)]
		write(path, [["村代码", "是否达标", "监测日期", header], *rows])

	return fill


def _bills(header: str, *written: str):
	def fill(sample: Sample, path: Path) -> None:
		rows = [[*sample.bill(number), cell] for number, cell in enumerate(written)]
		write(path, medical(*rows, headers=(*MEDICAL_HEADERS, header)))

	return fill


def _without_remark(sample: Sample) -> list[str]:
	remarks = frappe.get_last_doc("Data Batch").remarks
	return [f"remarks {remarks}"] if remarks else []


CASES = (
	*(
		Case(
			"unread columns of what is over",
			f"{header}: {word}",
			f"{feed}{suffix}",
			_beside(feed, header, "", word),
			accepted=2,
			says=(header, word),
		)
		for feed, header, word, suffix in (
			(HOUSING, "改造状态", "已竣工", ".xlsx"),
			(HOUSING, "是否已改造", "是", ".xls"),
			(HOUSING, "是否拆除", "是", ".ods"),
			(HOUSING, "是否安全", "是", ".xlsx"),
			(HOUSING, "竣工日期", LATER, ".xlsx"),
			(HOUSING, "房屋用途", "牛棚", ".xlsx"),
			(DISABLED, "持证状态", "已过期", ".xlsx"),
			(DISABLED, "状态", "冻结", ".xls"),
			(DISABLED, "有效期至", EARLIER, ".ods"),
			(WELFARE, "停保日期", LATER, ".xlsx"),
			(UNEMPLOYED, "再就业日期", LATER, ".xlsx"),
			(UNEMPLOYED, "退出原因", "找到工作", ".xls"),
			(UNEMPLOYED, "登记类型", "就业登记", ".ods"),
			(UNEMPLOYED, "办理结果", "退件", ".xlsx"),
			(SCHOOL, "核实情况", "实际在读", ".xlsx"),
			(SCHOOL, "核实结果", "在外省就读", ".xlsx"),
			(ACCIDENT, "身份", "死者家属", ".xlsx"),
			(ACCIDENT, "当事人类型", "肇事方", ".xlsx"),
			(WELFARE, "救助类型", "低保边缘", ".xlsx"),
			(WELFARE, "终止日期", "2026-09-30", ".xls"),
			(WELFARE, "起始执行月", "2027-01", ".ods"),
			(WELFARE, "办理环节", "公示中", ".xlsx"),
			(SCHOOL, "学籍状态", "毕业", ".xlsx"),
			(SCHOOL, "学籍异动", "转出", ".xls"),
			(SCHOOL, "返校日期", LATER, ".ods"),
			(UNEMPLOYED, "登记类别", "求职登记", ".xlsx"),
			(UNEMPLOYED, "现就业单位", "某某公司", ".xls"),
		)
	),
	*(
		Case(
			"unread columns of what is over",
			f"none: {header}: {word}",
			f"{feed}.xlsx",
			_beside(feed, header, word, word, state=state),
			accepted=2,
			check=_without_remark,
		)
		for feed, header, word, state in (
			(WELFARE, "停保日期", DAY, "停保"),
			(HOUSING, "改造状态", "已竣工", "A级"),
			(HOUSING, "改造状态", "未竣工", None),
			(HOUSING, "竣工日期", "1998-05-01", None),
			(HOUSING, "是否安全", "否", None),
			(HOUSING, "改造前等级", "C级", None),
			(SCHOOL, "核实情况", "在外省就读", "在读"),
			(DISABLED, "有效期至", "2036-10-08", None),
			(DISABLED, "有效期至", "长期", None),
			(WELFARE, "救助类型", "城乡低保", None),
			(WELFARE, "终止日期", "2027-09-30", None),
			(WELFARE, "起始执行月", "2026-11", None),
			(WELFARE, "终止日期", "2026-09-30", "停保"),
			(WELFARE, "办理环节", "已办结", None),
			(SCHOOL, "学籍状态", "在籍", None),
			(SCHOOL, "学籍状态", "毕业", "在读"),
			(SCHOOL, "返校日期", EARLIER, None),
			(UNEMPLOYED, "登记类别", "失业登记", None),
			(UNEMPLOYED, "现就业单位", "无", None),
			(UNEMPLOYED, "原工作单位", "某某公司", None),
			(LOAN, "逾期金额", 0, None),
			(LOAN, "是否逾期", "是", 35),
			(LOAN, "是否逾期", "否", None),
		)
	),
	*(
		Case(
			"unread columns that contradict",
			f"{header}: {word}, {state}",
			f"{feed}{suffix}",
			_beside(feed, header, word, "", state=state),
			accepted=2,
			is_held=True,
		)
		for feed, header, word, state, suffix in (
			(HOUSING, "改造后等级", "A级", None, ".xlsx"),
			(HOUSING, "复核等级", "B级", None, ".xls"),
			(LOAN, "是否逾期", "是", None, ".xlsx"),
			(LOAN, "是否逾期", "否", 35, ".ods"),
			(LOAN, "逾期金额", 5000, None, ".xlsx"),
			(LOAN, "逾期状态", "逾期", None, ".xls"),
		)
	),
	Case(
		"unread columns that contradict",
		"a second test",
		f"{WATER}.xlsx",
		_water("复测结果", "达标", "达标", "不达标"),
		accepted=2,
		is_held=True,
	),
	Case(
		"unread columns that contradict",
		"none: the same, and another question",
		f"{WATER}.xlsx",
		_water("是否集中供水", "不达标", "是", "是"),
		accepted=2,
		check=_without_remark,
	),
	*(
		Case(
			"rows before a correction",
			f"{header}: {words}",
			f"医保自付_202610{suffix}",
			_bills(header, *words),
			accepted=accepted,
			refused={"stand_in": refused} if refused else {},
		)
		for header, words, accepted, refused, suffix in (
			("更正情况", ("更正前", "更正后", "", "更正前"), 2, 2, ".xlsx"),
			("数据类型", ("正常", "修改前", "修改后"), 2, 1, ".xls"),
			("备注", ("（调整前）", "调整后"), 1, 1, ".ods"),
			("备注", ("变更前的村为莲下村", "住院前"), 2, 0, ".xlsx"),
		)
	),
)
