"""Headings and totals between the rows of a table, which revoke what follows or only sum it up."""

from pathlib import Path

from fanpin_app.tests.support.hard_files.case import (
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


def _between(*line: str | int | None, below: bool = True):
	"""A heading between two people's rows, or at the end."""

	def fill(sample: Sample, path: Path) -> None:
		rows = medical(sample.bill(0), list(line), headers=PLAIN_HEADERS)
		if below:
			rows.append(sample.bill(1, 300, 20))
		if path.suffix == ".csv":
			write_text(path, [["" if cell is None else cell for cell in row] for row in rows])
		else:
			write(path, rows)

	return fill


def _directly_below_header(sample: Sample, path: Path) -> None:
	write(path, [PLAIN_HEADERS, ["以下为去年数据"], sample.bill(0)])


def _above(line: str):
	def fill(sample: Sample, path: Path) -> None:
		write(path, medical(sample.bill(0), above=[[line]], headers=PLAIN_HEADERS))

	return fill


def _sheets(second: str):
	def fill(sample: Sample, path: Path) -> None:
		write(
			path,
			{
				"医保自付": medical(sample.bill(0), headers=PLAIN_HEADERS),
				second: medical(sample.bill(1, 300), headers=PLAIN_HEADERS),
			},
		)

	return fill


def _total(name: str, label: str | None = None):
	"""A row of totals into which a program filled number and day from above."""

	def fill(sample: Sample, path: Path) -> None:
		rows: list[Row] = medical(sample.bill(0), sample.bill(0, name=name), headers=PLAIN_HEADERS)
		if label:
			rows = [["村名", *rows[0]], ["莲上村", *rows[1]], [label, *rows[2]]]
		if path.suffix == ".csv":
			write_text(path, rows)
		else:
			write(path, rows)

	return fill


def _person_like_a_total(sample: Sample, path: Path) -> None:
	write(path, medical(sample.bill(0, name="计小明"), headers=PLAIN_HEADERS))


CASES = (
	*(
		Case(
			"headings that revoke",
			f"{line[0]} in {suffix}",
			f"{MEDICAL}{suffix}",
			_between(*line),
			refusal=AMBIGUOUS,
			says=("row 4",),
		)
		for suffix, line in (
			(".xlsx", ("（二）撤销人员名单",)),
			(".xls", ("2、已退费",)),
			(".ods", ("未通过审核：",)),
			(".csv", ("上月数据",)),
			(".xlsx", ("冲红明细", "共1条")),
			(".xlsx", ("待核查（1人）",)),
			(".xlsx", (None, None, "重复记录")),
		)
	),
	Case(
		"headings that revoke",
		"directly below the header",
		f"{MEDICAL}.xlsx",
		_directly_below_header,
		refusal=AMBIGUOUS,
		says=("去年",),
	),
	*(
		Case(
			"headings that revoke",
			f"above the table: {line}",
			f"{MEDICAL}.xlsx",
			_above(line),
			refusal=AMBIGUOUS,
			says=(line,),
		)
		for line in ("某镇医保自付作废名单", "2026年10月退费明细表")
	),
	*(
		Case(
			"headings that revoke",
			f"on a sheet: {name}",
			f"{MEDICAL}{suffix}",
			_sheets(name),
			refusal=AMBIGUOUS,
			says=(name,),
		)
		for name, suffix in (("作废", ".xlsx"), ("去年同期", ".xls"), ("待核实名单", ".ods"))
	),
	*(
		Case("headings that revoke", f"none: {line[0]}", f"{MEDICAL}.xlsx", _between(*line), accepted=2)
		for line in (("二、莲下村",), ("未作废人员",), ("注：作废单据已剔除，不在表内",))
	),
	Case(
		"headings that revoke",
		"at the end",
		f"{MEDICAL}.xlsx",
		_between("作废：", below=False),
		accepted=1,
		facts=(3020,),
	),
	*(
		Case(
			"totals with a number",
			f"{name} {label or ''}",
			f"{MEDICAL}{suffix}",
			_total(name, label=label),
			accepted=1,
			facts=(3020,),
		)
		for name, label, suffix in (
			("合  计", None, ".xlsx"),
			("本页小计", None, ".xls"),
			("全镇总计：", None, ".ods"),
			("小计", "莲上村", ".csv"),
		)
	),
	Case(
		"totals with a number",
		"a person of such a name",
		f"{MEDICAL}.xlsx",
		_person_like_a_total,
		accepted=1,
		facts=(3020,),
	),
	*(
		Case(
			"carried-over sums",
			f"{words[0]} in {suffix}",
			f"{MEDICAL}{suffix}",
			_between(*words),
			accepted=2,
			facts=(3020, 320),
		)
		for suffix, words in (
			(".xlsx", ("过次页", None, 3000, 20)),
			(".xls", ("承前页", None, "3000", "20")),
			(".ods", ("转下页", None, 3000, 20)),
		)
	),
)
