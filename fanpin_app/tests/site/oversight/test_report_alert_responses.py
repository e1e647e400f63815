from datetime import timedelta

import frappe
from frappe.utils import now_datetime

from fanpin_app.oversight.report.alert_responses.alert_responses import execute
from fanpin_app.tests.support.builders import OTHER_VILLAGE, TOWN, VILLAGE, make_officer
from fanpin_app.tests.support.responses import OfficersTestCase


class TestAlertResponses(OfficersTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.cadre = make_officer("Village Cadre", VILLAGE)
		self.late, self.waiting = self.alert(), self.alert()
		self.late.db_set({"response_due": now_datetime() - timedelta(days=1), "times_escalated": 1})
		self.waiting.db_set("response_due", now_datetime() + timedelta(days=9))
		self.nobody_s = self.alert(region=OTHER_VILLAGE)

	def rows(self, **filters) -> dict[str, dict]:
		_columns, rows = execute({"region": TOWN} | filters)
		return {row["region"]: row for row in rows}

	def test_a_village_s_alerts_are_counted_by_officer_and_tier(self):
		row = self.rows()[VILLAGE]
		counts = {
			key: row[key] for key in ("responsible", "tier", "waiting", "overdue", "due_today", "escalated")
		}
		self.assertEqual(
			counts,
			{
				"responsible": self.cadre,
				"tier": "Village",
				"waiting": 2,
				"overdue": 1,
				"due_today": 0,
				"escalated": 1,
			},
		)

	def test_unassigned_ones_come_first_and_can_be_filtered(self):
		self.assertEqual(next(iter(self.rows())), OTHER_VILLAGE)
		self.assertEqual(set(self.rows(nobody_only=1)), {OTHER_VILLAGE})
		self.assertEqual(self.rows()[OTHER_VILLAGE]["officer"], "Unassigned")

	def test_overdue_ones_can_be_filtered(self):
		self.assertEqual(
			{region: row["waiting"] for region, row in self.rows(overdue_only=1).items()}, {VILLAGE: 1}
		)

	def test_it_is_filtered_by_officer_and_tier(self):
		self.assertEqual(set(self.rows(responsible=self.cadre)), {VILLAGE})
		self.assertEqual(self.rows(tier="District"), {})

	def test_answered_alerts_do_not_count(self):
		self.late.reload()
		self.late.acknowledge()
		self.assertEqual(self.rows()[VILLAGE]["waiting"], 1)

	def test_readers_see_their_own_regions(self):
		frappe.set_user(self.cadre)
		self.assertEqual(set(self.rows()), {VILLAGE})
		frappe.set_user("Guest")
		self.assertEqual(self.rows(), {})
