"""Overdue alerts escalate to the next tier, in bulk by one job, with a history on the form."""

from datetime import datetime, timedelta
from unittest.mock import patch

import frappe

from fanpin_app.early_warning.alerts.escalation import escalate_overdue
from fanpin_app.tests.support.builders import (
	CITY,
	DISTRICT,
	OTHER_VILLAGE,
	TOWN,
	VILLAGE,
	make_officer,
)
from fanpin_app.tests.support.responses import OfficersTestCase, set_level, set_office_hours

LAPSED = datetime(2026, 11, 26, 11)  # a Thursday
SOON = datetime(2026, 11, 26, 11, 10)


class TestEscalation(OfficersTestCase):
	def setUp(self) -> None:
		super().setUp()
		for level in ("Blue", "Yellow", "Red"):
			set_level(level, escalates=1, escalation_hours=0, hours_count_as="Clock Hours")
		self.village = make_officer("Village Cadre", VILLAGE)
		self.town = make_officer("Town Officer", TOWN)

	def lapsed(self, level: str = "Blue", region: str = VILLAGE):
		alert = self.alert(level, region)
		alert.db_set("response_due", LAPSED)
		return alert

	def state(self, alert) -> tuple:
		fields = ("responsible", "responsible_tier", "leading_tier", "times_escalated")
		return frappe.db.get_value("Risk Alert", alert.name, fields)

	def test_an_overdue_alert_goes_to_the_next_tier_with_a_new_due(self):
		set_level("Blue", first_response_hours=168)
		alert = self.lapsed()
		escalate_overdue(SOON)
		self.assertEqual(self.state(alert), (self.town, "Town", "Town", 1))
		alert.reload()
		self.assertEqual(alert.response_due, SOON + timedelta(hours=168))
		self.assertEqual((alert.escalated_on, alert.responsible_since), (SOON, SOON))

	def test_the_history_is_on_the_form(self):
		district = make_officer("District Officer", DISTRICT)
		set_level("Blue", first_response_hours=24)
		alert = self.lapsed()
		escalate_overdue(SOON)
		escalate_overdue(SOON + timedelta(hours=25))
		alert.reload()
		self.assertEqual(
			[(row.from_tier, row.from_officer, row.to_tier, row.to_officer) for row in alert.escalations],
			[("Village", self.village, "Town", self.town), ("Town", self.town, "District", district)],
		)
		self.assertEqual(alert.escalations[0].escalated_on, SOON)
		alert.acknowledge()
		self.assertEqual(len(frappe.get_doc("Risk Alert", alert.name).escalations), 2)

	def test_it_never_escalates_twice_for_the_same_deadline(self):
		make_officer("District Officer", DISTRICT)
		alert = self.lapsed()
		escalate_overdue(SOON)
		escalate_overdue(SOON)
		escalate_overdue(SOON + timedelta(minutes=10))
		self.assertEqual(self.state(alert)[3], 1)

	def test_what_is_answered_or_not_yet_due_stays(self):
		answered, in_time = self.lapsed(), self.alert()
		answered.reload()
		answered.acknowledge()
		in_time.db_set("response_due", SOON + timedelta(minutes=1))
		escalate_overdue(SOON)
		for alert in (answered, in_time):
			self.assertEqual(self.state(alert)[3], 0)

	def test_a_level_that_does_not_escalate_stays(self):
		set_level("Blue", escalates=0)
		alert = self.lapsed()
		escalate_overdue(SOON)
		self.assertEqual(self.state(alert), (self.village, "Village", "Village", 0))

	def test_a_level_can_count_hours_by_its_own_clock(self):
		set_office_hours()
		set_level("Blue", escalation_hours=24, hours_count_as="Working Time")
		alert = self.lapsed()
		escalate_overdue(datetime(2026, 11, 27, 10, 59))
		self.assertEqual(self.state(alert)[3], 0)
		escalate_overdue(datetime(2026, 11, 27, 11, 1))
		self.assertEqual(self.state(alert)[3], 1)

	def test_without_a_higher_officer_it_stays_with_its_officer(self):
		alert = self.lapsed("Yellow")
		escalate_overdue(SOON)
		self.assertEqual(self.state(alert), (self.town, "Town", "Town", 0))

	def test_a_tier_without_officers_is_skipped(self):
		city = make_officer("City Officer", CITY)
		alert = self.lapsed("Yellow")
		escalate_overdue(SOON)
		self.assertEqual(self.state(alert), (city, "City", "City", 1))
		escalate_overdue(SOON + timedelta(days=30))
		self.assertEqual(self.state(alert)[3], 1)

	def test_what_the_town_has_instead_of_a_cadre_escalates_to_the_district(self):
		district = make_officer("District Officer", DISTRICT)
		alert = self.lapsed(region=OTHER_VILLAGE)
		self.assertEqual(self.state(alert)[:2], (self.town, "Town"))
		escalate_overdue(SOON)
		self.assertEqual(self.state(alert)[:2], (district, "District"))

	def test_an_escalated_alert_stays_escalated_after_a_lower_level_or_a_new_posting(self):
		alert = self.lapsed()
		escalate_overdue(SOON)
		make_officer("Village Cadre", VILLAGE)
		self.assertEqual(self.state(alert)[0], self.town)
		alert.reload()
		alert.flags.by_system = True
		alert.update({"level": "Yellow"}).save(ignore_permissions=True)
		alert.flags.by_system = True
		alert.update({"level": "Blue"}).save(ignore_permissions=True)
		self.assertEqual(self.state(alert)[:3], (self.town, "Town", "Town"))

	def test_the_number_of_statements_of_an_escalation_does_not_grow_with_its_alerts(self):
		make_officer("Village Cadre", OTHER_VILLAGE)
		counts = []
		for more in (2, 8):
			for region in (VILLAGE, OTHER_VILLAGE):
				for _each in range(more):
					self.lapsed(region=region)
			with patch.object(frappe.db, "sql", wraps=frappe.db.sql) as sql:
				escalate_overdue(SOON)
				counts.append(sql.call_count)
		self.assertEqual(*counts)
		self.assertEqual(frappe.db.count("Alert Escalation", {"escalated_on": SOON}), 20)
