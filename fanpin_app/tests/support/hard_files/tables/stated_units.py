"""Units stated where nobody looks for them: names, titles, page headers, comments, text boxes, further sheets, remarks."""

from pathlib import Path
from zipfile import ZipFile

import xlwt
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation

from fanpin_app.tests.support.hard_files.case import (
	INCOME_HEADERS,
	PLAIN_HEADERS,
	Case,
	Row,
	Sample,
	medical,
	write,
	write_text,
)

MEDICAL = "医保自付_202610"
AMBIGUOUS = ("ambiguous_column",)
TEXT_BOX = """<?xml version="1.0"?><xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:absoluteAnchor><xdr:sp><xdr:txBody><a:p>
<a:r><a:t>金额以</a:t></a:r><a:r><a:t>万元</a:t></a:r><a:r><a:t>为单位</a:t></a:r></a:p></xdr:txBody></xdr:sp>
</xdr:absoluteAnchor></xdr:wsDr>"""


def _rows(sample: Sample, headers: Row = PLAIN_HEADERS) -> list[Row]:
	return medical(sample.bill(0, 3, 2), headers=headers)


def _plain(sample: Sample, path: Path) -> None:
	rows = _rows(sample)
	if path.suffix == ".csv":
		write_text(path, rows)
	else:
		write(path, rows)


def _above(line: str, headers: Row = PLAIN_HEADERS):
	def fill(sample: Sample, path: Path) -> None:
		write(path, [[line], *_rows(sample, headers)])

	return fill


def _below(line: str):
	def fill(sample: Sample, path: Path) -> None:
		write(path, [*_rows(sample), [line]])

	return fill


def _sheets(second: list[Row], first: str = "医保自付", name: str = "说明"):
	def fill(sample: Sample, path: Path) -> None:
		write(path, {first: _rows(sample), **({name: second} if second else {})})

	return fill


def _footer_of_page(words: str):
	def fill(sample: Sample, path: Path) -> None:
		write(path, _rows(sample))
		workbook = load_workbook(path)
		workbook.active.oddFooter.right.text = words
		workbook.active.oddFooter.right.size = 14
		workbook.save(path)

	return fill


def _header_of_page_in_xls(sample: Sample, path: Path) -> None:
	workbook = xlwt.Workbook()
	sheet = workbook.add_sheet("医保自付")
	for number, row in enumerate(_rows(sample)):
		for place, cell in enumerate(row):
			sheet.write(number, place, cell)
	# The library's own setter takes ASCII alone.
	sheet._Worksheet__header_str = "&R金额单位：万元"
	workbook.save(str(path))


def _comment(words: str):
	def fill(sample: Sample, path: Path) -> None:
		write(path, _rows(sample))
		workbook = load_workbook(path)
		workbook.active["C1"].comment = Comment(words, "某")
		workbook.save(path)

	return fill


def _prompt(sample: Sample, path: Path) -> None:
	write(path, _rows(sample))
	workbook = load_workbook(path)
	prompt = DataValidation(
		type="decimal", operator="greaterThanOrEqual", formula1="0", prompt="请按万元填写"
	)
	prompt.add("C2:C9")
	workbook.active.add_data_validation(prompt)
	workbook.save(path)


def _comment_in_ods(sample: Sample, path: Path) -> None:
	write(path, _rows(sample))
	_change(
		path,
		"content.xml",
		lambda content: content.replace(
			"<text:p>林试",
			"<office:annotation><text:p>本表按万元填报</text:p></office:annotation><text:p>林试",
			1,
		),
	)


def _text_box(sample: Sample, path: Path) -> None:
	write(path, _rows(sample))
	with ZipFile(path, "a") as archive:
		archive.writestr("xl/drawings/drawing1.xml", TEXT_BOX)


