"""Rows and sheets that a reader sees and that may not count: void rows, marks for “as above”, hidden sheets."""

from pathlib import Path
from random import Random

import frappe
from openpyxl import load_workbook
from openpyxl.comments import Comment

from fanpin_app.tests.support.agency_files import MEDICAL_HEADERS
from fanpin_app.tests.support.hard_files.case import INCOME_HEADERS, SAVERS, Case, Sample, medical, write
from fanpin_app.tests.support.random_files.cell_values import Cell, FileTraits
from fanpin_app.tests.support.random_files.layout import Book, Line, Sheet

MEDICAL = "医保自付_202610"
LOAN_HEADERS = ("借款人", "身份证号", "产品", "合同金额", "到期日", "逾期天数", "数据日期")


def _beside(header: str, *written: Cell):
	"""A medical file with a further column."""

	def fill(sample: Sample, path: Path) -> None:
		rows = [[*sample.bill(number), cell] for number, cell in enumerate(written)]
		write(path, medical(*rows, headers=(*MEDICAL_HEADERS, header)))

	return fill


def _beside_without_header(*written: Cell):
	"""A medical file with something in a column behind the table."""

	def fill(sample: Sample, path: Path) -> None:
		write(path, medical(*([*sample.bill(number), cell] for number, cell in enumerate(written))))

	return fill


def _loans(*products: str):
	def fill(sample: Sample, path: Path) -> None:
		rows = [
			[name, number, product, 50000, "2026-08-01", 40, "2026-10-31"]
			for (name, number, _household), product in zip(sample.people, products, strict=False)
		]
		write(path, [LOAN_HEADERS, *rows])

	return fill


def _beside_hidden(*hidden: int, headers: tuple = MEDICAL_HEADERS):
	"""A medical file with an empty table and a hidden sheet of bills, one for each person in `hidden`."""

	def fill(sample: Sample, path: Path) -> None:
		visible = Sheet("上报", [Line(list(MEDICAL_HEADERS))])
		rows = [Line(list(headers)), *(Line(sample.bill(person)) for person in hidden)]
		book = Book(None, FileTraits(False, False), [visible, Sheet("明细", rows, is_hidden=True)])
		SAVERS[path.suffix](book, path, Random(0))

	return fill


def _with_comment(words: str):
	def fill(sample: Sample, path: Path) -> None:
		write(path, medical(sample.bill(0), sample.bill(1)))
		workbook = load_workbook(path)
		workbook.active["C3"].comment = Comment(words, "某")
		workbook.save(path)

	return fill


def _with(*rows_of, headers: tuple = MEDICAL_HEADERS):
	"""A medical file of two bills and further rows, each made from the sample."""

	def fill(sample: Sample, path: Path) -> None:
		marks = [""] * (len(headers) - len(MEDICAL_HEADERS))
		bills = [[*marks, *sample.bill(number)] for number in range(2)]
		write(path, medical(*bills, *(row_of(sample) for row_of in rows_of), headers=headers))

	return fill


def _bills_of(*days: str):
	def fill(sample: Sample, path: Path) -> None:
		write(path, medical(*(sample.bill(number, day=day) for number, day in enumerate(days))))

	return fill


def _amounts(*amounts: Cell):
	def fill(sample: Sample, path: Path) -> None:
		write(path, medical(*(sample.bill(row, amount, amount) for row, amount in enumerate(amounts))))

	return fill


def _incomes(*wages: Cell):
	def fill(sample: Sample, path: Path) -> None:
		rows = [sample.income(number, wage, 0, 0, 0, 0) for number, wage in enumerate(wages)]
		write(path, [INCOME_HEADERS, *rows])

	return fill


def _is(status: str):
	def check(sample: Sample) -> list[str]:
		batch = frappe.get_last_doc("Data Batch")
		return [] if batch.status == status else [f"is {batch.status}: {batch.held_because}"]

	return check


_held, _loaded = _is("Held"), _is("Loaded")

