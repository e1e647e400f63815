"""What is in the cells: figures, days, numbers of people, and cells that only seem empty."""

import re
from datetime import date, datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from fanpin_app.tests.support.hard_files.case import DAY, Case, Sample, medical, write
from fanpin_app.tests.support.random_files.cell_values import CellError, FormattedNumber, Formula

MEDICAL = "医保自付_202610"
GOOD_DAYS = (
	*(20261003, "20261003", "2026-10-03 14:05:06.0", "2026-10-03T14:05:06+08:00", "2026/10/3 下午 2:05"),
	*(
		datetime(2026, 10, 3, 14, 5),
		"2026年10月03号",
		"2026、10、3",
		46298,
		"46298",
		46298.75,
		"2026/10/03 星期六",
	),
	*(
		"二〇二六年十月三日",
		"26年10月3日",
		"2026–10–03",
		"2026,10,3",
		"20261003.0",
		"Sat Oct 03 00:00:00 CST 2026",
	),
)
BAD_DAYS = (
	*(
		"2026年10月",
		202610,
		"26.10.3",
		"10/03/2026",
		"2026-9-31",
		"1900-01-01",
		"2062-10-03",
		"10月3日",
		1,
		45.5,
	),
	*(
		"9999-12-31",
		"无",
		"0000-00-00",
		"2026-10-03至2026-10-08",
		date(2101, 1, 1),
		"1951-03-04",
	),
)
MARKED = (
	*(
		"\u202d{}\u202c",
		"'{}",
		'"{}"',
		"{}\xa0",
		"\ufeff{}",
		"{};",
		"\u2068{}\u2069",
		"{}\x7f",
		"‘{}",
		"，{}",
	),
	*("{}.0", "`{}"),
)


def _one_of(value: object):
	"""A medical file of two rows; the second has the value as an amount."""

	def fill(sample: Sample, path: Path) -> None:
		write(path, medical(sample.bill(0), sample.bill(1, value)))

	return fill


def _zero_beside_formulas(sample: Sample, path: Path) -> None:
	"""Formulas as libraries write them: each with the result 0, to be calculated when the file is opened."""
	_as_library(calculation='<calcPr fullCalcOnLoad="1"/>')(sample, path)


def _as_library(zero: str = "0", calculation: str = "", made_by: str = "", beside: float = 1.0):
	"""A file of two rows; the first has a formula for each amount: the first with the result `zero`, the second with
	`beside` (or `zero`). `calculation`: how the workbook requests a recalculation."""

	def fill(sample: Sample, path: Path) -> None:
		write(path, medical(sample.bill(0, Formula(1.0), Formula(beside)), sample.bill(1)))
		_rewrite(path, "xl/worksheets/sheet1.xml", r"</f><v>1</v>", f"</f><v>{zero}</v>")
		_rewrite(path, "xl/workbook.xml", r"<calcPr [^>]*>", calculation)
		_rewrite(path, "docProps/app.xml", r"<Application>[^<]*", f"<Application>{made_by}")

	return fill


def _never_calculated_in_xls(sample: Sample, path: Path) -> None:
	write(path, medical(*(sample.bill(person, Formula()) for person in range(3))))


def _days(days: tuple):
	def fill(sample: Sample, path: Path) -> None:
		write(path, medical(*(sample.bill(0, 100 + number, 0, day) for number, day in enumerate(days))))

	return fill


def _from_1904_in_other_words(sample: Sample, path: Path) -> None:
	_from_1904(sample, path)
	_rewrite(path, "xl/workbook.xml", r'date1904="[^"]*"', "date1904='1'")


def _serial_as_text_from_1904(sample: Sample, path: Path) -> None:
	write(path, medical(sample.bill(0, day="44836"), sample.bill(1, day=44836)), from_1904=True)


def _from_1904(sample: Sample, path: Path) -> None:
	"""Days as plain numbers, counted from 1904: 44836 is 2026-10-03."""
	write(path, medical(sample.bill(0, day=44836), sample.bill(1, day=date(2026, 10, 3))), from_1904=True)


