"""What is written above and beside a table, and may change what it means: units, notes in brackets, other tables."""

from pathlib import Path

from fanpin_app.tests.hard_files.case import DAY, PLAIN_HEADERS, Case, World, medical, write

MEDICAL = "医保自付_202610.xlsx"
AMBIGUOUS = ("ambiguous_column",)


def _below_line(line: str):
	def fill(world: World, path: Path) -> None:
		write(path, medical(world.bill(0, 3, 2), above=[[line]], headers=PLAIN_HEADERS))

	return fill


def _below_cells(*cells: str | None):
	def fill(world: World, path: Path) -> None:
		write(path, medical(world.bill(0, 3, 2), above=[cells], headers=PLAIN_HEADERS))

	return fill


def _named(sheet: str):
	def fill(world: World, path: Path) -> None:
		write(path, {sheet: medical(world.bill(0, 3, 2), headers=PLAIN_HEADERS)})

	return fill


def _inpatient(header: str, figure: float = 3000):
	def fill(world: World, path: Path) -> None:
		write(path, [[*PLAIN_HEADERS[:2], header, *PLAIN_HEADERS[3:]], world.bill(0, figure)])

	return fill


def _below_headers_of_unknown_words(*headers: str):
	def fill(world: World, path: Path) -> None:
		name, number, _household = world.people[1]
		write(path, [*medical(world.bill(0), headers=PLAIN_HEADERS), headers, [name, number, 300, 9000, DAY]])

	return fill


def _below_group(*groups: str | None):
	def fill(world: World, path: Path) -> None:
		write(path, medical(world.bill(0), above=[list(groups)], headers=PLAIN_HEADERS))

	return fill


def _lines(*lines: str, above: str = ",".join(PLAIN_HEADERS)):
	"""A text file of these lines; {number} and {name} stand for a person of the register."""

	def fill(world: World, path: Path) -> None:
		name, number, _household = world.people[0]
		written = [line.format(name=name, number=number) for line in (above, *lines)]
		path.write_text("\n".join(written), encoding="utf-8")

	return fill


def _pupils(*headers: str):
	def fill(world: World, path: Path) -> None:
		name, number, _household = world.people[0]
		by_header = {"姓名": name, "身份证号": number, "登记日期": DAY}
		write(path, [headers, [by_header.get(header, "某校") for header in headers]])

	return fill


