import io

import frappe
from frappe.utils import add_days, getdate, today
from PIL import Image

from fanpin_app.discovery import api
from fanpin_app.discovery.places import update_record_regions
from fanpin_app.discovery.visits.recording import record_no_change
from fanpin_app.early_warning.alerts.from_visits import get_next_visit
from fanpin_app.tests.support.builders import (
	CITY,
	OTHER_VILLAGE,
	VILLAGE,
	make_alert,
	make_household,
	make_officer,
	make_pdf,
	make_photo,
	make_visit,
)
from fanpin_app.tests.support.procedure import OfficesTestCase

REASON = "户主住院，自付九千元"


def finding(**fields) -> dict:
	"""A row of Visit Finding: an illness."""
	return {"risk": "R1", "level": "Yellow", "description": REASON} | fields


class VisitTestCase(OfficesTestCase):
	"""A household in the village of the cadre, who is logged in."""

	def setUp(self) -> None:
		super().setUp()
		self.household = make_household(VILLAGE).name
		frappe.set_user(self.offices.village)

	def last_visit(self):
		return frappe.db.get_value("Household", self.household, "last_visit")

	def alerts(self) -> list[dict]:
		return frappe.get_all(
			"Risk Alert",
			filters={"household": self.household},
			fields=["name", "risk", "level", "source", "status", "reason"],
			order_by="risk",
		)


class TestAVisitWithoutChange(VisitTestCase):
	def test_one_call_records_it(self):
		visit = frappe.get_doc("Household Visit", record_no_change(self.household))
		self.assertEqual((visit.outcome, visit.visitor), ("No Change", self.offices.village))
		self.assertEqual(visit.visited_on, getdate(today()))
		self.assertEqual(visit.region, VILLAGE)
		self.assertEqual(self.last_visit(), getdate(today()))

	def test_a_second_tap_on_the_day_is_the_same_visit(self):
		self.assertEqual(record_no_change(self.household), record_no_change(self.household))

	def test_it_raises_no_alert(self):
		record_no_change(self.household)
		self.assertEqual(self.alerts(), [])

	def test_it_is_a_post(self):
		function = api.record_visit_without_change
		self.assertEqual(frappe.allowed_http_methods_for_whitelisted_func[function], ["POST"])


class TestWhoVisits(VisitTestCase):
	def test_another_village_s_household_is_refused(self):
		frappe.set_user(self.offices.stranger)
		self.assertRaises(frappe.PermissionError, record_no_change, self.household)
		self.assertRaises(frappe.PermissionError, make_visit, self.household)

	def test_a_region_from_the_client_opens_no_household(self):
		frappe.set_user(self.offices.stranger)
		self.assertRaises(frappe.PermissionError, make_visit, self.household, region=OTHER_VILLAGE)

	def test_the_city_reads_visits_and_makes_none(self):
		visit = make_visit(self.household)
		frappe.set_user("Administrator")
		frappe.set_user(make_officer("City Officer", CITY))
		self.assertTrue(frappe.get_doc("Household Visit", visit.name).has_permission("read"))
		self.assertRaises(frappe.PermissionError, record_no_change, self.household)

	def test_visits_and_their_findings_are_listed_only_within_the_scope(self):
		visit = make_visit(self.household, findings=[finding()])

		def seen() -> tuple[bool, bool]:
			rows = frappe.get_list("Visit Finding", parent_doctype="Household Visit", pluck="parent")
			return visit.name in frappe.get_list("Household Visit", pluck="name"), visit.name in rows

		self.assertEqual(seen(), (True, True))
		frappe.set_user(self.offices.town)
		self.assertEqual(seen(), (True, True))
		frappe.set_user(self.offices.stranger)
		self.assertEqual(seen(), (False, False))
		self.assertFalse(visit.has_permission("read"))

	def test_the_server_sets_the_visitor_and_the_result(self):
		visit = make_visit(self.household, visitor=self.offices.town, outcome="Something Found")
		self.assertEqual((visit.visitor, visit.outcome), (self.offices.village, "No Change"))
		visit.update({"visitor": self.offices.town, "outcome": "Something Found"}).save()
		visit.reload()
		self.assertEqual((visit.visitor, visit.outcome), (self.offices.village, "No Change"))

	def test_visits_move_with_their_household(self):
		visit = make_visit(self.household)
		frappe.set_user(self.offices.town)
		household = frappe.get_doc("Household", self.household)
		household.region = OTHER_VILLAGE
		household.save()
		frappe.set_user(self.offices.stranger)
		self.assertTrue(frappe.get_doc("Household Visit", visit.name).has_permission("read"))
		frappe.set_user(self.offices.village)
		self.assertFalse(frappe.get_doc("Household Visit", visit.name).has_permission("read"))

	def test_visits_move_with_a_household_that_a_file_moves(self):
		visit = make_visit(self.household)
		frappe.db.set_value("Household", self.household, "region", OTHER_VILLAGE)
		update_record_regions(OTHER_VILLAGE)
		self.assertEqual(frappe.db.get_value("Household Visit", visit.name, "region"), OTHER_VILLAGE)

	def test_when_the_next_visit_is_due_is_not_shown_to_strangers(self):
		frappe.set_user(self.offices.stranger)
		self.assertRaises(frappe.PermissionError, get_next_visit, self.household)


