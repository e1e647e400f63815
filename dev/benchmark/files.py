"""Agency files of any length about the city's people, to measure how fast they load."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random

import frappe
from openpyxl import Workbook

from benchmark.city import insert_new_villages
from benchmark.people import AS_OF, Household, HouseholdGenerator
from fanpin_app.demo.households.identity import IdentityGenerator

MEDICAL = ("姓名", "身份证号", "住院自付(元)", "门诊自付(元)", "结算日期")
REGISTER = (
	"户编号",
	"村代码",
	"户类型",
	"监测对象类别",
	"是否低保",
	"饮水是否安全",
	"联系电话",
	"姓名",
	"与户主关系",
	"证件号码",
	"健康状况",
	"劳动技能",
	"务工状态",
	"务工月数",
	"是否参加城乡居民医保",
	"人员状态",
)
# ID numbers of another district, so that nobody has one of the city.
OTHER_DISTRICT = "449999"
MEMBERS_PER_HOUSEHOLD = 3
# Yuan; the feed refuses amounts above two million as typing errors.
HIGHEST_BILL = 500_000
IN_CHINESE = {
	"General": "一般农户",
	"Formerly Poor": "脱贫户",
	"Unstable Formerly Poor": "脱贫不稳定户",
	"Marginal": "边缘易致贫户",
	"Sudden Hardship": "突发严重困难户",
	"Safe": "是",
	"Unsafe": "否",
	"Household Head": "户主",
	"Spouse": "配偶",
	"Son": "之子",
	"Daughter": "之女",
	"Mother": "之母",
	"Father": "之父",
	"Grandson": "之孙子",
	"Healthy": "健康",
	"Disabled": "残疾",
	"Ordinary Labour": "普通劳动力",
	"Skilled Labour": "技能劳动力",
	"Weak or Half Labour": "弱劳动力或半劳动力",
	"Lost Labour Capacity": "丧失劳动力",
	"No Labour Capacity": "无劳动力",
	"Employed": "务工",
	"Not Employed": "未务工",
	"Yes": "是",
	"No": "否",
	"Living": "在世",
	"Deceased": "死亡",
}


def write_medical(path: Path, rows: int, seed: int, until: date = AS_OF) -> Path:
	"""A month's bills of `rows` people of the city, spread over all towns."""
	rng = Random(seed)
	people = frappe.db.sql(
		"""select member_name, id_number from `tabHousehold Member`
		where parenttype = 'Household' order by crc32(concat(name, %s)) limit %s""",
		(seed, rows),
	)
	return _write(
		path,
		MEDICAL,
		(
			(
				name,
				number,
				f"{min(rng.paretovariate(1.2) * 300, HIGHEST_BILL):.2f}",
				f"{rng.random() * 500:.2f}",
				(until - timedelta(days=rng.randrange(30))).isoformat(),
			)
			for name, number in people
		),
	)


def write_register(path: Path, members: int) -> Path:
	"""The register of a district that is not in the city yet, with at least `members` members."""
	generator = HouseholdGenerator(Random(members), IdentityGenerator(OTHER_DISTRICT))
	villages = insert_new_villages(members // MEMBERS_PER_HOUSEHOLD)
	return _write(path, REGISTER, _register_rows(generator, villages, members))


def _register_rows(generator: HouseholdGenerator, villages: list[str], members: int) -> Iterable[Sequence]:
	written = number = 0
	while written < members:
		round_, place = divmod(number, len(villages))
		village = villages[place]
		household = generator.household(f"{village}{round_:04d}", village)
		for place in range(len(household.members)):
			yield _register_row(household, place)
		number += 1
		written += len(household.members)


def _register_row(household: Household, place: int) -> Sequence:
	member = household.members[place]
	of_household = (
		IN_CHINESE[household.kind],
		IN_CHINESE.get(household.monitored_kind or ""),
		"是" if household.subsistence_allowance else "否",
		IN_CHINESE[household.drinking_water],
		household.phone,
	)
	return (
		household.number,
		household.region,
		*(of_household if place == 0 else [None] * len(of_household)),
		member.member_name,
		IN_CHINESE[member.relation],
		member.id_number,
		IN_CHINESE[member.health],
		IN_CHINESE[member.labour_capacity],
		IN_CHINESE.get(member.employment_status or ""),
		member.months_worked,
		IN_CHINESE[member.medical_insurance],
		IN_CHINESE[member.status],
	)


def _write(path: Path, headers: Sequence[str], rows: Iterable[Sequence]) -> Path:
	workbook = Workbook(write_only=True)
	sheet = workbook.create_sheet()
	sheet.append(["汇总表"])
	sheet.append(headers)
	for row in rows:
		sheet.append(row)
	workbook.save(path)
	return path
