"""Titles, section lines, names of sheets, notes and notices by which rows do not count or mean something else."""

from pathlib import Path

from fanpin_app.tests.support.hard_files.case import (
	INCOME_HEADERS,
	PLAIN_HEADERS,
	Case,
	Sample,
	write,
	write_text,
)

MEDICAL = "医保自付_202610"
AMBIGUOUS = ("ambiguous_column",)


def _lines(above: str = "", between: str = "", below: str = ""):
	def fill(sample: Sample, path: Path) -> None:
		rows = [PLAIN_HEADERS, sample.bill(0), sample.bill(1)]
		if between:
			rows.insert(2, [between])
		rows = [*([[above]] if above else []), *rows, *([[below]] if below else [])]
		(write_text if path.suffix == ".csv" else write)(path, rows)

	return fill


def _sheet(name: str):
	def fill(sample: Sample, path: Path) -> None:
		write(path, {"10月": [PLAIN_HEADERS, sample.bill(0)], name: [PLAIN_HEADERS, sample.bill(1)]})

	return fill


def _notes_sheet(note: str):
	def fill(sample: Sample, path: Path) -> None:
		write(path, {"10月": [PLAIN_HEADERS, sample.bill(0)], "填表说明": [["填表说明"], [note]]})

	return fill


def _incomes(above: str = "", below: str = ""):
	def fill(sample: Sample, path: Path) -> None:
		rows = [INCOME_HEADERS, sample.income(0, 12_000, 0, 0, 0, 0)]
		write(path, [*([[above]] if above else []), *rows, *([[below]] if below else [])])

	return fill


def _register(title: str, state: str | None):
	"""A register file with one person of each household; `state`: 人员状态, None for no such column."""

	def fill(sample: Sample, path: Path) -> None:
		headers = ["户编号", "村代码", "姓名", "与户主关系", "证件号码", *(["人员状态"] if state else [])]
		rows = [
			[household, sample.village, name, "户主", number, *([state] if state else [])]
			for name, number, household in sample.people[:2]
		]
		write(path, [[title], headers, *rows])

	return fill


def _unemployed(title: str):
	def fill(sample: Sample, path: Path) -> None:
		rows = [[*sample.people[0][:2], "2026-10-08"]]
		write(path, [[title], ["姓名", "身份证号", "登记日期"], *rows])

	return fill


