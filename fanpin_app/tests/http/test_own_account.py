"""What an officer may change in the own account, with every way to save it, and what others see of it."""

from unittest.mock import patch

import frappe
from frappe.desk.form import assign_to
from frappe.desk.form.load import run_onload
from frappe.model import no_value_fields, table_fields

from fanpin_app.security.accounts.own_account import EDITABLE_FIELDS, REFUSED_FIELDS
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	DISTRICT,
	OTHER_TOWN,
	TOWN,
	VILLAGE,
	make_household,
	make_officer,
	make_pairing,
)
from fanpin_app.tests.support.committed_data import CommittedTestCase
from fanpin_app.tests.support.procedure import as_user
from fanpin_app.tests.support.security.permission_matrix import call_method

OTHER_VALUES = {"Check": 1, "Int": 99, "Date": "2020-02-02", "Datetime": "2020-02-02 02:02:02"}


class AccountTestCase(TestCase):
	def setUp(self) -> None:
		super().setUp()
		self.user = make_officer("Village Cadre", VILLAGE)

	def call(self, method: str, user: str | None = None, **arguments) -> Exception | None:
		"""The result of the call; what it writes stays until the test ends."""
		with as_user(user or self.user), patch.object(frappe.db, "rollback"):
			return call_method(method, **arguments)[1]


class TestOwnAccount(AccountTestCase):
	def set_value(self, fieldname: str, value, user: str | None = None) -> Exception | None:
		return self.call(
			"frappe.client.set_value",
			user,
			doctype="User",
			name=self.user,
			fieldname={fieldname: value},
		)

	def stored(self, fieldname: str):
		return frappe.db.get_value("User", self.user, fieldname)

	def test_nothing_but_preferences_is_written_by_the_user(self):
		changed = []
		for field in frappe.get_meta("User").fields:
			if field.fieldname in EDITABLE_FIELDS or field.fieldtype in (*no_value_fields, *table_fields):
				continue
			before, other = self.stored(field.fieldname), OTHER_VALUES.get(field.fieldtype, "zq-other")
			error = self.set_value(field.fieldname, other)
			after = self.stored(field.fieldname)
			if after != before or (field.fieldname in REFUSED_FIELDS and not error):
				changed.append((field.fieldname, before, after))
		self.assertEqual(changed, [])

	def test_rows_are_not_written_by_the_user(self):
		doc = frappe.get_doc("User", self.user).as_dict(convert_dates_to_str=True)
		doc.update(
			{
				"roles": [*doc.roles, {"role": "System Manager"}],
				"defaults": [{"defkey": "x", "defvalue": "y"}],
				"block_modules": [{"module": "Core"}],
			}
		)
		before = {
			table: len(frappe.get_doc("User", self.user).get(table)) for table in ("roles", "block_modules")
		}
		self.call("frappe.desk.form.save.savedocs", doc=doc, action="Save")
		after = {table: len(frappe.get_doc("User", self.user).get(table)) for table in before}
		self.assertEqual(after, before)

	def test_a_password_is_refused_with_advice_how_to_change_it(self):
		error = self.set_value("new_password", "Zz!!kk99xxQ1")
		self.assertIn("/update-password", str(error))

	def test_picture_language_and_preferences_are_the_user_s(self):
		for fieldname, value in (("language", "en"), ("bio", "驻村干部"), ("mute_sounds", 1)):
			self.assertIsNone(self.set_value(fieldname, value))
			self.assertEqual(self.stored(fieldname), value)

	def test_the_form_reads_chinese(self):
		shown = {
			text
			for field in frappe.get_meta("User").fields
			if not field.hidden and not field.permlevel
			for text in (field.label, *(field.options or "").split("\n"))
			if text and (text == field.label or field.fieldtype == "Select")
		}
		self.assertEqual({text for text in shown if frappe._(text, "zh") == text}, set())

	def test_the_form_gets_the_protected_fields(self):
		doc = frappe.get_doc("User", self.user)
		for user, expected in ((self.user, True), ("Administrator", False)):
			with as_user(user):
				run_onload(doc)
			kept = doc.get("__onload").get("protected_fields") or []
			self.assertEqual(bool(kept), expected, user)
			self.assertEqual(set(kept) & EDITABLE_FIELDS, set())
			self.assertEqual(set(REFUSED_FIELDS) <= set(kept), expected)

	def test_a_system_manager_changes_the_name(self):
		frappe.get_doc("User", self.user).add_roles("System Manager")
		self.assertIsNone(self.set_value("first_name", "林桂香"))
		self.assertEqual(self.stored("full_name"), "林桂香")

	def test_an_account_is_renamed_by_nobody_else_and_reveals_no_other(self):
		other = make_officer("Village Cadre", VILLAGE)
		messages = set()
		for name in ("nope@fanpin.example", other):
			for method, arguments in (
				(
					"frappe.model.rename_doc.update_document_title",
					{"doctype": "User", "docname": self.user, "name": name},
				),
				("frappe.client.rename_doc", {"doctype": "User", "old_name": self.user, "new_name": name}),
			):
				error = self.call(method, **arguments)
				self.assertIsInstance(error, frappe.PermissionError)
				messages.add((method, str(error).replace(name, "")))
		self.assertEqual(len(messages), 2)
		self.assertTrue(frappe.db.exists("User", self.user))

	def test_a_new_name_is_refused_with_the_same_message_whether_it_is_taken(self):
		mine, theirs = make_household(VILLAGE), make_household("449913101202")
		messages = {
			str(
				self.call(
					"frappe.model.rename_doc.update_document_title",
					doctype="Household",
					docname=mine.name,
					name=name,
				)
			)
			for name in (theirs.name, "R999999")
		}
		self.assertEqual(len(messages), 1, messages)