def _change(path: Path, part: str, change) -> None:
	with ZipFile(path) as archive:
		parts = {name: archive.read(name) for name in archive.namelist()}
	parts[part] = change(parts[part].decode()).encode()
	with ZipFile(path, "w") as archive:
		for name, content in parts.items():
			archive.writestr(name, content)


def _remark(header: str, *remarks: str):
	def fill(sample: Sample, path: Path) -> None:
		rows = [[*sample.bill(person, 3, 2), remark] for person, remark in enumerate(remarks)]
		write(path, [[*PLAIN_HEADERS, header], *rows])

	return fill


def _incomes(above: Row = (), **further: list[Row]):
	def fill(sample: Sample, path: Path) -> None:
		rows = [INCOME_HEADERS, sample.income(0, 1.2, 0, 0, 0, 0)]
		write(path, {"收入": [above, *rows] if above else rows, **further})

	return fill


CASES = (
	*(
		Case("units in other places", title, name, fill, refusal=AMBIGUOUS, says=(says,))
		for title, name, fill, says in (
			("the footer of a page", f"{MEDICAL}.xlsx", _footer_of_page("计量单位:万元"), "万元"),
			("the header of a page", f"{MEDICAL}.xls", _header_of_page_in_xls, "万元"),
			("a comment", f"{MEDICAL}.xlsx", _comment("本列填千元"), "千元"),
			("a comment in .ods", f"{MEDICAL}.ods", _comment_in_ods, "万元"),
			("a prompt", f"{MEDICAL}.xlsx", _prompt, "万元"),
			("a text box", f"{MEDICAL}.xlsx", _text_box, "万元"),
			(
				"a sheet of notes",
				f"{MEDICAL}.xls",
				_sheets([["1、姓名如实填写"], ["2、金额单位：千元"]]),
				"千元",
			),
			("the name of the sheet", f"{MEDICAL}.ods", _sheets([], "自付_百元"), "百元"),
			("the file's name", f"{MEDICAL}万元.csv", _plain, "万元"),
			("a title", f"{MEDICAL}.xlsx", _above("某镇医保自付统计表／万元"), "万元"),
			("a traditional line", f"{MEDICAL}.xls", _above("計量單位：萬元"), "萬元"),
			("a line below", f"{MEDICAL}.xlsx", _below("上述金额均系万元"), "万元"),
		)
	),
	*(
		Case("income units in other places", title, name, fill, refusal=AMBIGUOUS, says=("工资性收入",))
		for title, name, fill in (
			("a traditional sheet", "收入_2026.xlsx", _incomes(须知=[["各项收入以萬元計"]])),
			("a title", "收入_2026.ods", _incomes(("农户收入表 千元",))),
			("the file's name", "收入_2026_万元.xls", _incomes()),
		)
	),
	*(
		Case(
			"remarks with a unit",
			header,
			f"{MEDICAL}{suffix}",
			_remark(header, *remarks),
			accepted=1,
			refused={"bad_amount": 1},
			facts=(5,),
		)
		for header, suffix, remarks in (
			("备注", ".xlsx", ("无", "单位：万元")),
			("備註", ".xls", ("", "以萬元計")),
			("说明", ".ods", ("补助3万元", "千元")),
		)
	),
	*(
		Case("units in other places", f"none: {title}", f"{MEDICAL}.xlsx", fill, accepted=1, facts=(yuan,))
		for title, fill, yuan in (
			("amounts", _above("收入一万元以下家庭，补助2万元"), 5),
			("a name", _above("万元户增收工程台账"), 5),
			("denied", _comment("请勿按万元填报"), 5),
			("an amount in a comment", _comment("原为3万元"), 5),
			(
				"the unit of the headers",
				_above("某表 万元", (*PLAIN_HEADERS[:2], "住院自付(元)", "门诊自付(元)", "结算日期")),
				5,
			),
			("the unit of the line", _above("单位：万元（万元）"), 50_000),
			("a sheet of sums", _sheets([["合计(万元)"], [0.0005]], name="汇总"), 5),
		)
	),
)