def _marked(sample: Sample, path: Path) -> None:
	number = sample.people[0][1]
	rows = [sample.bill(0, 100 + row, 0, number=mark.format(number)) for row, mark in enumerate(MARKED)]
	write(path, medical(*rows))


def _twice(second: tuple):
	def fill(sample: Sample, path: Path) -> None:
		write(path, medical(sample.bill(0), sample.bill(0, *second)))

	return fill


def _pupils(*written: str):
	"""A file of dropped-out pupils; each of `written` is a way to write the number of one of them."""

	def fill(sample: Sample, path: Path) -> None:
		numbers = [number for _name, number, _household in sample.people]
		rows = [
			["林试", form.format(number), "某校", "六年级", "辍学", DAY]
			for form, number in zip(written, numbers, strict=False)
		]
		write(path, [("学生姓名", "学生身份证号", "学校", "年级", "就学状态", "登记日期"), *rows])

	return fill


def _rewrite(path: Path, part: str, old: str, new: str) -> None:
	with ZipFile(path) as archive:
		parts = {name: archive.read(name) for name in archive.namelist()}
	parts[part] = re.sub(old, new, parts[part].decode()).encode()
	with ZipFile(path, "w", ZIP_DEFLATED) as archive:
		for name, content in parts.items():
			archive.writestr(name, content)


