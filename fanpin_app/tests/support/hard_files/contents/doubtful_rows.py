"""Rows and sheets that a reader sees and that may not count: void rows, marks for “as above”, hidden sheets."""

from pathlib import Path
from random import Random

from openpyxl import load_workbook
from openpyxl.comments import Comment

from fanpin_app.tests.support.agency_files import MEDICAL_HEADERS
from fanpin_app.tests.support.hard_files.case import SAVERS, Case, Sample, medical, write
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


CASES = (
	*(
		Case("void comments", words, f"{MEDICAL}.xlsx", _with_comment(words), accepted=2, says=(said,))
		for words, said in (
			("此行作废", "此行作废"),
			("某:\n该笔已退费", "该笔已退费"),
			("审核不通过", "审核不通过"),
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
)