CASES = (
	*(
		Case(
			"notes on a figure",
			note,
			MEDICAL,
			_inpatient(f"住院自付({note})"),
			refusal=AMBIGUOUS,
			says=(note,),
		)
		for note in ("月均", "人均", "含统筹", "不含大病", "子女")
	),
	*(
		Case("notes on a figure", note, MEDICAL, _inpatient(f"住院自付({note})"), accepted=1, facts=(3020,))
		for note in ("元", "元，保留两位小数", "必填", "本年", "2026年", "单位：元")
	),
	*(
		Case(
			"further headers",
			words[2],
			MEDICAL,
			_below_headers_of_unknown_words(*words),
			refusal=("missing_column",),
			says=("Row 3", "住院自付"),
		)
		for words in (
			("姓名", "身份证号", "个人负担", "统筹基金", "时间"),
			("患者", "证件编码", "自费部分", "统筹部分", "结账时间"),
			("姓 名", "身份证号码", "目录内", "目录外", "结算时间"),
		)
	),
	*(
		Case(
			"groups of another time", title, MEDICAL, _below_group(*groups), refusal=AMBIGUOUS, says=(title,)
		)
		for title, groups in (
			("本年累计", (None, None, "本年累计", None)),
			("上月", (None, None, "本月", "上月")),
		)
	),
	Case(
		"groups of another time", "in a title", MEDICAL, _below_group("累计台账"), accepted=1, facts=(3020,)
	),
	Case(
		"rows of more cells",
		"a separator in a figure",
		"医保自付_202610.csv",
		_lines("{name},{number},3,000,20,2026-10-03", "{name},{number},40,0,2026-10-04"),
		accepted=1,
		refused={"bad_date": 1},
		facts=(40,),
	),
	*(
		Case(
			"commas in figures",
			f"{line} below {above}",
			"医保自付_202610.csv",
			_lines("{name},{number}," + line, "{name},{number},2026-10-04,40,0,", above=above),
			accepted=1,
			refused={"bad_date": 1},
			facts=(40,),
		)
		for above in (
			"姓名,身份证号,结算日期,住院自付,门诊自付,备注",
			"姓名,身份证号,结算日期,住院自付,门诊自付,",
			"姓名,身份证号,结算日期,住院自付,门诊自付,医院,备注",
		)
		for line in (
			"2026-10-03,3,000,50",
			"2026-10-03,3,250,50",
			"2026-10-03,3000,1,050.5",
			"2026-10-03,13,250,1,050",
			"2026-10-03,1,234,567",
		)
	),
	*(
		Case(
			"figures of three digits",
			line,
			"医保自付_202610.csv",
			_lines("{name},{number}," + line, above=above),
			accepted=1,
			facts=(yuan,),
		)
		for above, line, yuan in (
			("姓名,身份证号,结算日期,住院自付,门诊自付,备注", "2026-10-03,3,250,补报", 253),
			("姓名,身份证号,结算日期,住院自付,门诊自付,备注", "2026-10-03,3,250,", 253),
			("姓名,身份证号,结算日期,住院自付,门诊自付,合计", "2026-10-03,3,250,253", 253),
			("姓名,身份证号,结算日期,住院自付,门诊自付,联系电话", "2026-10-03,3,250,13800000000", 253),
		)
	),
	*(
		Case(
			"rows of fewer cells",
			title,
			"医保自付_202610.csv",
			_lines(
				"{name},{number},2026-10-04,40,0,",
				*lines,
				above="姓名,身份证号,结算日期,住院自付,门诊自付,备注",
			),
			accepted=1,
			refused=refused,
			facts=(40,),
		)
		for title, lines, refused in (
			("broken off in an amount", ("{name},{number},2026-10-03,30",), {"bad_amount": 1}),
			("broken off before the remark", ("{name},{number},2026-10-03,30,20",), {"bad_amount": 1}),
			("broken off in the day", ("{name},{number},2026-10-0",), {"bad_date": 1}),
			("three cells", ("{name},{number},2026-10-03", ""), {"bad_amount": 1}),
			("a line break", ("{name},{number},2026-10-03,30", "00,20,", ""), {"bad_amount": 1, "bad_id": 1}),
			("a note", ("填表人：甲,审核人：乙", "2026年11月3日"), {}),
		)
	),
	Case(
		"rows of fewer cells",
		"without the empty cells at the end",
		"医保自付_202610.csv",
		_lines(
			"{name},{number},2026-10-03,30,20",
			"{name},{number},2026-10-04,40,0",
			"",
			above="姓名,身份证号,结算日期,住院自付,门诊自付,医院,备注",
		),
		accepted=2,
		facts=(50, 40),
	),
	Case(
		"rows of more cells",
		"below a column without a name",
		"医保自付_202610.csv",
		_lines("{name},{number},30,20,2026-10-03,补报", above=",".join((*PLAIN_HEADERS, ""))),
		accepted=1,
		facts=(50,),
	),
	Case(
		"rows of more cells",
		"empty ones",
		"医保自付_202610.csv",
		_lines("{name},{number},30,20,2026-10-03,,"),
		accepted=1,
		facts=(50,),
	),
	Case(
		"rows in quotation marks",
		"over two lines",
		"医保自付_202610.csv",
		_lines('{name},{number},"1,0,2026-10-03', '{name},{number},2",0,2026-10-04'),
		refusal=("broken_text",),
		says=("line 2",),
	),
	Case(
		"rows in quotation marks",
		"a remark of two lines",
		"医保自付_202610.csv",
		_lines('{name},{number},30,20,2026-10-03,"补报,\n已核"', above=",".join((*PLAIN_HEADERS, "备注"))),
		accepted=1,
		facts=(50,),
	),
	Case(
		"rows in quotation marks",
		"over three lines",
		"医保自付_202610.csv",
		_lines(
			'"{name},{number},1,0,2026-10-03',
			"{name},{number},2,0,2026-10-04",
			'{name}",{number},3,0,2026-10-05',
		),
		refusal=("broken_text",),
		says=("line 2",),
	),
	Case(
		"nearer feeds",
		"pupils with an unknown header",
		"辍学_202610.xlsx",
		_pupils("姓名", "身份证号", "学校", "年级", "就读情况", "登记日期"),
		refusal=("missing_column",),
		says=("就学状态",),
	),
	Case(
		"nearer feeds",
		"pupils with two unknown headers",
		"辍学_202610.xlsx",
		_pupils("姓名", "身份证号", "学校", "年级", "就读情况", "班主任", "登记日期"),
		refusal=("missing_column",),
		says=("就学状态", "班主任"),
	),
	Case(
		"nearer feeds",
		"the unemployed with a column of their own",
		"失业登记_202610.xlsx",
		_pupils("姓名", "身份证号", "失业原因", "登记日期"),
		accepted=1,
	),
	*(
		Case("units of a line", line, MEDICAL, _below_line(line), accepted=1, facts=(yuan,))
		for line, yuan in (
			("单位:万", 50000),
			("单位（万）", 50000),
			("金额单位为万元", 50000),
			("以万元计", 50000),
			("计量单位 万元", 50000),
			("单位：万元/人", 50000),
			("单位：万元 制表日期：2026年11月3日", 50000),
			("数据来源：市医疗保障局　　单位：人、元　　（虚构样例）", 5),
			("填报单位：元谋县医保局", 5),
			("填报单位（盖章）：万州区医保局", 5),
			("单位分管领导：", 5),
			("人民币：万元", 50000),
			("金额：万元", 50000),
			("单位/万元", 50000),
			("单位—万元", 50000),
			("万元", 50000),
			("本表金额均以万元表示", 50000),
			("注：金额均为万元", 50000),
			("单位：10000元", 50000),
			("Unit: 10,000 yuan", 50000),
			("单位：元/人次", 5),
			("注：自付超过一万元的按万元计入大病", 5),
		)
	),
	*(
		Case("units of a line", line, MEDICAL, _below_line(line), refusal=AMBIGUOUS, says=(word,))
		for line, word in (
			("单位：美元", "美元"),
			("单位：元、万元", "元、万元"),
			("单位：分", "分"),
			("单位：元/月", "元/月"),
			("医保自付情况表（港币）", "港币"),
		)
	),
	*(
		Case(
			"units of a header",
			unit,
			MEDICAL,
			_inpatient(f"住院自付({unit})"),
			refusal=AMBIGUOUS,
			says=(unit,),
		)
		for unit in ("分", "角", "w", "10000", "%")
	),
	*(
		Case("units of names", name, name, _named(sheet), accepted=1, facts=(50000,))
		for name, sheet in (
			("医保自付_202610（万元）.xlsx", "Sheet1"),
			(MEDICAL, "明细(万元)"),
			(MEDICAL, "万元（万元）"),
		)
	),
	Case(
		"units of a header", "not closed", MEDICAL, _inpatient("住院自付(万元", 3), accepted=1, facts=(30020,)
	),
	Case(
		"units of a header",
		"of decimals",
		MEDICAL,
		_inpatient("住院自付(元,保留2位)"),
		accepted=1,
		facts=(3020,),
	),
	*(
		Case("units in two cells", title, MEDICAL, _below_cells(*cells), accepted=1, facts=(50000,))
		for title, cells in (
			("with a colon", ("单位：", "万元")),
			("an empty cell between", (None, "金额单位", None, "万元")),
			("in brackets", ("单位", "（万元）")),
		)
	),
	Case(
		"units in two cells",
		"of another money",
		MEDICAL,
		_below_cells("单位：", "美元"),
		refusal=AMBIGUOUS,
		says=("美元",),
	),
)
