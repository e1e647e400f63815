"""The same words in titles, captions between rows, notes, and names of sheets and files; marks in columns not read."""

from pathlib import Path

import frappe

from fanpin_app.tests.support.agency_files import MEDICAL_HEADERS
from fanpin_app.tests.support.builders import VILLAGE
from fanpin_app.tests.support.hard_files.case import INCOME_HEADERS, Case, Sample, medical, write

MEDICAL, INCOMES, REGISTER = "医保自付_202610", "收入_2026", "农户信息"
AMBIGUOUS = ("ambiguous_column",)
LAST_DAY = "2026-10-31"


def _bills(*, title: str | None = None, caption: str | None = None, note: str | None = None, day=None):
	def fill(sample: Sample, path: Path) -> None:
		rows = [sample.bill(person, **({"day": day} if day else {})) for person in range(4)]
		if caption:
			rows.insert(2, [caption])
		if note:
			rows += [[], [note]]
		write(path, medical(*rows, above=[[title]] if title else []))

	return fill


def _sheets(name: str):
	def fill(sample: Sample, path: Path) -> None:
		write(path, {"医保自付": medical(sample.bill(0)), name: medical(sample.bill(1))})

	return fill


def _incomes(title: str):
	def fill(sample: Sample, path: Path) -> None:
		write(path, [[title], INCOME_HEADERS, *(sample.income(person, 7, 0, 0, 0, 0) for person in range(3))])

	return fill


def _register(title: str | None, sheet: str = "农户", note: str | None = None):
	def fill(sample: Sample, path: Path) -> None:
		headers = ["户编号", "村代码", "姓名", "与户主关系", "证件号码"]
		rows = [[household, VILLAGE, name, "户主", number] for name, number, household in sample.people[:2]]
		write(path, {sheet: [*([[title]] if title else []), headers, *rows, *([[], [note]] if note else [])]})

	return fill


def _marked(header: str, *marks):
	def fill(sample: Sample, path: Path) -> None:
		rows = [[*sample.bill(person), mark] for person, mark in enumerate(marks)]
		write(path, medical(*rows, headers=(*MEDICAL_HEADERS, header)))

	return fill


def _remarks_name(header: str | None):
	def check(sample: Sample) -> list[str]:
		remarks = frappe.get_last_doc("Data Batch").remarks or ""
		return [] if (header in remarks if header else not remarks) else [f"remarks {remarks}"]

	return check


