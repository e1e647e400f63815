import frappe
from frappe.desk.form import assign_to, document_follow
from frappe.utils import add_days, today

from fanpin_app.permissions.postings import clear_postings
from fanpin_app.tests.support.builders import make_alert, make_visit
from fanpin_app.tests.support.security.notices import NoticesTestCase


class TestTasks(NoticesTestCase):
	def assign(self, user: str, document=None) -> None:
		document = document or self.household
		assign_to.add({"assign_to": [user], "doctype": document.doctype, "name": document.name})

	def test_a_task_is_assigned_to_a_user_who_may_read_the_document(self):
		self.assign(self.offices.village)
		self.assertTrue(frappe.db.exists("ToDo", {"allocated_to": self.offices.village}))

	def test_a_task_for_anybody_else_is_refused_with_a_message(self):
		for document in (self.household, make_alert(self.household.name), make_visit(self.household.name)):
			with (
				self.subTest(doctype=document.doctype),
				self.assertRaisesRegex(frappe.PermissionError, self.offices.stranger),
			):
				self.assign(self.offices.stranger, document)
		self.assertEqual(self.received(self.offices.stranger), [])

	def test_a_task_is_not_reassigned_to_anybody_else(self):
		self.assign(self.offices.village)
		todo = frappe.get_last_doc("ToDo", {"allocated_to": self.offices.village})
		todo.allocated_to = self.offices.stranger
		self.assertRaises(frappe.PermissionError, todo.save)

	def test_a_task_of_a_former_officer_can_be_closed(self):
		self.assign(self.offices.village)
		frappe.db.set_value(
			"Officer Posting", {"user": self.offices.village}, "to_date", add_days(today(), -1)
		)
		clear_postings()
		self.addCleanup(clear_postings)
		assign_to.remove("Household", self.household.name, self.offices.village)
		self.assertFalse(
			frappe.db.exists("ToDo", {"allocated_to": self.offices.village, "status": ("!=", "Cancelled")})
		)

	def assigned(self, **fields) -> list[str]:
		"""The assignees that a rule for new visits chooses, one each."""
		self.addCleanup(frappe.clear_cache)
		frappe.get_doc(
			{
				"doctype": "Assignment Rule",
				"name": "走访分派",
				"document_type": "Household Visit",
				"assign_condition": "1",
				"description": "走访",
				"rule": "Round Robin",
				"users": [{"user": user} for user in (self.offices.stranger, self.offices.village)],
				"assignment_days": [
					{"day": day}
					for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
				],
			}
			| fields
		).insert()
		visits = [make_visit(self.household.name).name for _turn in range(3)]
		return frappe.get_all(
			"ToDo", {"reference_name": ("in", visits)}, pluck="allocated_to", order_by="creation"
		)

	def test_a_rule_chooses_only_users_who_may_read_the_document(self):
		for rule in ("Round Robin", "Load Balancing"):
			with self.subTest(rule=rule):
				frappe.db.savepoint("before_rule")
				self.assertEqual(self.assigned(rule=rule), [self.offices.village] * 3)
				frappe.db.rollback(save_point="before_rule")

	def test_a_rule_assigns_its_users_in_turn(self):
		users = [self.offices.stranger, self.offices.village, self.offices.town]
		assigned = self.assigned(users=[{"user": user} for user in users])
		self.assertEqual(assigned, [self.offices.village, self.offices.town, self.offices.village])

	def test_a_rule_without_a_user_who_may_read_the_document_assigns_nobody_and_keeps_the_document(self):
		self.assertEqual(self.assigned(users=[{"user": self.offices.stranger}]), [])


class TestFollowing(NoticesTestCase):
	def follow(self, user: str) -> None:
		frappe.db.set_value(
			"User", user, {"document_follow_notify": 1, "document_follow_frequency": "Hourly"}
		)
		frappe.clear_cache(user=user)
		document_follow.follow_document("Household", self.household.name, user)

	def test_nobody_is_made_to_follow_what_they_may_not_read(self):
		self.assertRaises(frappe.PermissionError, self.follow, self.offices.stranger)

	def test_a_follower_is_notified_as_long_as_they_may_read_the_document(self):
		self.follow(self.offices.village)
		self.household.add_comment("Comment", text="有新情况")
		message, _documents = document_follow.get_message_for_user("Hourly", self.offices.village)
		self.assertTrue(message)
		frappe.db.set_value(
			"Officer Posting", {"user": self.offices.village}, "to_date", add_days(today(), -1)
		)
		clear_postings()
		self.addCleanup(clear_postings)
		self.assertEqual(document_follow.get_message_for_user("Hourly", self.offices.village), ([], []))
