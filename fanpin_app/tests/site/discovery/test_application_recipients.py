import frappe
from frappe.utils import add_days, today

from fanpin_app.discovery.applications.recipients import officers_of_application
from fanpin_app.tests.support.builders import (
	OTHER_TOWN,
	OTHER_VILLAGE,
	TOWN,
	VILLAGE,
	make_application,
	make_officer,
	make_region,
)
from fanpin_app.tests.support.procedure import OfficesTestCase

NOTIFICATION = "收到服务申请"
GRID = VILLAGE + "001"


class TestApplicationRecipients(OfficesTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		make_region(OTHER_VILLAGE)
		cls.clerk = make_officer("Window Clerk", TOWN)

	def notified(self, application=None) -> set[str]:
		"""Users with a notification that the application (default: one of the village's) arrived."""
		application = application or make_application(VILLAGE)
		return set(frappe.get_all("Notification Log", {"document_name": application.name}, pluck="for_user"))

	def test_the_clerks_of_the_town_and_the_village_are_notified(self):
		self.assertEqual(self.notified(), {self.clerk, self.offices.village})

	def test_the_user_who_enters_it_is_not_notified(self):
		frappe.set_user(self.clerk)
		application = make_application(VILLAGE)
		frappe.set_user("Administrator")
		self.assertEqual(self.notified(application), {self.offices.village})

	def test_clerks_elsewhere_and_of_the_past_are_not_notified(self):
		make_officer("Window Clerk", OTHER_TOWN)
		make_officer("Window Clerk", TOWN, to_date=add_days(today(), -1))
		self.assertEqual(self.notified(), {self.clerk, self.offices.village})

	def test_where_there_is_no_clerk_the_town_is_notified(self):
		frappe.db.set_value("Officer Posting", {"user": self.clerk}, "to_date", add_days(today(), -1))
		self.assertEqual(self.notified(), {self.offices.town, self.offices.village})

	def test_a_grid_s_member_is_notified_of_the_own_grid_only(self):
		make_region(GRID)
		member = make_officer("Grid Member", GRID)
		self.assertNotIn(member, self.notified())
		self.assertIn(member, self.notified(make_application(GRID)))

	def test_nobody_gets_a_mail(self):
		before = frappe.db.count("Email Queue")
		self.notified()
		self.assertEqual(frappe.db.count("Email Queue"), before)

	def test_the_notice_names_the_village_and_no_applicant(self):
		application = make_application(VILLAGE, applicant_name="林求助")
		[subject] = frappe.get_all(
			"Notification Log",
			{"document_name": application.name, "for_user": self.clerk},
			pluck="subject",
		)
		self.assertIn(frappe.db.get_value("Administrative Region", VILLAGE, "region_name"), subject)
		self.assertNotIn("林求助", subject)

	def test_an_administrator_turns_it_off(self):
		# Frappe caches which notifications exist.
		self.addCleanup(frappe.clear_cache)
		frappe.get_doc("Notification", NOTIFICATION).update({"enabled": 0}).save()
		self.assertEqual(self.notified(), set())

	def test_a_region_without_officers_notifies_nobody(self):
		make_region("449914101201")
		application = frappe.get_doc(doctype="Service Application", region="449914101201")
		self.assertEqual(officers_of_application(application), "")
