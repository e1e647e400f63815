"""Text above and beside a table that may change its meaning: units, notes in brackets, other tables."""

from pathlib import Path

from fanpin_app.tests.support.hard_files.case import DAY, PLAIN_HEADERS, Case, Sample, medical, write

MEDICAL = "医保自付_202610.xlsx"
AMBIGUOUS = ("ambiguous_column",)


def _inpatient(header: str, figure: float = 3000):
	def fill(sample: Sample, path: Path) -> None:
		write(path, [[*PLAIN_HEADERS[:2], header, *PLAIN_HEADERS[3:]], sample.bill(0, figure)])

	return fill


def _below_headers_of_unknown_words(*headers: str):
	def fill(sample: Sample, path: Path) -> None:
		name, number, _household = sample.people[1]
		write(
			path, [*medical(sample.bill(0), headers=PLAIN_HEADERS), headers, [name, number, 300, 9000, DAY]]
		)

	return fill


def _between(*line: str | None, rows: tuple = (1,)):
	def fill(sample: Sample, path: Path) -> None:
		below = [sample.bill(person, 300, 20) for person in rows]
		write(path, [*medical(sample.bill(0), headers=PLAIN_HEADERS), list(line), *below])

	return fill


def _below_group(*groups: str | None):
	def fill(sample: Sample, path: Path) -> None:
		write(path, medical(sample.bill(0), above=[list(groups)], headers=PLAIN_HEADERS))

	return fill


def _pupils(*headers: str):
	def fill(sample: Sample, path: Path) -> None:
		name, number, _household = sample.people[0]
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
			"headings between rows",
			title,
			MEDICAL,
			_between(*line),
			refusal=refusal,
			says=says,
		)
		for title, line, refusal, says in (
			(
				"two words in another order",
				(None, None, "门诊自付", "住院自付"),
				("missing_column",),
				("Row 3",),
			),
			("one word in another's place", (None, None, None, "住院自付"), ("missing_column",), ("Row 3",)),
			("other payments", ("以下为门诊统筹支付（不计自付）",), AMBIGUOUS, ("以下为门诊统筹支付",)),
		)
	),
	*(
		Case("headings between rows", title, MEDICAL, _between(*line), accepted=2, facts=(3020, 320))
		for title, line in (
			("a village", ("以下为莲下村",)),
			("the same words", (None, None, None, "门诊自付")),
		)
	),
	Case(
		"headings between rows",
		"at the end",
		MEDICAL,
		_between("以下无正文", rows=()),
		accepted=1,
		facts=(3020,),
	),
	*(
		Case(
			"files of another name",
			name,
			f"{name}_202610.xlsx",
			_pupils("序号", "姓名", "身份证号", "登记日期", last),
			refusal=("unknown_feed",),
			says=("失业登记",),
		)
		for name, last in (("就业登记花名册", "联系电话"), ("务工登记", "务工地点"), ("婚姻登记", "联系电话"))
	),
	*(
		Case(
			"files of their name",
			name,
			f"{name}_202610.xlsx",
			_pupils("姓名", "身份证号", "登记日期", last),
			accepted=1,
		)
		for name, last in (("失业登记", "备注"), ("登记失业人员名单", "联系电话"), ("名单", "失业原因"))
	),
	*(
		Case(
			"groups of another time", title, MEDICAL, _below_group(*groups), refusal=AMBIGUOUS, says=(title,)
		)
		for title, groups in (
			("本年累计", (None, None, "本年累计", None)),
			("上月", (None, None, "本月", "上月")),
			*(
				(title, (None, None, title, None))
				for title in (
					"全年发生额",
					"1-10月",
					"2025年",
					"家庭合计",
					"一至三季度",
					"2026年度",
					"截至10月",
				)
			),
			("1-10月累计", ("某县医保自付情况表（1-10月累计）",)),
			("全年", ("（全年）",)),
		)
	),
	Case(
		"groups of another time", "in a title", MEDICAL, _below_group("累计台账"), accepted=1, facts=(3020,)
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
)
