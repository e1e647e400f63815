"""Files that are not monthly: regions, the registry's export, incomes, assets."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

from fanpin_app.demo.files import oddities as odd
from fanpin_app.demo.files.months import Month
from fanpin_app.demo.files.workbooks import Layout, Oddities
from fanpin_app.demo.households.geography import DISTRICT, Region
from fanpin_app.demo.households.people import Household, Person

REGIONS, REGISTRY, INCOME, ASSETS = "行政区划", "农户信息", "收入", "资产台账"

REGISTRY_COLUMNS = (
	("序号", "serial"),
	("户编号", "household"),
	("村代码", "village"),
	("村名称", "village_name"),
	("组", "group"),
	("姓名", "name"),
	("与户主关系", "relation"),
	("证件号码", "id"),
	("民族", "ethnicity"),
	("文化程度", "education"),
	("在校生状况", "school"),
	("健康状况", "health"),
	("劳动技能", "labour"),
	("务工状态", "work"),
	("务工月数", "months_worked"),
	("务工地点", "work_place"),
	("是否参加城乡居民医保", "insured"),
	("户类型", "kind"),
	("监测对象类别", "monitored"),
	("是否低保", "subsistence"),
	("是否特困", "destitute"),
	("饮水是否安全", "water_safe"),
	("人员状态", "status"),
	("联系电话", "phone"),
)
INCOME_COLUMNS = (
	("户编号", "id"),
	("户主姓名", "name"),
	("工资性收入", "wages"),
	("生产经营性收入", "business"),
	("财产性收入", "property"),
	("转移性收入", "transfer"),
	("生产经营性支出", "expense"),
)
ASSET_COLUMNS = (
	("资产编号", "id"),
	("资产名称", "name"),
	("类别", "kind"),
	("所在村代码", "village"),
	("原值(元)", "value"),
	("最近检查日期", "day"),
	("租金逾期天数", "rent_overdue"),
	("空置天数", "idle"),
)


def write_regions(path: Path, regions: list[Region]) -> None:
	with path.open("w", encoding="utf-8-sig", newline="") as stream:
		writer = csv.writer(stream)
		writer.writerow(("code", "name", "level", "parent"))
		writer.writerows((region.code, region.name, region.level, region.parent) for region in regions)


def registry_layout(as_of: date) -> Layout:
	return Layout(
		REGISTRY_COLUMNS,
		REGISTRY,
		(
			f"{DISTRICT.name}农户及家庭成员信息表（{Month.containing(as_of).title}，虚构样例）",
			"说明：一人一行；户级信息只填在户主行。本表人物均为虚构。",
		),
	)


def registry_oddities() -> Oddities:
	names = [odd.formula_name, odd.at_name] * 5
	numbers = [odd.spaced_id, odd.full_width_id, odd.small_x_id] * 4
	refusals = {"bad_id": odd.bad_id, "precision_lost": odd.precision_lost, "duplicate": odd.duplicate}
	return Oddities(
		[change for pair in zip(names, numbers, strict=False) for change in pair],
		{reason: odd.except_on_head(change) for reason, change in refusals.items()},
	)


def registry_rows(rng: Random, household: Household) -> Iterator[dict]:
	"""One row per person; the household's values only in the head's row, which is not always the first."""
	people = [*household.members, *household.departed]
	if len(people) > 1 and rng.random() < 0.067:
		people.append(people.pop(0))
	for person in people:
		row = _person_row(household, person)
		yield row | _household_cells(household) if person.is_head else row


def income_layout(area: str, year: int) -> Layout:
	return Layout(INCOME_COLUMNS, str(year), (f"{area}农户{year}年度家庭收入表（单位：元，虚构样例）",))


def income_oddities() -> Oddities:
	return Oddities(
		[odd.comma_amount("business"), odd.yuan_amount("wages"), odd.comma_amount("wages")],
		{"bad_amount": odd.bad_amount("wages"), "duplicate": odd.duplicate},
	)


def asset_layout(area: str) -> Layout:
	return Layout(ASSET_COLUMNS, ASSETS, (f"{area}扶贫项目资产台账（虚构样例）",), real_dates=True)


def asset_oddities() -> Oddities:
	return Oddities(
		[odd.chinese_date],
		{"bad_date": odd.bad_date, "bad_amount": odd.bad_amount("value"), "duplicate": odd.duplicate},
	)


def _person_row(household: Household, person: Person) -> dict:
	return {
		"household": household.number,
		"village": household.village.code,
		"village_name": household.village.name,
		"group": f"{household.group}组",
		"name": person.name,
		"relation": person.relation,
		"id": person.id,
		"ethnicity": person.ethnicity,
		"education": person.education,
		"school": person.school,
		"health": person.health,
		"labour": person.labour,
		"work": person.work,
		"months_worked": person.months_worked,
		"work_place": person.work_place,
		"insured": person.insured,
		"status": person.status,
	}


def _household_cells(household: Household) -> dict:
	return {
		"kind": household.kind,
		"monitored": household.monitored,
		"subsistence": _yes_or_no(household.subsistence),
		"destitute": _yes_or_no(household.destitute),
		"water_safe": _yes_or_no(household.water_safe),
		"phone": household.phone,
	}


def _yes_or_no(value: bool) -> str:
	return "是" if value else "否"
