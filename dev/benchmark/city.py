"""Fills a site with a made-up city: regions, households, members, incomes, cases and agencies' records, in
bulk.

Towns have ten thousand households. Every town has its own seed, so a larger city begins with the same towns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from itertools import groupby
from random import Random

import frappe

from benchmark import facts
from benchmark.people import AS_OF, Household, HouseholdGenerator
from fanpin_app.database import bulk, compat
from fanpin_app.demo.households.identity import IdentityGenerator
from fanpin_app.discovery.targets import incomes, indicator_records, register
from fanpin_app.discovery.targets.regions import FIELDS as REGION_FIELDS
from fanpin_app.privacy.masks import mask_id_number, mask_phone
from fanpin_app.registry.households import derived_fields
from fanpin_app.registry.income.statements import ITEMS, net_income

CITY = "449900000000"
# A district that is not in the city yet.
NEW_DISTRICT = "449998"
HOUSEHOLDS_PER_VILLAGE, VILLAGES_PER_TOWN, TOWNS_PER_DISTRICT = 500, 20, 10
# Far above the numbers that the site assigns itself.
BATCH = "202609-900000"
WATER_REPORTS = ("2026-03-31", "2026-09-30")
# A past year, for which the site assigns no more numbers.
CASE_PREFIX = "MC-2020-"
CASE_FIELDS = ("name", "household", "head_name", "region", "monitored_kind", "status", "source", "opened_on")
FILLED = (
	"Administrative Region",
	"Household",
	"Household Member",
	"Income Statement",
	"Indicator Record",
	"Monitoring Case",
	"Data Batch",
)
SCREENED = ("Risk Finding", "Risk Alert", "Data Defect", "Screening Run", "Screening Part", "Case Risk")


def build(households: int, say: Callable[[str], None]) -> dict[str, int]:
	"""Rebuild the city; returns DocType → number of rows."""
	empty((*FILLED, *SCREENED))
	for built in fill(households):
		frappe.db.commit()
		say(f"{built:,} households")
	for doctype in FILLED:
		frappe.db.sql(f"analyze table `tab{doctype}`")
	return {doctype: frappe.db.count(doctype) for doctype in FILLED}


def fill(households: int) -> Iterator[int]:
	"""Add the city town by town; yields the number of households so far after each."""
	villages = _villages(households)
	_insert_regions(list(villages))
	_insert_batch()
	identities, built, cases = IdentityGenerator(), 0, 0
	for town, town_villages in groupby(villages, lambda village: village[:9]):
		rng = Random(town)
		generator = HouseholdGenerator(rng, identities)
		town_villages = list(town_villages)
		people = [
			generator.household(f"{village}{number:04d}", village)
			for village in town_villages
			for number in range(villages[village])
		]
		cases = _write_town(people, town_villages, rng, cases)
		built += len(people)
		yield built


def empty(doctypes: Iterable[str]) -> None:
	for doctype in doctypes:
		frappe.db.truncate(doctype)
	frappe.db.commit()


def towns() -> list[str]:
	return frappe.get_all(
		"Administrative Region", filters={"level": "Town"}, pluck="name", order_by="name asc"
	)


def insert_new_villages(households: int) -> list[str]:
	"""Insert enough villages without households for `households` of them, in a new district."""
	villages = []
	for number in range(-(-households // HOUSEHOLDS_PER_VILLAGE)):
		town, place = divmod(number, VILLAGES_PER_TOWN)
		villages.append(f"{NEW_DISTRICT}{town + 101:03d}{place + 201:03d}")
	_insert_regions(villages)
	return villages


def _villages(households: int) -> dict[str, int]:
	"""Village code → number of households."""
	villages = {}
	for number in range(-(-households // HOUSEHOLDS_PER_VILLAGE)):
		town, place = divmod(number, VILLAGES_PER_TOWN)
		district, town = divmod(town, TOWNS_PER_DISTRICT)
		code = f"4499{district + 11:02d}{town + 101:03d}{place + 201:03d}"
		villages[code] = min(HOUSEHOLDS_PER_VILLAGE, households - number * HOUSEHOLDS_PER_VILLAGE)
	return villages


def _insert_regions(villages: list[str]) -> None:
	codes: dict[str, tuple[str, str | None]] = {CITY: ("City", None)}
	for village in villages:
		district, town = village[:6].ljust(12, "0"), village[:9].ljust(12, "0")
		codes[district] = ("District", CITY)
		codes[town] = ("Town", district)
		codes[village] = ("Village", town)
	existing = set(frappe.get_all("Administrative Region", pluck="name"))
	words = {"City": "市", "District": "区", "Town": "镇", "Village": "村"}
	rows = []
	for code, (level, parent) in codes.items():
		if code in existing:
			continue
		name = f"{code[:12].rstrip('0')[-3:]}{words[level]}"
		values = {
			"name": code,
			"region_code": code,
			"region_name": name,
			"full_name": name,
			"level": level,
			"parent_administrative_region": parent,
			"is_group": int(level != "Village"),
		}
		rows.append([values.get(field) for field in REGION_FIELDS])
	bulk.insert("Administrative Region", REGION_FIELDS, rows)
	compat.rebuild_tree("Administrative Region")


def _insert_batch() -> None:
	"""The batch of all records."""
	bulk.insert(
		"Data Batch",
		(
			"name",
			"feed",
			"period",
			"status",
			"file_name",
			"content_hash",
			"first_day",
			"last_day",
			"first_region",
			"last_region",
		),
		[
			(
				*(BATCH, "medical_self_paid", BATCH[:6], "Loaded", "city", "city"),
				*(AS_OF - timedelta(facts.DAYS), AS_OF),
				*(CITY, CITY),
			)
		],
	)


def _write_town(people: list[Household], villages: list[str], rng: Random, cases: int) -> int:
	bulk.insert("Household", register.HOUSEHOLD_FIELDS, map(_household_row, people))
	bulk.insert(
		"Household Member", register.MEMBER_COLUMNS, (row for each in people for row in _member_rows(each))
	)
	bulk.insert("Income Statement", incomes.FIELDS, (row for each in people for row in _income_rows(each)))
	bulk.insert(
		"Indicator Record",
		(*indicator_records.FIELDS, "superseded"),
		(row for each in people for row in _record_rows(each, rng)),
	)
	bulk.insert("Indicator Record", indicator_records.FIELDS, _water_rows(villages, rng))
	monitored = [each for each in people if each.monitored_kind]
	bulk.insert("Monitoring Case", CASE_FIELDS, _case_rows(monitored, cases))
	derived_fields.update_households(each.number for each in people)
	return cases + len(monitored)


def _household_row(household: Household) -> list:
	values = {
		"name": household.number,
		"household_no": household.number,
		"region": household.region,
		"phone": household.phone,
		"household_kind": household.kind,
		"monitored_kind": household.monitored_kind,
		"subsistence_allowance": household.subsistence_allowance,
		"extreme_poverty_support": household.extreme_poverty_support,
		"drinking_water": household.drinking_water,
		"status": "Active",
		"phone_masked": mask_phone(household.phone),
		"monitored": int(bool(household.monitored_kind)),
	}
	return [values.get(field) for field in register.HOUSEHOLD_FIELDS]


def _member_rows(household: Household) -> Iterable[list]:
	for index, member in enumerate(household.members, start=1):
		values = {
			"parent": household.number,
			"parenttype": "Household",
			"parentfield": "members",
			"idx": index,
			"id_number_masked": mask_id_number(member.id_number),
			"health_recorded": 1,
		}
		yield [
			values[field] if field in values else getattr(member, field, None)
			for field in register.MEMBER_COLUMNS
		]


def _income_rows(household: Household) -> Iterable[tuple]:
	for year, amounts in household.incomes.items():
		items = dict(zip(ITEMS, amounts, strict=True))
		name = f"{household.number}-{year}"
		yield name, household.number, household.region, year, *amounts, net_income(items)


def _record_rows(household: Household, rng: Random) -> Iterable[tuple]:
	for number, fact in enumerate(facts.household_facts(household, rng), start=1):
		member = household.members[fact.member].name
		yield (
			fact.feed,
			fact.indicator,
			household.number,
			member,
			member,
			household.region,
			fact.on,
			fact.value,
			fact.text,
			fact.state,
			BATCH,
			number,
			0,
		)


def _water_rows(villages: list[str], rng: Random) -> Iterable[tuple]:
	for village in villages:
		for number, on in enumerate(WATER_REPORTS, start=1):
			quality = "Unsafe" if rng.random() < 0.01 else "Safe"
			yield (
				"village_water",
				"village_water",
				None,
				None,
				village,
				village,
				on,
				0,
				quality,
				None,
				BATCH,
				number,
			)


def _case_rows(monitored: list[Household], already: int) -> Iterable[tuple]:
	for number, household in enumerate(monitored, start=already + 1):
		yield (
			f"{CASE_PREFIX}{number:06d}",
			household.number,
			household.members[0].member_name,
			household.region,
			household.monitored_kind,
			"Open",
			"Imported",
			AS_OF,
		)
