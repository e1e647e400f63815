"""Cells whose text or font has marks that change what they say: struck through, raised, or shown as something else."""

from pathlib import Path

from openpyxl import load_workbook
from openpyxl.styles import Font

from fanpin_app.tests.support.hard_files.case import Case, Sample, medical, write
from fanpin_app.tests.support.random_files.cell_values import Cell, FormattedNumber, MarkedText

MEDICAL = "医保自付_202610"
ONE_REFUSED = {"accepted": 1, "refused": {"bad_amount": 1}, "facts": (3020,)}


def _one_of(value: Cell):
	"""A medical file of two rows; the second has the value as an amount."""

	def fill(sample: Sample, path: Path) -> None:
		write(path, medical(sample.bill(0), sample.bill(1, value)))

	return fill


def _struck_rows(*places: str):
	"""A medical file of two rows whose cells at these places are struck through as a whole."""

	def fill(sample: Sample, path: Path) -> None:
		write(path, medical(sample.bill(0), sample.bill(1)))
		workbook = load_workbook(path)
		for place in places:
			workbook.active[place].font = Font(strike=True)
		workbook.save(path)

	return fill


CASES = (
	*(
		Case(
			"text with marks",
			f"{title} in an {suffix}",
			f"{MEDICAL}{suffix}",
			_one_of(MarkedText(parts)),
			**ONE_REFUSED,
		)
		for suffix in (".xlsx", ".xls", ".ods")
		for title, parts in (
			("a figure before its correction", (("410", "struck"), ("95", ""))),
			("a digit taken out", (("7", ""), ("0", "struck"), ("5.5", ""))),
			("a footnote", (("2600", ""), ("3", "raised"))),
			("decimals raised", (("48", ""), ("50", "raised"))),
			("all of it", (("410", "struck"),)),
		)
	),
	*(
		Case(
			"text without marks",
			f"in several fonts in an {suffix}",
			f"{MEDICAL}{suffix}",
			_one_of(MarkedText((("41", ""), ("0", "")))),
			accepted=2,
			facts=(3020, 430),
		)
		for suffix in (".xlsx", ".xls", ".ods")
	),
	*(
		Case(
			"cells struck through",
			title,
			f"{MEDICAL}.xlsx",
			_struck_rows(*places),
			accepted=1,
			refused={reason: 1},
		)
		for title, places, reason in (
			("a row", ("A3", "B3", "C3", "D3", "E3"), "bad_id"),
			("an amount", ("D3",), "bad_amount"),
			("a day", ("E3",), "bad_date"),
		)
	),
	Case(
		"cells struck through",
		"a name and empty cells",
		f"{MEDICAL}.xlsx",
		_struck_rows("A3", "F3"),
		accepted=2,
	),
	*(
		Case(
			"figures shown in reverse",
			f"{mark!a} in an {suffix}",
			f"{MEDICAL}{suffix}",
			_one_of(f"{mark}014"),
			**ONE_REFUSED,
		)
		for mark, suffix in (("\u202e", ".xlsx"), ("\u202b", ".xls"), ("\u2067", ".ods"), ("\u202e", ".ods"))
	),
	*(
		Case(
			"figures not shown",
			f"{code} in an {suffix}",
			f"{MEDICAL}{suffix}",
			_one_of(FormattedNumber(410.5, code)),
			**ONE_REFUSED,
		)
		for suffix in (".xlsx", ".xls")
		for code in (";;;", '"已退"', '"—";"—"', '0"000"', '"1"000', "-0", "\\-0.00;0.00")
	),
	*(
		Case(
			"figures shown",
			f"{code} in an {suffix}",
			f"{MEDICAL}{suffix}",
			_one_of(FormattedNumber(410.5, code)),
			accepted=2,
			facts=(3020, 430.5),
		)
		for suffix in (".xlsx", ".xls")
		for code in (
			"0.00E+00",
			"# ?/?",
			"000000",
			"_-* #,##0.00_-;\\-* #,##0.00_-",
			"0.00;;;",
			'[=0]"";0.00',
			'_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
		)
	),
)