_ONE_BAD_AMOUNT = {"accepted": 1, "refused": {"bad_amount": 1}, "facts": (3020,)}
CASES = (
	*(
		Case(
			"errors",
			f"{error} in an {suffix}",
			f"{MEDICAL}{suffix}",
			_one_of(CellError(error)),
			**_ONE_BAD_AMOUNT,
		)
		for error, suffix in (("#N/A", ".xlsx"), ("#REF!", ".xls"), ("#DIV/0!", ".ods"))
	),
	Case("errors", "an error pasted as text", f"{MEDICAL}.xlsx", _one_of("#VALUE!"), **_ONE_BAD_AMOUNT),
	*(
		Case("amounts", f"{amount!r}", f"{MEDICAL}.xlsx", _one_of(amount), **_ONE_BAD_AMOUNT)
		for amount in (
			"3000\n4000",
			"3000 4000",
			"3000①",
			"3000²",
			"3.050,00",
			"30,5",
			True,
			"2000块",
			date(2026, 10, 3),
			"一百二",
			"约三千",
			"300 400",
			"（3000）",
		)
	),
	*(
		Case(
			"amounts in words",
			written,
			f"{MEDICAL}{suffix}",
			_one_of(written),
			accepted=2,
			facts=(3020, yuan + 20),
		)
		for suffix, written, yuan in (
			(".xlsx", "壹仟元整", 1000),
			(".xls", "3千元", 3000),
			(".ods", "零", 0),
			(".xlsx", "3 000.00", 3000),
			(".xls", "3000.00元整", 3000),
			(".ods", "一万零五百元五角", 10500.5),
			(".xlsx", "RMB 3,000", 3000),
		)
	),
	*(
		Case(
			"formulas",
			f"without a result in an {suffix}",
			f"{MEDICAL}{suffix}",
			_one_of(Formula()),
			**_ONE_BAD_AMOUNT,
		)
		for suffix in (".xlsx", ".xls", ".ods")
	),
	Case(
		"formulas",
		"with 0 beside them that nobody worked out",
		f"{MEDICAL}.xlsx",
		_zero_beside_formulas,
		accepted=1,
		refused={"bad_amount": 1},
		facts=(3020,),
	),
	*(
		Case("formulas", title, f"{MEDICAL}.xlsx", fill, **_ONE_BAD_AMOUNT)
		for title, fill in (
			("with 0.0 beside them", _as_library("0.0", '<calcPr calcId="191029"/>', "Microsoft Excel", 5.0)),
			("with 0.0 beside them, by Apache POI", _as_library("0.0", made_by="Apache POI")),
			("with 0.0 beside each, to be worked out", _as_library("0.0", '<calcPr fullCalcOnLoad="true"/>')),
			("with 0 beside each, quoted once", _as_library(calculation="<calcPr fullCalcOnLoad='1'/>")),
			("with 0 beside each, by Apache POI", _as_library(made_by="Apache POI")),
			("with -0.00 beside them", _as_library("-0.00", made_by="Microsoft Excel", beside=5.0)),
		)
	),
	*(
		Case("formulas of 0", title, f"{MEDICAL}.xlsx", fill, accepted=2, facts=(yuan, 3020))
		for title, fill, yuan in (
			("by an office program", _as_library("0", '<calcPr calcId="191029"/>', "Microsoft Excel"), 0),
			("by one that asks for nothing", _as_library("0", "", "WPS Office"), 0),
			("by a library that works them out", _as_library("0", "", "Apache POI", 5.0), 5),
		)
	),
	*(
		Case(
			"number formats",
			f"{code} in an {suffix}",
			f"{MEDICAL}{suffix}",
			_one_of(FormattedNumber(1.5, code)),
			**_ONE_BAD_AMOUNT,
		)
		for suffix in (".xlsx", ".xls", ".ods")
		for code in ('0.00"万元"', '0.00"万"', '#,##0.00"千元"', '0.00" 美元"', "[$$-409]#,##0.00", "0.00%")
	),
	*(
		Case(
			"number formats of yuan",
			code,
			f"{MEDICAL}{suffix}",
			_one_of(FormattedNumber(1.5, code)),
			accepted=2,
			facts=(3020, 21.5),
		)
		for suffix in (".xlsx", ".xls")
		for code in (
			'0.00"元"',
			'"¥"#,##0.00',
			"[$￥-804]#,##0.00",
			'0.0,"千元"',
			'0\\.0,"万元"',
			"#,##0.00_ ",
		)
	),
	Case(
		"formulas",
		"all of an xls",
		f"{MEDICAL}.xls",
		_never_calculated_in_xls,
		refused={"bad_amount": 3},
		facts=(),
	),
	Case("days", "written right", f"{MEDICAL}.xlsx", _days(GOOD_DAYS), accepted=len(GOOD_DAYS)),
	Case(
		"days", "that nobody means", f"{MEDICAL}.xlsx", _days(BAD_DAYS), refused={"bad_date": len(BAD_DAYS)}
	),
	*(
		Case(
			"days", f"from 1904 in an {suffix}", f"医保自付{suffix}", _from_1904, accepted=2, period="202610"
		)
		for suffix in (".xlsx", ".xls")
	),
	*(
		Case("days", title, "医保自付.xlsx", fill, accepted=2, period="202610")
		for title, fill in (
			("from 1904, quoted once", _from_1904_in_other_words),
			("from 1904 as text", _serial_as_text_from_1904),
		)
	),
	*(
		Case("marks", f"around numbers in an {suffix}", f"{MEDICAL}{suffix}", _marked, accepted=len(MARKED))
		for suffix in (".xlsx", ".xls")
	),
	*(
		Case(
			"pupils",
			title,
			f"辍学_202610{suffix}",
			_pupils(*written),
			accepted=3,
			refused={"bad_id": len(written) - 3},
			facts=("Dropped Out",) * 3,
		)
		for title, suffix, written in (
			("G and L before the number", ".xlsx", ("G{}", "L{}", "\t{}", "{}\n")),
			("small letters and full width", ".xls", ("g{}", "ｇ{}", " G{}", "J{}")),
			("words beside the number", ".ods", ("学号{}", "G {}", "G{}", "{}", "GG{}")),
		)
	),
	*(
		Case(
			"duplicates",
			title,
			f"{MEDICAL}.xlsx",
			_twice(second),
			accepted=1,
			refused={"duplicate": 1},
			facts=(3020,),
		)
		for title, second in (
			("with commas", ("3,000.00", "20.00")),
			("with a sign", ("￥3000", "20元", "2026年10月8日")),
			("in ten thousands", ("0.3万元", 20.0, 20261008)),
		)
	),
)