class TestTasks(AccountTestCase, CommittedTestCase):
	"""Frappe commits some changes of tasks."""

	def test_a_task_is_deleted_by_its_assigner_and_closed_by_its_assignee(self):
		assigner = make_officer("Village Cadre", VILLAGE)
		household = make_household(VILLAGE)
		with as_user(assigner):
			todo = frappe.get_doc(
				doctype="ToDo",
				allocated_to=self.user,
				assigned_by=assigner,
				reference_type="Household",
				reference_name=household.name,
				description="x",
			).insert()
		arguments = {"doctype": "ToDo", "name": todo.name}
		self.assertIsInstance(self.call("frappe.client.delete", **arguments), frappe.PermissionError)
		closed = self.call("frappe.client.set_value", **arguments, fieldname="status", value="Closed")
		self.assertIsNone(closed)
		for field in ("assigned_by", "owner"):
			self.call("frappe.client.set_value", **arguments, fieldname=field, value=self.user)
			self.assertEqual(frappe.db.get_value("ToDo", todo.name, field), assigner)
		self.assertIsInstance(self.call("frappe.client.delete", **arguments), frappe.PermissionError)
		self.assertIsNone(self.call("frappe.client.delete", assigner, **arguments))

	def test_the_assignee_changes_nothing_but_the_status_of_a_task(self):
		assigner, household = make_officer("Town Officer", TOWN), make_household(VILLAGE)
		with as_user(assigner):
			todo = frappe.get_doc(
				doctype="ToDo",
				allocated_to=self.user,
				assigned_by=assigner,
				reference_type="Household",
				reference_name=household.name,
				description="入户",
				date="2030-01-01",
			).insert()
		changes = {"description": "不必", "date": "2031-01-01", "priority": "Low"}
		for fieldname, value in changes.items():
			before = frappe.db.get_value("ToDo", todo.name, fieldname)
			arguments = {"doctype": "ToDo", "name": todo.name, "fieldname": fieldname, "value": value}
			self.call("frappe.client.set_value", **arguments)
			self.assertEqual(frappe.db.get_value("ToDo", todo.name, fieldname), before)
			self.assertIsNone(self.call("frappe.client.set_value", assigner, **arguments))
			self.assertNotEqual(frappe.db.get_value("ToDo", todo.name, fieldname), before)

	def test_a_task_is_assigned_by_its_creator_whatever_the_request_says(self):
		household, other = make_household(VILLAGE), make_officer("Village Cadre", VILLAGE)
		about = {"doctype": "Household", "name": household.name}
		task = {"doctype": "ToDo", "description": "x", "allocated_to": self.user, "assigned_by": other}
		for method, arguments in (
			("frappe.desk.form.assign_to.add", about),
			("frappe.desk.form.assign_to.add_multiple", about | {"name": f'["{household.name}"]'}),
			("frappe.client.insert", {"doc": task}),
			("frappe.desk.form.save.savedocs", {"doc": task, "action": "Save"}),
		):
			assignment = {"assign_to": f'["{other}"]', "assigned_by": other} if "doc" not in arguments else {}
			self.assertIsNone(self.call(method, **arguments, **assignment), method)
			todo = frappe.get_last_doc("ToDo", {"allocated_to": other if assignment else self.user})
			self.assertEqual(todo.assigned_by, self.user, method)
			todo.delete()

	def test_a_task_is_withdrawn_by_assigner_assignee_and_a_higher_office_that_edits_the_document(self):
		household, town = make_household(VILLAGE), make_officer("Town Officer", TOWN)
		helper = make_officer("Helper", VILLAGE)
		make_pairing(household.name, helper)
		about = {"doctype": "Household", "name": household.name}
		many = "frappe.desk.form.assign_to.remove_multiple"
		cases = [(helper, helper, self.user, True), (helper, town, helper, True)]
		cases += [(helper, town, self.user, False), (self.user, helper, helper, True)]
		colleague, window = make_officer("Village Cadre", VILLAGE), make_officer("Window Clerk", TOWN)
		district, of_other_town = (
			make_officer("District Officer", DISTRICT),
			make_officer("Town Officer", OTHER_TOWN),
		)
		cases += [(self.user, town, helper, False), (self.user, town, self.user, True)]
		cases += [(town, self.user, helper, True), (district, town, self.user, True)]
		cases += [(self.user, colleague, helper, False), (window, self.user, helper, False)]
		cases += [(town, district, self.user, False), (of_other_town, self.user, helper, False)]
		for user, assigner, assignee, may in cases:
			with as_user(assigner):
				assign_to.add({"assign_to": [assignee], **about})
			todo = frappe.get_last_doc("ToDo", {"allocated_to": assignee, "status": "Open"})
			arguments = about | {"assign_to": assignee}
			error = self.call("frappe.desk.form.assign_to.remove", user, **arguments)
			self.assertIsInstance(error, type(None) if may else frappe.PermissionError)
			if hasattr(assign_to, "remove_multiple") and not may:
				names = {"doctype": "Household", "names": f'["{household.name}"]'}
				self.assertIsInstance(self.call(many, user, **names), frappe.PermissionError)
			if not may:
				closing = {"doctype": "ToDo", "name": todo.name, "fieldname": "status", "value": "Closed"}
				error = self.call("frappe.client.set_value", user, **closing)
				self.assertIsInstance(error, frappe.PermissionError)
			state = frappe.db.get_value("ToDo", todo.name, "status")
			self.assertEqual(state, "Cancelled" if may else "Open", (user, assigner, assignee))
			frappe.delete_doc("ToDo", todo.name)


class TestTheFirstOfficerOfASite(TestCase):
	def test_does_not_become_a_system_manager(self):
		# Rolled back at the end of the test.
		frappe.db.set_value("User", {"name": ("not in", ("Administrator", "Guest"))}, "enabled", 0)
		frappe.db.set_single_value("System Settings", "setup_complete", 1)
		user = frappe.get_doc(
			doctype="User",
			email="first-officer@fanpin.example",
			first_name="村干部",
			user_type="System User",
			roles=[{"role": "Village Officer"}],
			send_welcome_email=0,
		).insert()
		self.assertEqual([row.role for row in user.roles], ["Village Officer"])
