"""Files that say by their figures, or by their day of export, how they are related to one loaded before."""

from collections.abc import Sequence
from pathlib import Path

import frappe
from frappe.utils import getdate

from fanpin_app.discovery.loading.pipeline import load_file
from fanpin_app.tests.support.builders import VILLAGE
from fanpin_app.tests.support.hard_files.case import Case, Row, Sample, medical, write

MEDICAL, REGISTER = "医保自付_202610.xlsx", "农户信息.xlsx"
BEFORE = (3000.5, 4123, 812.3, 95.2, 10_500)
THIS_MONTH = f"{getdate():%Y%m}"


def _bills(now: Sequence[float], before: Sequence[float] = (), day: str = "2026-10-31"):
	"""A file of October with an amount for each person, all of one day but the last, after one of September."""

	def rows(sample: Sample, amounts: Sequence[float], on: str) -> list[Row]:
		return medical(*(sample.bill(person, amount, 0, on) for person, amount in enumerate(amounts)))

	def fill(sample: Sample, path: Path) -> None:
		if before:
			earlier = path.with_name("医保自付_202609.xlsx")
			write(earlier, rows(sample, before, "2026-09-30"))
			load_file(earlier)
			earlier.unlink()
		written = rows(sample, now, day)
		written[-1][-1] = "2026-10-31"
		write(path, written)

	return fill


def _register(line: str, newer: str, is_below: bool):
	"""A register that changes the group of the households in one loaded before, with a line above or below its rows."""

	def rows(sample: Sample, group: str) -> list[Row]:
		headers = ["户编号", "村代码", "姓名", "与户主关系", "证件号码", "组"]
		return [
			headers,
			*(
				[household, VILLAGE, name, "户主", number, group]
				for name, number, household in sample.people[:2]
			),
		]

	def fill(sample: Sample, path: Path) -> None:
		if newer:
			earlier = path.with_name(newer)
			write(earlier, rows(sample, "5组"))
			load_file(earlier)
			earlier.unlink()
		written = rows(sample, "1组")
		write(path, [*written, [], [line]] if is_below else [[line], *written])

	return fill


def _status(expected: str):
	def check(sample: Sample) -> list[str]:
		found = frappe.get_last_doc("Data Batch").status
		return [] if found == expected else [f"is {found}"]

	return check


CASES = (
	Case("amounts that grow", "the first month", MEDICAL, _bills(BEFORE), accepted=5),
	*(
		Case(
			"amounts that grow", title, MEDICAL, _bills(now, BEFORE, day), accepted=len(now), is_held=is_held
		)
		for title, now, day, is_held in (
			("some are equal", (3400.5, 4123, 812.3, 195.2, 10_600), "2026-10-31", True),
			("with one more person", (3400.5, 4123, 812.3, 195.2, 10_600, 77), "2026-10-31", True),
			("one is smaller", (3400.5, 4123, 812.3, 95, 10_600), "2026-10-31", False),
			("few people, none equal", (3400.5, 4200, 900, 195.2, 10_600), "2026-10-31", False),
			("of several days", (3400.5, 4123, 812.3, 195.2, 10_600), "2026-10-12", False),
			("others are missing", (3400.5, 4123, 812.3), "2026-10-31", False),
		)
	),
	*(
		Case(
			"register days of export",
			f"{line} after {newer}",
			REGISTER,
			_register(line, newer, is_below),
			accepted=2,
			check=_status("Held" if is_older else "Loaded"),
		)
		for line, newer, is_below, is_older in (
			("导出时间：2024-12-31", "", False, False),
			("制表单位：某镇", f"农户信息_{THIS_MONTH}.xlsx", False, False),
			(
				"全国防返贫监测信息系统 导出时间：2024-12-31 10:20:33",
				f"农户信息_{THIS_MONTH}.xlsx",
				False,
				True,
			),
			("打印时间：20241231", f"农户信息_{THIS_MONTH}.xlsx", True, True),
			("生成日期 2025年1月5日", "农户信息甲.xlsx", False, True),
			(f"导出时间：{getdate()}", f"农户信息_{THIS_MONTH}.xlsx", False, False),
		)
	),
)
