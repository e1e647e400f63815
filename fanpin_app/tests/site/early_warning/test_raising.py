"""New alerts are inserted in bulk if there are no listeners, with the same result as inserting documents."""

from datetime import date

import frappe

from fanpin_app.assistance.cases import open_case
from fanpin_app.database import insert_listeners
from fanpin_app.early_warning.rules.context import RuleContext
from fanpin_app.early_warning.screening import engine
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	CITY,
	VILLAGE,
	make_household,
	make_officer,
	make_record,
	notify_of_new_documents,
)

AS_OF = date(2026, 10, 31)
OF_THE_MOMENT = ("name", "creation", "modified", "response_due", "responsible_since", "alert", "parent")


def screen() -> dict[str, int]:
	return engine.screen(RuleContext(VILLAGE, AS_OF))


def rows(doctype: str, **filters) -> list[dict]:
	found = frappe.get_all(doctype, filters=filters, fields=["*"], order_by="risk asc")
	return [{name: value for name, value in row.items() if name not in OF_THE_MOMENT} for row in found]


class TestRaising(TestCase):
	def setUp(self) -> None:
		super().setUp()
		self.household = make_household(drinking_water="Unsafe")
		make_record(self.household, "loan_overdue_days", 95, "2026-10-01")
		self.case = open_case(self.household.name, kind="Marginal", opened_on=AS_OF, source="Imported")

	def raised_documents(self) -> tuple[list[dict], list[dict]]:
		self.assertEqual(screen()["alerts_raised"], 2)
		return rows("Risk Alert", household=self.household.name), rows("Case Risk", parent=self.case.name)

	def test_alerts_inserted_in_bulk_equal_those_inserted_as_documents(self):
		frappe.db.savepoint("unscreened")
		self.assertFalse(insert_listeners.has_listeners("Risk Alert"))
		in_bulk = self.raised_documents()
		frappe.db.rollback(save_point="unscreened")
		notify_of_new_documents("Risk Alert")
		self.assertTrue(insert_listeners.has_listeners("Risk Alert"))
		for ours, theirs in zip(in_bulk, self.raised_documents(), strict=True):
			self.assertEqual(len(ours), 2)
			self.assertEqual(ours, theirs)

	def test_a_notification_is_sent_for_every_new_alert(self):
		notify_of_new_documents("Risk Alert")
		make_officer("Monitoring Administrator", CITY)
		screen()
		notified = frappe.get_all(
			"Notification Log", filters={"document_type": "Risk Alert"}, pluck="document_name", distinct=True
		)
		alerts = frappe.get_all("Risk Alert", filters={"household": self.household.name}, pluck="name")
		self.assertEqual(sorted(notified), sorted(alerts))

	def test_numbers_continue_after_alerts_inserted_in_bulk(self):
		screen()
		names = frappe.get_all("Risk Alert", pluck="name", order_by="name desc", limit=1)
		other = make_household(drinking_water="Unsafe")
		notify_of_new_documents("Risk Alert")
		screen()
		(next_name,) = frappe.get_all("Risk Alert", filters={"household": other.name}, pluck="name")
		self.assertEqual(int(next_name[-6:]), int(names[0][-6:]) + 1)


class TestListeners(TestCase):
	def test_disabled_and_daily_notifications_do_not_count_as_listeners(self):
		notify_of_new_documents("Risk Alert", enabled=0)
		notify_of_new_documents(
			"Risk Alert", name="到期", event="Days Before", date_changed="response_due", days_in_advance=1
		)
		self.assertFalse(insert_listeners.has_listeners("Risk Alert"))

	def test_an_assignment_rule_is_a_listener(self):
		frappe.get_doc(
			doctype="Assignment Rule",
			name="预警分派",
			document_type="Risk Alert",
			description="x",
			assign_condition="status == 'Open'",
			rule="Round Robin",
			users=[{"user": "Administrator"}],
			assignment_days=[{"day": "Monday"}],
		).insert()
		self.assertTrue(insert_listeners.has_listeners("Risk Alert"))

	def test_another_app_s_handler_is_a_listener(self):
		self.addCleanup(setattr, frappe.local, "doc_events_hooks", frappe.get_doc_hooks())
		frappe.local.doc_events_hooks = {"*": {"after_insert": ["another_app.events.follow"]}}
		self.assertTrue(insert_listeners.has_listeners("Risk Alert"))
