"""Headers in two rows as office programs merge them: groups of columns above, names below."""

from pathlib import Path

from fanpin_app.tests.support.hard_files.case import Case, Row, Sample, write, write_text

MEDICAL = "医保自付_202610"
LINES = (["某区2026年10月医保自付统计表"], ["填报单位：区医保局", None, None, "填报日期：2026年11月5日"])


def _below(*header: Row, above: tuple = (), amounts: tuple = (3000, 20), again: bool = False):
	"""A workbook with two people below the header; `again`: the same table on a second sheet."""

	def fill(sample: Sample, path: Path) -> None:
		def rows(*people: int) -> list[Row]:
			return [*above, *header, *(sample.bill(person, *amounts) for person in people)]

		top = len(above)
		merged = [(top, place, top + 1, place) for place in (0, 1, 4) if header[1][place] is None]
		write(path, {"一": rows(0, 1), "二": rows(2)} if again else {"一": rows(0, 1)}, merged)

	return fill


def _repeated(header: int, line: tuple = ()):
	"""A table whose header is repeated before the second person, perhaps with a line above it."""

	def fill(sample: Sample, path: Path) -> None:
		rows = _GROUPS[header][1:]
		write(path, [*rows, sample.bill(0), *line, *rows, sample.bill(1)])

	return fill


def _of_another_patient(sample: Sample, path: Path) -> None:
	upper = ("人员信息", None, None, "自付费用", None, "结算日期")
	lower = ("姓名", "身份证号", "患者", "住院自付", "门诊自付", None)
	name, number, *bill = sample.bill(0)
	write(path, [upper, lower, [name, number, "陈某", *bill]])


def _in_text(sample: Sample, path: Path) -> None:
	header = [["姓名", "身份证号", "自付费用", "", "结算日期"], ["", "", "住院自付", "门诊自付", ""]]
	write_text(path, [*header, sample.bill(0), sample.bill(1)])


_GROUPS = (
	("money", ("姓名", "身份证号", "自付费用", None, "结算日期"), (None, None, "住院自付", "门诊自付", None)),
	(
		"people and money",
		("人员信息", None, "自付费用", None, "结算日期"),
		("姓名", "身份证号", "住院自付", "门诊自付", None),
	),
	("half a name", ("姓名", "身份证号", "自付", None, "结算日期"), (None, None, "住院", "门诊", None)),
)
CASES = (
	*(
		Case(
			"header in two rows",
			f"{title} in an {suffix}{' below lines' if above else ''}",
			f"{MEDICAL}{suffix}",
			_below(*header, above=above),
			accepted=2,
			facts=(3020, 3020),
		)
		for title, *header in _GROUPS
		for suffix, above in (
			(".xlsx", ()),
			(".xls", LINES),
			(".ods", ([LINES[1][0], None, None, "单位：元"],)),
		)
	),
	Case("header in two rows", "in a text file", f"{MEDICAL}.csv", _in_text, accepted=2, facts=(3020, 3020)),
	Case(
		"header in two rows",
		"on two sheets",
		f"{MEDICAL}.xlsx",
		_below(*_GROUPS[1][1:], above=LINES, again=True),
		accepted=3,
		facts=(3020, 3020, 3020),
	),
	*(
		Case("header in two rows", title, f"{MEDICAL}{suffix}", fill, accepted=2, facts=(3020, 3020))
		for title, suffix, fill in (
			("repeated", ".xlsx", _repeated(0)),
			("repeated in an .xls", ".xls", _repeated(1)),
			("repeated below a line", ".ods", _repeated(2, (["第二页"],))),
		)
	),
	Case(
		"header in two rows",
		"of a unit",
		f"{MEDICAL}.xlsx",
		_below(
			("人员信息", None, "住院费用（万元）", "门诊费用（元）", "结算日期"),
			("姓名", "身份证号", "住院自付", "门诊自付", None),
			amounts=(3, 20),
		),
		accepted=2,
		facts=(30020, 30020),
	),
	Case(
		"two people in a row",
		"below a header in two rows",
		f"{MEDICAL}.xlsx",
		_of_another_patient,
		refusal=("ambiguous_column",),
	),
	Case(
		"header in two rows",
		"of two months",
		f"{MEDICAL}.xlsx",
		_below(("姓名", "身份证号", "9月", "10月", "结算日期"), (None, None, "住院自付", "住院自付", None)),
		refusal=("missing_column", "ambiguous_column"),
	),
	*(
		Case(
			"header in two rows",
			f"of {group}",
			f"{MEDICAL}.xlsx",
			_below(("姓名", "身份证号", group, None, "结算日期"), _GROUPS[0][2]),
			refusal=("ambiguous_column",),
			says=(group[:2],),
		)
		for group in (
			"上年同期",
			"1-10月累计",
			"报销前费用",
			"退费金额",
			"自付费用（上年）",
			"自付费用（港币）",
		)
	),
	*(
		Case(
			"header in two rows",
			f"of {group}",
			f"{MEDICAL}.xlsx",
			_below((group, *_GROUPS[1][1][1:]), _GROUPS[1][2]),
			refusal=("ambiguous_column",),
			says=("身份证号", group),
		)
		for group in ("户主信息", "家长信息", "经办人")
	),
)
