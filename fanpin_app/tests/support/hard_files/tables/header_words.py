"""Names below and beside a header that make its column another one: lower rows of names, and notes in brackets."""

from pathlib import Path

from fanpin_app.tests.support.hard_files.case import (
	DAY,
	INCOME_HEADERS,
	PLAIN_HEADERS,
	Case,
	Row,
	Sample,
	write,
	write_text,
)

MEDICAL = "医保自付_202610"
INCOMES = "收入_2026.xlsx"
AMBIGUOUS = ("ambiguous_column",)


def _below(upper: Row, lower: Row, cells: Row, *between: Row):
	"""A file with two rows of names; `cells`: the first person's row behind the number."""

	def fill(sample: Sample, path: Path) -> None:
		name, number, _household = sample.people[0]
		rows = [upper, *between, lower, [name, number, *cells]]
		if path.suffix == ".csv":
			write_text(path, [["" if cell is None else cell for cell in row] for row in rows])
		else:
			write(path, rows)

	return fill


def _loan(note: str):
	def fill(sample: Sample, path: Path) -> None:
		name, number, _household = sample.people[0]
		headers = ("借款人", "身份证号", "产品", "合同金额", "到期日", f"逾期天数{note}", "数据日期")
		write(path, [headers, [name, number, "惠农贷", 50_000, "2026-08-18", 95, DAY]])

	return fill


def _pupil(header: str):
	def fill(sample: Sample, path: Path) -> None:
		name, number, _household = sample.people[0]
		write(path, [("姓名", "身份证号", header, "登记日期"), [name, number, "辍学", DAY]])

	return fill


def _incomes(*wages: str | None, lower: Row | None = None):
	def fill(sample: Sample, path: Path) -> None:
		household = sample.people[0][2]
		rows = [(*INCOME_HEADERS[:2], *wages, *INCOME_HEADERS[3:])]
		if lower:
			rows.append(lower)
		write(path, [*rows, [household, "林试", *(12_000 for _ in wages), 0, 0, 0, 0]])

	return fill


def _medical(header: str):
	def fill(sample: Sample, path: Path) -> None:
		write(path, [(*PLAIN_HEADERS[:2], header, *PLAIN_HEADERS[3:]), sample.bill(0)])

	return fill


def _further_header(header: str):
	def fill(sample: Sample, path: Path) -> None:
		again = (*PLAIN_HEADERS[:2], header, *PLAIN_HEADERS[3:])
		write(path, [PLAIN_HEADERS, sample.bill(0), again, sample.bill(1, 2)])

	return fill


_TWO_FOR_INPATIENT = ("姓名", "身份证号", "住院自付", None, "门诊自付", "结算日期")
CASES = (
	*(
		Case(
			"two columns below one header",
			f"{' and '.join(map(str, lower))} in {suffix}",
			f"{MEDICAL}{suffix}",
			_below(_TWO_FOR_INPATIENT, (None, None, *lower, None, None), (2, 3000, 20, DAY)),
			refusal=AMBIGUOUS,
			says=("住院自付", *map(str, lower)),
		)
		for suffix, lower in (
			(".xlsx", ("床日", "费用")),
			(".xls", ("(人次)", "(元)")),
			(".ods", ("上半月", "下半月")),
			(".csv", ("2025年", "2026年")),
			(".xlsx", (2025, 2026)),
			(".xlsx", ("县内", "县外")),
		)
	),
	Case(
		"two columns below one header",
		"behind a row of units",
		f"{MEDICAL}.xlsx",
		_below(
			_TWO_FOR_INPATIENT,
			(None, None, "天数", "金额", None, None),
			(2, 3000, 20, DAY),
			(None, None, "（元）", None, "（元）", None),
		),
		refusal=AMBIGUOUS,
		says=("天数",),
	),
	Case(
		"two columns below one header",
		"of wages",
		INCOMES,
		_incomes("工资性收入", None, lower=(None, None, "县内", "县外", None, None, None, None)),
		refusal=AMBIGUOUS,
		says=("县内", "县外"),
	),
	Case(
		"two columns below one header",
		"of a state",
		"辍学_202610.xlsx",
		_below(
			("姓名", "身份证号", "就学状态", None, "登记日期"),
			(None, None, "春季", "秋季", None),
			("在读", "辍学", DAY),
		),
		refusal=AMBIGUOUS,
		says=("春季",),
	),
	*(
		Case(
			"a word below the header",
			word,
			f"{MEDICAL}.xlsx",
			_below(PLAIN_HEADERS, (None, None, word, None, None), (3000, 20, DAY)),
			refusal=AMBIGUOUS,
			says=(word,),
		)
		for word in ("上月", "人次", "累计")
	),
	*(
		Case(
			"a word below the header",
			f"harmless {word}",
			f"{MEDICAL}.xlsx",
			_below(PLAIN_HEADERS, (None, None, word, None, None), (3000, 20, DAY)),
			accepted=1,
			facts=(3020,),
		)
		for word in ("必填", "（元）", "填数字")
	),
	Case(
		"two columns below one header",
		"the first has its name",
		f"{MEDICAL}.xlsx",
		_below(_TWO_FOR_INPATIENT, (None, None, "住院自付", "医院", None, None), (3000, "县医院", 20, DAY)),
		accepted=1,
		facts=(3020,),
	),
	*(
		Case(
			"notes that count something else",
			header,
			f"{MEDICAL}.xlsx",
			_medical(header),
			refusal=AMBIGUOUS,
			says=("住院自付",),
		)
		for header in ("住院自付(月)", "住院自付（人次）", "住院自付【户】", "住院自付(元,天)")
	),
	*(
		Case(
			"notes that count something else",
			header,
			INCOMES,
			_incomes(header),
			refusal=AMBIGUOUS,
			says=("工资性收入",),
		)
		for header in ("工资性收入(当月)", "工资性收入（2026年9月）", "工资性收入(日)", "工资性收入(户)")
	),
	Case(
		"notes that count something else",
		"a further header",
		f"{MEDICAL}.xlsx",
		_further_header("住院自付(次)"),
		refusal=AMBIGUOUS,
		says=("住院自付(次)",),
	),
	*(
		Case(
			"notes that count something else",
			f"days overdue {note}",
			"小额贷款_202610.xlsx",
			_loan(note),
			refusal=AMBIGUOUS,
			says=("逾期天数",),
		)
		for note in ("(月)", "（个月）", "(次)")
	),
	*(
		Case(
			"notes that count something else",
			f"none: days overdue {note}",
			"小额贷款_202610.xlsx",
			_loan(note),
			accepted=1,
		)
		for note in ("(天)", "（日）", "")
	),
	*(
		Case(
			"states of another time",
			header,
			"辍学_202610.xlsx",
			_pupil(header),
			refusal=AMBIGUOUS,
			says=("就学状态",),
		)
		for header in ("就学状态(上学年)", "就学状态（变更前）", "就学状态【去年】", "就学状态(原)")
	),
	Case("states of another time", "none", "辍学_202610.xlsx", _pupil("就学状态（必填）"), accepted=1),
)