class TestWhatWasFound(VisitTestCase):
	def test_a_finding_raises_an_alert_at_once(self):
		visit = make_visit(self.household, findings=[finding()])
		[alert] = self.alerts()
		self.assertEqual((alert.risk, alert.level, alert.source), ("R1", "Yellow", "Visit"))
		self.assertIn(REASON, alert.reason)
		visit.reload()
		self.assertEqual((visit.findings[0].alert, visit.outcome), (alert.name, "Something Found"))

	def test_a_finding_adds_to_the_alert_that_is_open_and_lifts_its_level(self):
		frappe.set_user("Administrator")
		open_alert = make_alert(self.household, risk="R1", level="Blue", reported_reason="听说住院")
		frappe.set_user(self.offices.village)
		visit = make_visit(self.household, findings=[finding()])
		[alert] = self.alerts()
		self.assertEqual((alert.name, alert.level), (open_alert.name, "Yellow"))
		self.assertIn(REASON, alert.reason)
		visit.reload()
		self.assertEqual(visit.findings[0].alert, open_alert.name)

	def test_saving_again_raises_nothing_again(self):
		visit = make_visit(self.household, findings=[finding()])
		visit.reload()
		visit.minutes_spent = 20
		visit.save()
		self.assertEqual(len(self.alerts()), 1)

	def test_more_may_be_found_later(self):
		visit = make_visit(self.household, findings=[finding()])
		visit.reload()
		visit.append("findings", finding(risk="R9", description="房屋漏雨"))
		visit.save()
		self.assertEqual([alert.risk for alert in self.alerts()], ["R1", "R9"])

	def test_a_finding_is_neither_removed_nor_changed(self):
		visit = make_visit(self.household, findings=[finding()])
		visit.reload()
		visit.findings[0].description = "没有什么"
		self.assertRaises(frappe.ValidationError, visit.save)
		visit.reload()
		visit.findings = []
		self.assertRaises(frappe.ValidationError, visit.save)

	def test_needs_alone_are_something_and_raise_no_alert(self):
		visit = make_visit(self.household, needs="想学养殖")
		self.assertEqual((visit.outcome, self.alerts()), ("Something Found", []))

	def test_a_finding_names_its_risk_level_and_words(self):
		for missing in finding():
			with self.assertRaises(frappe.MandatoryError):
				make_visit(self.household, findings=[finding(**{missing: None})])

	def test_a_visit_of_the_future_is_refused(self):
		self.assertRaises(frappe.ValidationError, make_visit, self.household, visited_on=add_days(today(), 1))

	def test_coordinates_must_be_valid(self):
		visit = make_visit(self.household, latitude=23.5, longitude=-117.2)
		self.assertEqual((visit.latitude, visit.longitude), (23.5, -117.2))
		self.assertRaises(frappe.ValidationError, make_visit, self.household, latitude=90.5)
		self.assertRaises(frappe.ValidationError, make_visit, self.household, longitude=-181)