CASES = (
	*(
		Case("words in captions", caption, f"{MEDICAL}{suffix}", _bills(caption=caption), refusal=AMBIGUOUS)
		for caption, suffix in (
			("冲减", ".xlsx"),
			("红字", ".xls"),
			("扣减项", ".ods"),
			("三、退回人员", ".xlsx"),
			("其中：已报销", ".xlsx"),
			("重复结算", ".xls"),
			("以下人员查无此人", ".xlsx"),
			("以下为上半年", ".ods"),
			("以下为外县人员", ".xlsx"),
			("减少：", ".xls"),
			("二、本月减少人员", ".xlsx"),
			("2025年", ".ods"),
		)
	),
	*(
		Case("words in captions", f"none: {caption}", f"{MEDICAL}.xlsx", _bills(caption=caption), accepted=4)
		for caption in ("2026年", "9月", "二、10月", "以下为外地就医")
	),
	*(
		Case(
			"sheets of other periods", name, f"{MEDICAL}{suffix}", _sheets(name), accepted=2, is_held=is_held
		)
		for name, suffix, is_held in (
			("9月", ".xlsx", True),
			("202609", ".xls", True),
			("2025", ".ods", True),
			("10月", ".xlsx", False),
			("2026", ".xlsx", False),
			("第二批", ".xlsx", False),
		)
	),
	*(
		Case("words in names of sheets", name, f"{MEDICAL}{suffix}", _sheets(name), refusal=AMBIGUOUS)
		for name, suffix in (
			("冲减", ".xlsx"),
			("扣回", ".xls"),
			("退回", ".ods"),
			("不纳入", ".xlsx"),
			("历史", ".xlsx"),
			("旧", ".xls"),
			("原表", ".ods"),
			("已核销", ".xlsx"),
			("迁出人员", ".xlsx"),
			("汇总(不导)", ".xlsx"),
		)
	),
	*(
		Case("words in names of files", name, f"{name}.xlsx", _bills(), accepted=4, is_held=True)
		for name in (f"{MEDICAL}_删", f"{MEDICAL}_旧", f"{MEDICAL}_差异", f"{MEDICAL}_原始未审")
	),
	*(
		Case("words in names of files", f"none: {name}", f"{name}.xlsx", _bills(), accepted=4)
		for name in (f"{MEDICAL}_退回修改", f"{MEDICAL}_全量", f"{MEDICAL}_去重复")
	),
	*(
		Case("words in notes", note, f"{MEDICAL}{suffix}", _bills(note=note), refusal=AMBIGUOUS)
		for note, suffix in (
			("以上共 4 人，其中 2 人已退费", ".xlsx"),
			("李某某金额待核", ".xls"),
			("本表金额已乘以系数0.8", ".ods"),
			("统计口径：累计", ".xlsx"),
			("备注：金额为年初至今", ".xlsx"),
		)
	),
	*(
		Case("words in notes", f"none: {note}", f"{MEDICAL}.xlsx", _bills(note=note), accepted=4)
		for note in ("以上共 4 人，其中 2 人为脱贫户", "统计周期：2026年9月21日-10月20日", "审核人：林某")
	),
	*(
		Case(
			"titles of sums since January",
			title,
			f"{MEDICAL}{suffix}",
			_bills(title=title, day=LAST_DAY),
			refusal=AMBIGUOUS,
		)
		for title, suffix in (
			("截至2026年10月医保自付情况", ".xlsx"),
			("今年以来医保自付情况", ".xls"),
			("起止日期 2026-01-01 2026-10-31", ".ods"),
		)
	),
	*(
		Case(
			"income titles of what is none",
			title,
			f"{INCOMES}{suffix}",
			_incomes(title),
			refusal=AMBIGUOUS,
		)
		for title, suffix in (
			("2026年家庭收入标准测算表", ".xlsx"),
			("2026年收入预填表", ".xls"),
			("2026年农户收入目标任务表", ".ods"),
			("2026年与2025年收入对比表", ".xlsx"),
			("2026年农户新增收入表", ".xlsx"),
			("2026年收入占比表", ".xlsx"),
			("2026年收入疑点数据核实表", ".xls"),
			("2026年家庭收入（不含务工）", ".xlsx"),
		)
	),
	Case(
		"income titles of what is none",
		"a calculation is usual",
		f"{INCOMES}.xlsx",
		_incomes("2026年家庭收入测算表"),
		accepted=3,
	),
	*(
		Case("register words", title or note or sheet, f"{REGISTER}{suffix}", fill, refusal=AMBIGUOUS)
		for title, sheet, note, suffix, fill in (
			(each[0], each[1], each[2], each[3], _register(*each[:3]))
			for each in (
				("2026年10月自然消亡户明细", "农户", None, ".xlsx"),
				("人员变更信息表（变更前）", "农户", None, ".xls"),
				("重复登记人员名单", "农户", None, ".ods"),
				("身份证号错误人员名单", "农户", None, ".xlsx"),
				(None, "已迁出", None, ".xlsx"),
				(None, "农户", "以上人员已整户迁出", ".xls"),
			)
		)
	),
	*(
		Case(
			"marks in columns not read",
			f"{header} {marks[0]} {marks[-1]}",
			f"{MEDICAL}{suffix}",
			_marked(header, *marks),
			accepted=len(marks),
			check=_remarks_name(remark),
		)
		for header, marks, suffix, remark in (
			("是否纳入", ("√", "√", "×"), ".xlsx", "是否纳入"),
			("核对", ("√", "√", "×"), ".xls", "核对"),
			("核实", ("✔", "✔", "❌"), ".xlsx", "核实"),
			("选择", ("☑", "☑", "☐"), ".xlsx", "选择"),
			("入库", ("Y", "Y", "N"), ".ods", "入库"),
			("剔除", (None, None, "√"), ".xlsx", "剔除"),
			("删除", (0, 0, 1), ".xlsx", "删除"),
			("重复", ("否", "否", "是"), ".xls", "重复"),
			("核对", ("√", "√", "√"), ".xlsx", None),
			("剔除", (None, "否", None), ".xlsx", None),
		)
	),
)