CASES = (
	*(
		Case("void comments", words, f"{MEDICAL}.xlsx", _with_comment(words), accepted=2, says=(said,))
		for words, said in (
			("此行作废", "此行作废"),
			("某:\n该笔已退费", "该笔已退费"),
			("审核不通过", "审核不通过"),
			("此金额应为300，多录一位", "应为300"),
			("录入错误", "录入错误"),
			("金额有误，待核", "有误"),
		)
	),
	Case("void comments", "of nothing void", f"{MEDICAL}.xlsx", _with_comment("未作废，已核对"), accepted=2),
	*(
		Case(
			"void words",
			f"{header}: {word}",
			f"{MEDICAL}{suffix}",
			_beside(header, other, word),
			accepted=2,
			says=(header,),
		)
		for header, word, other, suffix in (
			("备注", "重复上报", "", ".xlsx"),
			("备注", "此笔不计", "异地就医", ".xls"),
			("是否结算", "未结算", "是", ".ods"),
			("是否有效", "否", "是", ".xlsx"),
			("备注", "本人已去世", "", ".xls"),
			("备注", "误报", "核对无误", ".xlsx"),
			("备注", "金额有误，应为300", "多报销100元", ".xls"),
			("备注", "挂错人", "外嫁女", ".ods"),
			("审核状态", "未审核", "已审核", ".xlsx"),
			("是否本人", "否", "是", ".xls"),
			("有效标志", "N", "Y", ".xlsx"),
			("deleted", True, False, ".xlsx"),
			("数据状态", "已删除", "正常", ".ods"),
		)
	),
	*(
		Case("no void words", header, f"{MEDICAL}.xlsx", _beside(header, *words), accepted=3, says=())
		for header, words in (
			("备注", ("核对无误", "多报销100元", "外嫁女")),
			("有效期", ("2026-12-31", "长期", "")),
			("审核状态", ("已审核", "审核通过", "")),
		)
	),
	*(
		Case("void words without header", f"{words}", f"{MEDICAL}{suffix}", fill, accepted=3, says=said)
		for suffix, words, said in (
			(".xlsx", ("", "作废", ""), ("作废", "column F")),
			(".xls", (None, None, "已退费"), ("已退费", "column F")),
			(".ods", (9999, 9998, 9997), ("no header", "9999")),
			(".xlsx", ("张三", "李四", None), ("no header", "column F")),
		)
		for fill in [_beside_without_header(*words)]
	),
	*(
		Case(
			"corrected figures",
			header,
			f"{MEDICAL}{suffix}",
			_beside(header, *written),
			accepted=2,
			check=check,
			is_held=check is _held,
		)
		for suffix, header, written, check in (
			(".xlsx", "更正后金额", (None, 300), _held),
			(".xls", "应为", (300, ""), _held),
			(".ods", "冲正金额", ("", -3000), _held),
			(".xlsx", "更正后金额", (3000, 3000), _loaded),
			(".xlsx", "更正日期", ("", "2026-10-09"), _loaded),
			(".xls", "更正次数", (1, 2), _loaded),
		)
	),
	*(
		Case(
			"ditto marks",
			mark,
			f"小额贷款_202610{suffix}",
			_loans("脱贫贷", mark, mark, "脱贫贷"),
			accepted=2,
			refused={"stand_in": 2},
		)
		for mark, suffix in (("同上", ".xlsx"), ("〃", ".xls"), ("″", ".ods"), ('"', ".xlsx"))
	),
	*(
		Case(
			"rows on hidden sheets",
			f"in an {suffix}",
			f"{MEDICAL}{suffix}",
			_beside_hidden(0, 1),
			refusal=("empty",),
			says=("明细",),
		)
		for suffix in (".xlsx", ".xls", ".ods")
	),
	*(
		Case("hidden sheets without rows", title, f"{MEDICAL}{suffix}", fill)
		for title, suffix, fill in (
			("a template", ".xlsx", _beside_hidden()),
			("a template in an xls", ".xls", _beside_hidden()),
			("words to choose from", ".xlsx", _beside_hidden(headers=("性别", "男", "女"))),
		)
	),
	*(
		Case(
			"sums and examples with a number",
			name,
			f"{MEDICAL}{suffix}",
			_with(lambda sample, name=name: sample.bill(2, 6000, 40, name=name)),
			accepted=2,
			refused={"stand_in": 1},
			facts=(3020, 3020),
		)
		for name, suffix in (
			("林试小计", ".xlsx"),
			("林试（合计）", ".xls"),
			("例：林试", ".xlsx"),
			("林试（示例）", ".ods"),
		)
	),
	Case(
		"sums and examples with a number",
		"an example before the name",
		f"{MEDICAL}.xlsx",
		_with(lambda sample: ["示例", *sample.bill(2)], headers=("序号", *MEDICAL_HEADERS)),
		accepted=2,
		refused={"stand_in": 1},
	),
	Case(
		"sums and examples with a number",
		"the sum of a person",
		f"{MEDICAL}.xlsx",
		_with(lambda sample: sample.bill(0, 6000, 40, name="汇总")),
		accepted=2,
	),
	*(
		Case(
			"names like sums",
			name,
			f"{MEDICAL}.xlsx",
			_with(lambda sample, name=name: sample.bill(2, 500, 0, name=name)),
			accepted=3,
		)
		for name in ("计春华", "汇小明", "例小花")
	),
	*(
		Case(
			kind,
			f"{days}",
			f"{MEDICAL}{suffix}",
			_bills_of(*days),
			accepted=len(days),
			check=check,
			is_held=check is _held,
		)
		for kind, suffix, days, check in (
			("years filled down", ".xlsx", ("2026-10-03", "2025-10-04", "2024-10-05", "2023-10-06"), _held),
			("years filled down", ".xls", ("2025-10-03", "2025-10-04", "2025-10-05", "2026-10-06"), _held),
			("years filled down", ".ods", (*["2026-10-03"] * 3, *["2025-10-03"] * 3), _held),
			("late bills", ".xlsx", ("2026-10-03", "2025-12-04", "2025-11-05", "2026-09-06"), _loaded),
			("late bills", ".xls", (*["2026-10-03"] * 4, *["2025-10-03"] * 2), _loaded),
			("late bills", ".ods", ("2026-10-03", "2025-08-04", "2025-09-05", "2024-03-06"), _loaded),
		)
	),
	*(
		Case(kind, f"{file_name}", file_name, fill, accepted=accepted, check=check, is_held=check is _held)
		for kind, file_name, fill, accepted, check in (
			("amounts that are all 0", f"{MEDICAL}.xlsx", _amounts(0, 0, 0, 0, 0), 5, _loaded),
			("amounts that are all 0", f"{MEDICAL}.xls", _amounts(0, None, "0.00", 0, None, 0), 6, _loaded),
			("amounts that are all 0", "收入_2026.ods", _incomes(0, 0, 0, 0, 0), 5, _held),
			("amounts that are not all 0", f"{MEDICAL}.xlsx", _amounts(0, 0, 0, 0, 0.5), 5, _loaded),
			("amounts that are not all 0", f"{MEDICAL}.ods", _amounts(0, 0), 2, _loaded),
			("amounts that are not all 0", "收入_2026.xls", _incomes(0, 0, 0, 0, 9), 5, _loaded),
		)
	),
)