class TestPhotos(VisitTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.visit = make_visit(self.household).name

	def attach(self, **fields):
		values = {
			"doctype": "File",
			"attached_to_doctype": "Household Visit",
			"attached_to_name": self.visit,
			"file_name": f"{self.visit}.jpg",
			"content": make_photo(),
			"is_private": 1,
		}
		return frappe.get_doc(values | fields).insert()

	def test_a_photo_that_is_sent_as_public_is_kept_private(self):
		self.assertTrue(self.attach(is_private=0).file_url.startswith("/private/files/"))

	def test_a_private_photo_is_not_made_public(self):
		file = self.attach()
		self.assertTrue(file.file_url.startswith("/private/files/"))
		file.is_private = 0
		self.assertRaises(frappe.PermissionError, file.save)

	def test_a_large_photo_is_made_small(self):
		large = make_photo(width=1600, height=1200)
		file = frappe.get_doc("File", self.attach(content=large).name)
		self.assertLess(len(file.get_content()), len(large))
		self.assertLessEqual(Image.open(io.BytesIO(file.get_content())).width, 1024)

	def test_a_small_photo_stays_as_it_is(self):
		small = self.attach(content=make_photo(width=64, height=48))
		self.assertEqual(Image.open(io.BytesIO(small.get_content())).size, (64, 48))

	def test_only_photos_are_attached_to_a_visit(self):
		for name in ("note.html", "note.svg", "note"):
			with self.assertRaises(frappe.ValidationError):
				self.attach(file_name=name, content=b"<p>x</p>")

	def test_a_photo_is_added_whatever_files_there_are_that_the_cadre_may_not_see(self):
		frappe.set_user("Administrator")
		elsewhere = make_household(OTHER_VILLAGE).name
		self.attach(
			attached_to_doctype="Household",
			attached_to_name=elsewhere,
			file_name="sheet.pdf",
			content=make_pdf(),
		)
		frappe.set_user(self.offices.village)
		self.assertTrue(self.attach().file_url)

	def test_a_stranger_adds_no_photo_and_sees_none(self):
		file = self.attach()
		frappe.set_user(self.offices.stranger)
		self.assertRaises(frappe.PermissionError, self.attach, file_name="other.jpg")
		self.assertFalse(frappe.get_doc("File", file.name).has_permission("read"))
		self.assertRaises(
			frappe.PermissionError,
			frappe.call,
			"fanpin_app.discovery.api.get_visit_photos",
			visit=self.visit,
		)

	def test_a_photo_is_shown_with_its_visit(self):
		file = self.attach()
		[photo] = frappe.call("fanpin_app.discovery.api.get_visit_photos", visit=self.visit)
		self.assertEqual(photo.file_url, file.file_url)


class TestLastAndNextVisit(VisitTestCase):
	"""Intervals by Alert Level: Red every 7 days, Yellow 15, Blue 30; by Visit Plan: monitored 30, others 90."""

	def due_in(self) -> int:
		"""Days from today."""
		return (get_next_visit(self.household) - getdate(today())).days

	def visited(self, days_ago: int) -> None:
		make_visit(self.household, visited_on=add_days(today(), -days_ago))

	def raise_alert(self, level: str, risk: str = "R1", days_ago: int = 0):
		frappe.set_user("Administrator")
		alert = make_alert(self.household, risk=risk, level=level, raised_on=add_days(today(), -days_ago))
		frappe.set_user(self.offices.village)
		return alert

	def test_a_household_without_an_alert_is_visited_by_the_plan(self):
		self.visited(days_ago=80)
		self.assertEqual(self.due_in(), 10)
		frappe.db.set_value("Household", self.household, "monitored", 1)
		self.assertEqual(self.due_in(), -50)

	def test_without_a_visit_the_interval_begins_at_the_registration(self):
		frappe.db.set_value("Household", self.household, "creation", add_days(today(), -100))
		self.assertEqual(self.due_in(), -10)

	def test_the_highest_open_alert_sets_the_interval(self):
		self.visited(days_ago=5)
		self.raise_alert("Blue", days_ago=20)
		self.assertEqual(self.due_in(), 25)
		self.raise_alert("Red", risk="R3", days_ago=20)
		self.assertEqual(self.due_in(), 2)

	def test_an_alert_that_was_closed_sets_nothing(self):
		self.visited(days_ago=5)
		self.raise_alert("Red", days_ago=20).db_set("status", "Dismissed")
		self.assertEqual(self.due_in(), 85)

	def test_a_visit_is_not_overdue_before_there_was_an_alert(self):
		self.visited(days_ago=60)
		self.raise_alert("Red")
		self.assertEqual(self.due_in(), 0)

	def test_an_administrator_changes_the_intervals(self):
		self.visited(days_ago=5)
		plan = frappe.get_doc("Visit Plan")
		plan.interval_days = 10
		plan.flags.ignore_permissions = True
		plan.save()
		self.assertEqual(self.due_in(), 5)
		plan.interval_days = 0
		plan.save()
		self.assertIsNone(get_next_visit(self.household))

	def test_a_level_without_an_interval_leaves_it_to_the_plan(self):
		self.visited(days_ago=5)
		self.raise_alert("Red", days_ago=20)
		frappe.db.set_value("Alert Level", "Red", "visit_interval_days", 0)
		self.assertEqual(self.due_in(), 85)

	def test_a_household_that_left_is_not_visited(self):
		frappe.db.set_value("Household", self.household, "status", "Moved Out")
		self.assertIsNone(get_next_visit(self.household))

	def test_an_older_visit_recorded_later_is_not_the_last(self):
		make_visit(self.household)
		make_visit(self.household, visited_on=add_days(today(), -5))
		self.assertEqual(self.last_visit(), getdate(today()))

	def test_a_corrected_day_is_followed(self):
		visit = make_visit(self.household)
		visit.visited_on = add_days(today(), -3)
		visit.save()
		self.assertEqual(self.last_visit(), getdate(add_days(today(), -3)))

	def test_nobody_sets_it_by_hand(self):
		household = frappe.get_doc("Household", self.household)
		household.last_visit = today()
		household.save()
		self.assertIsNone(household.last_visit)
		self.assertIsNone(self.last_visit())
