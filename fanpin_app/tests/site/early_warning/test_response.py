"""When a response is due, by the level's clock, for alerts raised one by one and in bulk; and the time left."""

from datetime import date, datetime
from unittest.mock import patch

import frappe
from frappe.utils import get_datetime, now_datetime

from fanpin_app.early_warning.alerts import lifecycle, list_actions
from fanpin_app.early_warning.response.deadlines import ResponseTerms
from fanpin_app.early_warning.rules.context import RuleContext
from fanpin_app.early_warning.screening import engine
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	OTHER_VILLAGE,
	VILLAGE,
	make_alert,
	make_household,
	make_officer,
	make_record,
)
from fanpin_app.tests.support.responses import set_level, set_office_hours

AS_OF = date(2026, 10, 31)
# A Thursday, and the Tuesday after it, three working days later.
THURSDAY, TUESDAY = datetime(2026, 11, 26, 11), datetime(2026, 12, 1, 11)


def at(moment: datetime):
	"""Deadlines are worked out as of this moment instead of now."""
	return patch("fanpin_app.early_warning.response.deadlines.now_datetime", return_value=moment)


class TestDue(TestCase):
	def setUp(self) -> None:
		super().setUp()
		set_office_hours()

	def raised(self, level: str, moment: datetime = THURSDAY):
		with at(moment):
			return make_alert(make_household().name, level=level)

	def test_hours_of_working_time_are_working_days(self):
		self.assertEqual(self.raised("Yellow").response_due, TUESDAY)

	def test_hours_by_the_clock_run_over_the_weekend(self):
		friday = datetime(2026, 11, 27, 18, 0)
		self.assertEqual(self.raised("Red", friday).response_due, datetime(2026, 11, 28, 18, 0))

	def test_a_holiday_of_the_plan_is_skipped(self):
		set_office_hours({"day": "2026-11-30", "kind": "Holiday", "day_name": "测试假日"})
		self.assertEqual(self.raised("Yellow").response_due, datetime(2026, 12, 2, 11))

	def test_alerts_inserted_in_bulk_have_the_same_deadline(self):
		household = make_household(drinking_water="Unsafe")
		with at(THURSDAY):
			engine.screen(RuleContext(VILLAGE, AS_OF))
		due = frappe.db.get_value("Risk Alert", {"household": household.name, "risk": "R4"}, "response_due")
		self.assertEqual(due, TUESDAY)

	def test_a_higher_level_recomputes_the_deadline_and_never_extends_it(self):
		alert = self.raised("Yellow")
		with at(datetime(2026, 11, 30, 12)):
			lifecycle.raise_alert(alert.household, alert.risk, "Red", "Visit", "更重")
		alert.reload()
		self.assertEqual(alert.response_due, TUESDAY)
		with at(datetime(2026, 11, 27, 9)):
			other = self.raised("Yellow")
			lifecycle.raise_alert(other.household, other.risk, "Red", "Visit", "更重")
		other.reload()
		self.assertEqual(other.response_due, datetime(2026, 11, 28, 9))


class TestTimeLeft(TestCase):
	def setUp(self) -> None:
		super().setUp()
		set_office_hours()
		frappe.local.lang = "zh"

	def tearDown(self) -> None:
		frappe.local.lang = "en"
		super().tearDown()

	def left(self, level: str, due: datetime, now: datetime, **options) -> str:
		return ResponseTerms(now=now).time_left(frappe._dict(level=level, response_due=due), **options)

	def test_working_time_is_shown_in_working_days(self):
		self.assertEqual(self.left("Yellow", TUESDAY, THURSDAY), "剩余 3个工作日")
		monday = datetime(2026, 11, 30, 10)
		self.assertEqual(self.left("Yellow", TUESDAY, monday), "剩余 1个工作日 1小时")
		self.assertEqual(self.left("Yellow", TUESDAY, monday, units=1), "剩余 1个工作日")

	def test_clock_time_is_shown_in_days_and_hours(self):
		self.assertEqual(self.left("Red", TUESDAY, datetime(2026, 11, 29, 9)), "剩余 2天 2小时")
		self.assertEqual(self.left("Red", TUESDAY, datetime(2026, 12, 1, 10, 59, 30)), "剩余 0分钟")

	def test_what_is_overdue_is_shown_too(self):
		self.assertEqual(self.left("Yellow", THURSDAY, TUESDAY), "已超时 3个工作日")

	def test_the_form_shows_it_while_a_response_is_awaited(self):
		alert = make_alert(make_household().name)
		alert.run_method("onload")
		self.assertFalse(alert.get_onload("time_left")["overdue"])
		alert.acknowledge()
		alert.run_method("onload")
		self.assertIsNone(alert.get_onload("time_left"))