CASES = (
	*(
		Case(
			"titles that revoke",
			title,
			f"{MEDICAL}{suffix}",
			_lines(above=title),
			refusal=AMBIGUOUS,
			says=("above its table",),
		)
		for title, suffix in (
			("2026年10月不予报销人员明细", ".xlsx"),
			("某某县某某镇2026年10月医保待遇预结算表", ".xls"),
			("上年同期对照表", ".ods"),
			("2026年10月异地就医未结算名单", ".csv"),
			("2026年10月医保自付（更正前）", ".xlsx"),
			("（草稿，未审核）", ".xlsx"),
			("医保自付预测表", ".xlsx"),
		)
	),
	Case(
		"titles that revoke",
		"of the unemployed",
		"失业登记_202610.xlsx",
		_unemployed("2026年10月再就业人员名单（已就业）"),
		refusal=AMBIGUOUS,
	),
	Case(
		"titles that revoke",
		"of incomes",
		"收入_2026.xlsx",
		_incomes("2026年家庭收入目标表"),
		refusal=AMBIGUOUS,
	),
	*(
		Case("titles that revoke", f"none: {title}", f"{MEDICAL}.xlsx", _lines(above=title), accepted=2)
		for title in (
			"2026年10月异地就医结算名单",
			"2026年10月重复住院人员名单",
			"医保住院报销后自付明细",
			"城乡居民医保已结算人员明细",
		)
	),
	*(
		Case(
			"register titles that revoke",
			f"{title}, {state}",
			"农户信息_202610.xlsx",
			_register(title, state),
			refusal=AMBIGUOUS,
		)
		for title, state in (
			("死亡人员名单", "在世"),
			("2026年死亡、注销户口人员名单", None),
			("农户信息（已注销）", None),
		)
	),
	Case(
		"register titles that revoke",
		"none: the rows say so too",
		"农户信息_202610.xlsx",
		_register("死亡人员名单", "死亡"),
		accepted=2,
	),
	*(
		Case(
			"section lines that revoke",
			line,
			f"{MEDICAL}{suffix}",
			_lines(between=line),
			refusal=AMBIGUOUS,
			says=(line,),
		)
		for line, suffix in (
			("以下人员暂不上报", ".xlsx"),
			("核减名单", ".xls"),
			("以下人员已核实非本人就医", ".ods"),
			("以下数据重复、待删", ".csv"),
			("异常数据", ".xlsx"),
			("备用", ".xlsx"),
			("不予报销部分", ".xlsx"),
			("模拟数据", ".xlsx"),
			("预结算(未正式结算)", ".xlsx"),
		)
	),
	*(
		Case(
			"section lines that revoke", f"none: {line}", f"{MEDICAL}.xlsx", _lines(between=line), accepted=2
		)
		for line in ("二、住院", "以下为重复住院人员", "以上人员均已核实", "异地就医")
	),
	*(
		Case(
			"sheets that revoke",
			name,
			f"{MEDICAL}{suffix}",
			_sheet(name),
			refusal=AMBIGUOUS,
			says=(name,),
		)
		for name, suffix in (
			("草稿", ".xlsx"),
			("错误数据", ".xls"),
			("以下为上月数据", ".ods"),
			("预结算(未正式结算)", ".xlsx"),
			("备用", ".xlsx"),
		)
	),
	*(
		Case("sheets that revoke", f"none: {name}", f"{MEDICAL}.xlsx", _sheet(name), accepted=2)
		for name in ("莲下村", "Sheet2", "补充", "结算数据")
	),
	*(
		Case(
			"void notices",
			line,
			f"{MEDICAL}{suffix}",
			_lines(**{where: line}),
			refusal=AMBIGUOUS,
			says=(line,),
		)
		for line, suffix, where in (
			("以上数据作废,以11月报送为准", ".xlsx", "below"),
			("(以上为测试数据,请勿导入)", ".xls", "below"),
			("注:第3行数据有误,以补充表为准", ".csv", "below"),
			("本表数据为模拟数据", ".ods", "above"),
		)
	),
	*(
		Case("void notices", f"none: {line}", f"{MEDICAL}.xlsx", _lines(below=line), accepted=2)
		for line in (
			"以上数据经核实无误",
			"以上数据如有错误,请及时反馈",
			"本表涂改无效",
			"本表填写错误的请重新填报",
			"请勿统计外县人员",
			"注:作废单据已剔除,不在表内",
			"第1行为表头,请勿修改",
		)
	),
	*(
		Case(
			"notes that change a column",
			note,
			file_name,
			fill,
			refusal=AMBIGUOUS,
			says=(note,),
		)
		for note, file_name, fill in (
			*(
				(note, f"{MEDICAL}.xlsx", _lines(above=note))
				for note in (
					"注:日期为农历",
					"注:日期为入院日期",
					"注:本表身份证号为户主身份证号",
					"家庭成员医保自付(身份证号为户主)",
					"注:住院自付为总费用",
				)
			),
			("1.结算日期为入院日期", f"{MEDICAL}.xlsx", _notes_sheet("1.结算日期为入院日期")),
			(
				"说明:本表工资性收入为月平均数",
				"收入_2026.xlsx",
				_incomes(below="说明:本表工资性收入为月平均数"),
			),
			("注:生产经营性收入为净收入", "收入_2026.xlsx", _incomes("注:生产经营性收入为净收入")),
		)
	),
	*(
		Case("notes that change a column", f"none: {note}", f"{MEDICAL}.xlsx", _lines(above=note), accepted=2)
		for note in (
			"填表说明:身份证号填写本人身份证号,不得填写户主身份证号",
			"注:住院自付为报销后个人负担部分",
			"注:结算日期为出院结算日期",
			"报送时间为每月5日前",
			"填报日期:2026年11月5日",
		)
	),
	Case(
		"notes that change a column",
		"none: in a sheet of notes",
		f"{MEDICAL}.xlsx",
		_notes_sheet("1.结算日期为结算单上的日期，身份证号为18位"),
		accepted=1,
	),
	Case(
		"notes that change a column",
		"none: of incomes",
		"收入_2026.xlsx",
		_incomes("说明:工资性收入为全年工资总额"),
		accepted=1,
	),
)
