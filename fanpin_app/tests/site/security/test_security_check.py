"""What the security page and `bench fanpin-doctor` find."""

from unittest.mock import patch

import frappe
from click.testing import CliRunner
from frappe.desk.query_report import run
from frappe.utils import add_days, today

from fanpin_app.commands.doctor import examine
from fanpin_app.security.doctor import accounts, checks, permissions, platform, settings
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import VILLAGE, make_household, make_officer, make_user

YESTERDAY = add_days(today(), -1)


class TestChecks(TestCase):
	def test_a_user_with_a_duty_s_role_and_no_posting_is_named(self):
		by_hand = make_user(role="Town Officer")
		ended = make_officer("Village Cadre", VILLAGE, to_date=YESTERDAY)
		posted = make_officer("Village Cadre", VILLAGE)
		named = "\n".join(accounts.roles_without_posting())
		self.assertIn(by_hand, named)
		self.assertIn(ended, named)
		self.assertNotIn(posted, named)

	def test_a_disabled_user_s_key_is_named(self):
		user = make_user()
		frappe.db.set_value("User", user, {"enabled": 0, "api_key": "x1"})
		self.assertTrue(any(user in found for found in accounts.traces_of_disabled_users()))

	def test_a_permission_that_was_customised_without_a_role_is_named(self):
		self.assertEqual(permissions.customised_without_role(), [])
		frappe.get_doc(
			doctype="Custom DocPerm", parent="Household", role="Village Officer", read=1, permlevel=0
		).insert()
		[found] = permissions.customised_without_role()
		self.assertIn("Town Officer", found)
		self.assertNotIn("Village Officer", found)

	def test_a_doctype_of_households_that_everybody_reads_is_named(self):
		self.assertEqual(permissions.open_to_everybody(), [])
		frappe.get_doc(doctype="Custom DocPerm", parent="Household", role="All", read=1, permlevel=0).insert()
		frappe.clear_cache(doctype="Household")
		self.addCleanup(frappe.clear_cache, doctype="Household")
		self.assertEqual(len(permissions.open_to_everybody()), 1)

	def test_a_share_with_everybody_is_named(self):
		share = frappe.get_doc(
			doctype="DocShare",
			share_doctype="Household",
			share_name=make_household(VILLAGE).name,
			everyone=1,
			read=1,
		)
		share.db_insert()
		self.assertEqual(len(permissions.public_access()), 1)

	def test_a_vulnerability_that_the_app_does_not_close_is_wrong(self):
		hole = platform.Vulnerability(
			"CVE-0", "The API key of a disabled user works.", {15: "15.999.0", 16: "16.999.0"}
		)
		with patch.object(platform, "VULNERABILITIES", (hole,)):
			self.assertTrue(checks.is_wrong([each for each in checks.findings() if "CVE-0" in each.finding]))


class TestSettings(TestCase):
	def setUp(self) -> None:
		super().setUp()
		self.addCleanup(frappe.clear_document_cache, "System Settings", "System Settings")
		# The test site may be older than a recommendation.
		frappe.db.set_default(settings.APPLIED_KEY, "[]")
		settings.apply_recommendations()

	def test_a_new_site_deviates_in_nothing(self):
		self.assertEqual([setting.key for setting, _value in settings.deviations()], [])

	def test_what_an_administrator_changes_stays_and_is_shown(self):
		self.change("session_expiry", "100:00")
		settings.apply_recommendations()
		[(setting, value)] = settings.deviations()
		self.assertEqual((setting.fieldname, value), ("session_expiry", "100:00"))

	def test_what_an_administrator_changed_before_the_first_application_stays(self):
		self.change("session_expiry", "100:00")
		frappe.db.set_default(settings.APPLIED_KEY, "[]")
		settings.apply_recommendations()
		self.assertEqual(frappe.get_doc("System Settings").session_expiry, "100:00")

	def test_a_default_that_nobody_changed_is_replaced_once(self):
		self.change("allow_consecutive_login_attempts", 0, note_version=False)
		frappe.db.set_default(settings.APPLIED_KEY, "[]")
		self.assertEqual(settings.apply_recommendations(), 1)
		self.assertEqual(frappe.get_doc("System Settings").allow_consecutive_login_attempts, 5)
		self.assertEqual(settings.apply_recommendations(), 0)

	def test_the_session_s_time_reaches_the_sessions(self):
		self.assertEqual(frappe.defaults.get_global_default("session_expiry"), "08:00")

	def change(self, fieldname: str, value: str | int, note_version: bool = True) -> None:
		doc = frappe.get_doc("System Settings")
		doc.set(fieldname, value)
		doc.flags.ignore_mandatory = True
		# Tests store no versions unless they enable them.
		doc.save(ignore_version=not note_version)


class TestThePageAndTheCommand(TestCase):
	def rows(self, user: str) -> list[dict]:
		frappe.set_user(user)
		return run(report_name="Security Check", filters={}, ignore_prepared_report=True)["result"]

	def test_administrators_read_the_page_and_officers_do_not(self):
		rows = self.rows(make_officer("Monitoring Administrator", VILLAGE))
		self.assertIn("Wrong", {row["severity"] for row in rows})
		for role in ("Village Officer", "City Officer"):
			frappe.set_user("Administrator")
			self.assertRaises(frappe.PermissionError, self.rows, make_user(role=role))

	def test_what_is_wrong_comes_first(self):
		severities = [row["severity"] for row in self.rows("Administrator")]
		order = (checks.WRONG, checks.NOTICE, checks.IN_ORDER)
		self.assertEqual(severities, sorted(severities, key=order.index))

	def test_the_command_prints_the_same_and_fails_when_something_is_wrong(self):
		wrong = [checks.Finding("X", checks.WRONG, "found", "do")]
		self.assertEqual(self.command(wrong), (True, "[有问题] X: found do"))
		self.assertEqual(self.command([checks.Finding("X", checks.IN_ORDER)]), (False, ""))

	def command(self, found: list) -> tuple[bool, str]:
		language = frappe.local.lang
		self.addCleanup(setattr, frappe.local, "lang", language)
		with patch.object(checks, "findings", return_value=found), CliRunner().isolation() as (out, *_rest):
			wrong = examine(False)
			printed = out.getvalue().decode().strip().splitlines()
		return wrong, "\n".join(printed[1:])
