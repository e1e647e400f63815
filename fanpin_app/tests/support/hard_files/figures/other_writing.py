"""Words, counts and headers in other writing than the feed's, as exports and forms have them."""

from pathlib import Path

from fanpin_app.tests.support.hard_files.case import DAY, PLAIN_HEADERS, Case, Row, Sample, write

HOUSES = ("户主姓名", "证件号码", "鉴定等级", "鉴定日期")
LOANS = ("借款人", "身份证号", "产品", "合同金额", "余额", "到期日", "逾期天数", "数据日期")


def _rows(headers: Row, *rest: Row, between: tuple[Row, ...] = ()):
	def fill(sample: Sample, path: Path) -> None:
		rows = [[*sample.people[place][:2], *each] for place, each in enumerate(rest)]
		write(path, [headers, *between, *rows])

	return fill


CASES = (
	*(
		Case(
			"words in other writing",
			word,
			"危房鉴定_202610.xlsx",
			_rows(HOUSES, (word, DAY)),
			accepted=1,
			facts=("D",),
		)
		for word in ("d级", "D 级", "04-D级", "D级(4)", "□A级□B级□C级☑D级")
	),
	*(
		Case(
			"words in other writing",
			f"none: {word}",
			"危房鉴定_202610.xlsx",
			_rows(HOUSES, (word, DAY), ("D级", DAY)),
			accepted=1,
			refused={"bad_value": 1},
			facts=("D",),
		)
		for word in ("C/D级", "疑似D级", "D级(已改造)", "☑A级☑D级", "□A级□D级", "A级□D级☑")
	),
	*(
		Case(
			"counts with units",
			days,
			"小额贷款_202610.xlsx",
			_rows(LOANS, ("小额信贷", 30000, 1000, "2026-09-01", days, "2026-10-31")),
			accepted=1,
			facts=(yuan,),
		)
		for days, yuan in (("45天", 45), ("60 天", 60), ("0天", 0))
	),
	*(
		Case(
			"counts with units",
			f"none: {days}",
			"小额贷款_202610.xlsx",
			_rows(
				LOANS,
				("小额信贷", 30000, 1000, "2026-09-01", days, "2026-10-31"),
				("小额信贷", 30000, 1000, "2026-09-01", 60, "2026-10-31"),
			),
			accepted=1,
			refused={"bad_amount": 1},
		)
		for days in ("约45天", "2个月", "30-60天")
	),
	*(
		Case(
			"names of fields below the header",
			str(fields[0]),
			"医保自付_202610.xlsx",
			_rows(PLAIN_HEADERS, (3000, 20, DAY), between=fields),
			accepted=1,
			facts=(3020,),
		)
		for fields in (
			(("xm", "sfzh", "zyzf", "mzzf", "jsrq"),),
			(("VARCHAR(30)", "CHAR(18)", "NUMBER(10,2)", "NUMBER(10,2)", "DATE"),),
			(("name", "id_no", "amount1", "amount2", "day"), ("必填", "必填", "必填", "选填", "YYYY-MM-DD")),
		)
	),
	Case(
		"headers with marks",
		"of a footnote",
		"医保自付_202610.xlsx",
		_rows(("姓名", "身份证号", "住院自付①", "门诊自付②", "结算日期"), (3000, 20, DAY)),
		accepted=1,
		facts=(3020,),
	),
	*(
		Case(
			"headers with marks",
			f"{part} in a column of its own",
			"医保自付_202610.xlsx",
			_rows(("姓名", "身份证号", "门诊自付", "住院自付(元)", part, "结算日期"), (20, 3000, 5, DAY)),
			refusal=("ambiguous_column",),
		)
		for part in ("角", "分")
	),
	*(
		Case(
			"the person of the row",
			word,
			"医保自付_202610.xlsx",
			_rows((*PLAIN_HEADERS, "就医人"), (3000, 20, DAY, word)),
			accepted=0 if refusal else 1,
			refusal=refusal,
		)
		for word, refusal in (("本人", ()), ("自己", ()), ("其子", ("ambiguous_column",)))
	),
)