class TestTheList(TestCase):
	def setUp(self) -> None:
		super().setUp()
		self.mine = make_alert(make_household().name)
		self.late = make_alert(make_household().name)
		self.late.db_set("response_due", "2026-01-05 09:00:00")
		self.theirs = make_alert(make_household(OTHER_VILLAGE).name)
		frappe.set_user(make_officer("Village Cadre", VILLAGE))
		self.all_three = [self.mine.name, self.late.name, self.theirs.name]

	def test_it_shows_the_time_left_of_the_reader_s_alerts(self):
		left = list_actions.get_time_left(frappe.as_json(self.all_three))
		self.assertEqual(
			{name: each["overdue"] for name, each in left.items()},
			{self.mine.name: False, self.late.name: True},
		)

	def test_selected_alerts_are_acknowledged_and_the_others_are_refused_with_a_reason(self):
		result = list_actions.acknowledge(self.all_three)
		self.assertEqual(result["acknowledged"], 2)
		self.assertEqual([each["alert"] for each in result["refused"]], [self.theirs.name])
		statuses = [frappe.db.get_value("Risk Alert", name, "status") for name in self.all_three]
		self.assertEqual(statuses, ["Acknowledged", "Acknowledged", "Open"])

	def test_what_is_answered_already_is_refused(self):
		self.mine.reload()
		self.mine.acknowledge()
		self.assertEqual(list_actions.acknowledge([self.mine.name])["acknowledged"], 0)

	def test_the_city_acknowledges_none(self):
		frappe.set_user("Administrator")
		frappe.set_user(make_officer("City Officer", "449900000000"))
		self.assertEqual(list_actions.acknowledge(self.all_three)["acknowledged"], 0)

	def test_more_than_a_page_is_refused(self):
		with self.assertRaises(frappe.ValidationError):
			list_actions.acknowledge(["x"] * 501)


class TestQueries(TestCase):
	"""The number of queries for deadlines and officers does not depend on the number of alerts of a screening."""

	def queries_of_screening(self, households: int) -> int:
		for _each in range(households):
			make_record(make_household(), "loan_overdue_days", 45, "2026-10-31")
		queries = []
		ask = frappe.db.sql

		def counted(query, *args, **kwargs):
			if (
				"Officer Posting" in str(query)
				or "Response Plan" in str(query)
				or "Alert Level" in str(query)
			):
				queries.append(query)
			return ask(query, *args, **kwargs)

		with patch.object(frappe.db, "sql", counted):
			raised = engine.screen(RuleContext(VILLAGE, AS_OF))["alerts_raised"]
		self.assertGreaterEqual(raised, households)
		return len(queries)

	def test_their_number_does_not_grow_with_the_alerts(self):
		self.assertEqual(self.queries_of_screening(2), self.queries_of_screening(8))

	def test_each_alert_still_has_its_officer(self):
		cadre = make_officer("Village Cadre", VILLAGE)
		set_level("Yellow", leading_tier="Village")
		self.queries_of_screening(3)
		found = frappe.get_all(
			"Risk Alert", {"region": VILLAGE, "risk": "R9"}, ["responsible", "response_due"]
		)
		self.assertEqual({alert.responsible for alert in found}, {cadre})
		self.assertTrue(all(get_datetime(alert.response_due) > now_datetime() for alert in found))
