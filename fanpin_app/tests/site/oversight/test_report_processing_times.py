"""The report of time limits against a plain computation, on a generated year with its holidays and make-up days."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from statistics import median

import frappe

from fanpin_app.oversight.report.processing_times.processing_times import execute
from fanpin_app.setup.seeds import FOLDER
from fanpin_app.tests.support import builders
from fanpin_app.tests.support.builders import DISTRICT, OTHER_VILLAGE, TOWN, VILLAGE
from fanpin_app.tests.support.clocks import on_day, set_days
from fanpin_app.tests.support.procedure import OfficesTestCase, apply_action, as_user
from fanpin_app.verification import api, stages
from fanpin_app.verification.clocks.terms import FIRST_MEASURE, WHOLE

TODAY = date(2026, 12, 15)
TERMS = {stages.VILLAGE: 5, stages.TOWN: 3, stages.DISTRICT: 2, WHOLE: 11, FIRST_MEASURE: 14}
AWAY = "全家外出"
ONE_DAY = timedelta(days=1)
CHECKS = 16

LISTED = json.loads((FOLDER / "response_plan.json").read_text(encoding="utf-8"))[0]["days"]
KINDS = {date.fromisoformat(row["day"]): row["kind"] for row in LISTED}


def is_worked(day: date) -> bool:
	if day in KINDS:
		return KINDS[day] == "Working Day"
	return day.weekday() < 5


class PlainClock:
	"""Counts working days of 2026 one by one, without those of one pause."""

	def __init__(self) -> None:
		self.paused: set[date] = set()

	def days(self, start: date, end: date) -> int:
		day, counted = start, 0
		while day < end:
			day += ONE_DAY
			counted += is_worked(day) and day not in self.paused
		return counted

	def due(self, start: date, step: str) -> date:
		day = start
		while self.days(start, day) < TERMS[step]:
			day += ONE_DAY
		return day


class PlainYear:
	"""What was done and what runs, as (office, step) → days and whether they were late, or whether it is overdue."""

	def __init__(self) -> None:
		self.done: dict[tuple, list[tuple[date, int, bool]]] = defaultdict(list)
		self.running: dict[tuple, list[bool]] = defaultdict(list)

	def finish(self, key: tuple, clock: PlainClock, start: date, end: date) -> None:
		self.done[key].append((end, clock.days(start, end), end > clock.due(start, key[1])))

	def run(self, key: tuple, clock: PlainClock, start: date) -> None:
		self.running[key].append(TODAY > clock.due(start, key[1]))

	def rows(self, begin: date, end: date) -> dict[tuple, tuple]:
		found = {}
		for key in self.done.keys() | self.running.keys():
			done = [(days, late) for day, days, late in self.done[key] if begin <= day <= end]
			running = self.running[key]
			if not done and not running:
				continue
			days, late = [each for each, _late in done], sum(late for _days, late in done)
			middle, longest = (median(days), max(days)) if days else (None, None)
			found[key] = (len(done), len(done) - late, late, middle, longest, len(running), sum(running))
		return found


class TestAgainstAPlainComputation(OfficesTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		for name in ("Risk Check", "Check Step", "Monitoring Case", "Assistance Measure"):
			frappe.db.delete(name)
		set_days(*TERMS.values(), reasons=({"reason": AWAY},))
		builders.make_posting(cls.offices.village, "Village Cadre", OTHER_VILLAGE)
		cls.year, cls.random = PlainYear(), Random(2026)
		for number in range(CHECKS):
			cls.handle((VILLAGE, OTHER_VILLAGE)[number % 2], number)

	@classmethod
	def handle(cls, village: str, number: int) -> None:
		"""One check from its start on some day of the year, through its rounds, to where it is on the last day."""
		offices, random, year, clock = cls.offices, cls.random, cls.year, PlainClock()
		started = entered = day = date(2026, 1, 5) + timedelta(days=random.randrange(300))
		household = builders.make_household(village).name
		with on_day(day):
			check = offices.start(household)
			if number % 4 == 0:
				last = day + timedelta(days=random.randint(1, 6))
				clock.paused = {day + ONE_DAY * each for each in range(1, (last - day).days + 1)}
				with as_user(offices.village):
					api.pause_clock(check.name, AWAY, str(day + ONE_DAY), str(last))
				day = last
		steps: list[tuple[str, str, Callable]] = [
			(stages.VILLAGE, village, offices.review),
			(stages.TOWN, TOWN, offices.verify),
			(stages.DISTRICT, DISTRICT, cls.approve),
		]
		if number % 3 == 0:
			steps[1:1] = [(stages.TOWN, TOWN, cls.send_back), steps[0]]
		if number % 5 == 4:
			steps = steps[: random.randint(0, len(steps) - 1)]
		for stage, office, action in steps:
			day += timedelta(days=random.randint(0, 8))
			with on_day(day):
				check = action(check)
			year.finish((office, stage), clock, entered, day)
			entered = day
		if check.stage == stages.APPROVED:
			year.finish((DISTRICT, WHOLE), clock, started, day)
			cls.help(check, village, clock, started, day)
		else:
			office = {stages.VILLAGE: village, stages.TOWN: TOWN, stages.DISTRICT: DISTRICT}[check.stage]
			year.run((office, check.stage), clock, entered)
			year.run((DISTRICT, WHOLE), clock, started)

	@classmethod
	def help(cls, check, village: str, clock: PlainClock, started: date, day: date) -> None:
		key = (village, FIRST_MEASURE)
		if cls.random.random() < 0.3:
			cls.year.run(key, clock, started)
			return
		day += timedelta(days=cls.random.randint(0, 12))
		case = frappe.db.get_value("Monitoring Case", {"inclusion_check": check.name})
		with on_day(day):
			builders.make_measure(case, status="Under Way")
		cls.year.finish(key, clock, started, day)

	@classmethod
	def approve(cls, check):
		return cls.offices.determine(check, determined_kind="Marginal", district_opinion="研判")

	@classmethod
	def send_back(cls, check):
		return apply_action(cls.offices.town, check, "Return to Village")

	def rows(self, user: str = "Administrator", **filters) -> dict[tuple, tuple]:
		with on_day(TODAY), as_user(user):
			_columns, rows = execute(filters)
		figures = ("done", "in_time", "late", "median", "longest", "running", "overdue")
		return {(row["region"], row["step"]): tuple(row[name] for name in figures) for row in rows}

	def test_the_year_equals_the_plain_computation(self):
		expected = self.year.rows(date(2026, 1, 1), TODAY)
		self.assertEqual(self.rows(), expected)
		late, overdue = sum(row[2] for row in expected.values()), sum(row[6] for row in expected.values())
		self.assertGreater(min(late, overdue), 0)

	def test_a_part_of_the_year_equals_it_too(self):
		first, last = date(2026, 3, 1), date(2026, 8, 31)
		self.assertEqual(self.rows(from_date=str(first), to_date=str(last)), self.year.rows(first, last))

	def test_officers_see_their_own_regions(self):
		expected = self.year.rows(date(2026, 1, 1), TODAY)
		self.assertEqual(self.rows(self.offices.town), expected)
		self.assertEqual(self.rows(self.offices.stranger).keys() & {(VILLAGE, stages.VILLAGE)}, set())
		self.assertEqual(self.rows("Guest"), {})

	def test_the_filter_by_region_leaves_others_out(self):
		villages = {office for office, step in self.rows(region=VILLAGE) if step == stages.VILLAGE}
		self.assertEqual(villages, {VILLAGE})

	def test_it_names_no_person(self):
		columns, rows = execute()
		self.assertEqual(
			{column["fieldname"] for column in columns},
			{
				"region",
				"full_name",
				"step",
				"done",
				"in_time",
				"late",
				"median",
				"longest",
				"running",
				"overdue",
			},
		)
		users = set(frappe.get_all("User", pluck="name"))
		self.assertEqual({str(value) for row in rows for value in row.values()} & users, set())
