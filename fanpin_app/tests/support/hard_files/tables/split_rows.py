"""Text files with rows split differently from their header by a separator, a quotation mark or a line break."""

from pathlib import Path

from fanpin_app.tests.support.hard_files.case import PLAIN_HEADERS, Case, Sample


def _lines(*lines: str, above: str = ",".join(PLAIN_HEADERS)):
	"""A text file of these lines; {number} and {name} are those of a registered person."""

	def fill(sample: Sample, path: Path) -> None:
		name, number, _household = sample.people[0]
		written = [line.format(name=name, number=number) for line in (above, *lines)]
		path.write_text("\n".join(written), encoding="utf-8")

	return fill


CASES = (
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
	*(
		Case(
			"a comma more, and an empty cell at the end",
			f"{line} below {above}",
			"医保自付_202610.csv",
			_lines("{name},{number}," + line, "{name},{number}," + other, above=above),
			accepted=1,
			refused={"bad_date": 1},
			facts=(40,),
		)
		for above, line, other in (
			("姓名,身份证号,结算日期,住院自付,门诊自付", "2026-10-03,3,300.00,", "2026-10-04,40.00,"),
			(
				"姓名,身份证号,结算日期,住院天数,住院自付,门诊自付,备注",
				"2026-10-03,10,5,459,20,",
				"2026-10-04,2,40,0,",
			),
			(
				"姓名,身份证号,结算日期,诊断,住院自付,门诊自付",
				"2026-10-03,肺炎,3,459.00,",
				"2026-10-04,肺炎,40.00,",
			),
		)
	),
	Case(
		"a comma more, and an empty cell at the end",
		"each row ends in one",
		"医保自付_202610.csv",
		_lines("{name},{number},30,20,2026-10-03,", "{name},{number},40,0,2026-10-04,", "合计,,70,20,"),
		accepted=2,
		facts=(50, 40),
	),
	Case(
		"a comma more, and an empty cell at the end",
		"in front of the number",
		"医保自付_202610.csv",
		_lines(
			"{name},县医院,二部,{number},30,20,2026-10-03",
			"{name},县医院,{number},40,0,2026-10-04",
			above="姓名,医院,身份证号,住院自付,门诊自付,结算日期",
		),
		accepted=1,
		refused={"bad_id": 1},
		facts=(40,),
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
)
