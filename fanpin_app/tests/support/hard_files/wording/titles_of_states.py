"""Titles and names of sheets by which the rows have another state than the one in their column."""

from pathlib import Path

from fanpin_app.tests.support.hard_files.case import DAY, Case, Sample, write

WATER, WELFARE, SCHOOL = "村级供水_202610", "低保特困_202610", "辍学_202610"


def _water(title: str, *states: str):
	def fill(sample: Sample, path: Path) -> None:
		villages = (sample.village, sample.other_village)
		rows = [(village, state, DAY) for village, state in zip(villages, states, strict=True)]
		write(path, [(title,), ("村代码", "是否达标", "监测日期"), *rows])

	return fill


def _people(title: str, headers: tuple, *states: tuple, sheet: str = "Sheet1"):
	def fill(sample: Sample, path: Path) -> None:
		rows = [(*person[:2], *state, DAY) for person, state in zip(sample.people[:2], states, strict=True)]
		write(path, {sheet: [(title,), ("姓名", "证件号码", *headers), *rows]})

	return fill


def _welfare(title: str, *kinds: str, sheet: str = "Sheet1"):
	states = [(kind, "新增") for kind in kinds]
	return _people(title, ("类别", "状态", "日期"), *states, sheet=sheet)


def _pupils(title: str, *states: str, sheet: str = "Sheet1"):
	return _people(title, ("就学状态", "登记日期"), *((state,) for state in states), sheet=sheet)


CASES = (
	*(
		Case("titles of states", title, f"{feed}{suffix}", fill, accepted=2, is_held=is_held)
		for title, feed, suffix, fill, is_held in (
			(each[0], each[1], each[2], each[3](each[0], *each[4]), each[5])
			for each in (
				("2026年10月水质不达标村名单", WATER, ".xlsx", _water, ("是", "达标"), True),
				("2026年10月特困供养人员名单", WELFARE, ".xls", _welfare, ("低保", "低保"), True),
				("2026年10月低保边缘家庭名单", WELFARE, ".ods", _welfare, ("低保", "低保"), True),
				("2026年10月低保申请受理名单", WELFARE, ".xlsx", _welfare, ("低保", "低保"), True),
				("2026年失学儿童名单", SCHOOL, ".xlsx", _pupils, ("在读", "在读"), False),
				("2026年10月水质不达标村名单", WATER, ".xlsx", _water, ("是", "不达标"), False),
				("2026年10月水质达标情况表", WATER, ".xlsx", _water, ("否", "不达标"), False),
				("不达标村整改后水质情况", WATER, ".xlsx", _water, ("达标", "达标"), False),
				("2026年10月农村低保人员名单", WELFARE, ".xlsx", _welfare, ("01-低保", "01-低保"), False),
				("2026年10月低保、特困人员名单", WELFARE, ".xlsx", _welfare, ("低保", "低保"), False),
				("2026年10月低保及低保边缘家庭名单", WELFARE, ".xlsx", _welfare, ("低保", "低保"), False),
				("疑似失学儿童核查名单（认定结果）", SCHOOL, ".xlsx", _pupils, ("在读", "在读"), False),
			)
		)
	),
	Case(
		"titles of states",
		"a sheet with the feed's name",
		f"{SCHOOL}.xlsx",
		_pupils("2026年10月控辍保学台账", "在读", "在读", sheet="辍学"),
		accepted=2,
	),
)
