import io

import frappe
from frappe.utils import add_days, add_years, getdate, today
from PIL import Image
from pypdf.errors import PyPdfError

from fanpin_app.discovery import api
from fanpin_app.discovery.applications.decisions import accept, answer
from fanpin_app.discovery.applications.private_values import read_in_full
from fanpin_app.discovery.places import update_record_regions
from fanpin_app.registry.households.relocation import relocate
from fanpin_app.registry.personal_data import retention
from fanpin_app.tests.support.builders import (
	OTHER_TOWN,
	OTHER_VILLAGE,
	TOWN,
	VILLAGE,
	VILLAGE_OF_OTHER_TOWN,
	make_alert,
	make_application,
	make_household,
	make_id_number,
	make_officer,
	make_pdf,
	make_photo,
	make_region,
	member,
	set_service_window,
)
from fanpin_app.tests.support.procedure import OfficesTestCase

PHONE = "13800131234"


class WindowTestCase(OfficesTestCase):
	"""A window clerk of the town is logged in; another sits in the next town."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		make_region(OTHER_VILLAGE)
		cls.clerk = make_officer("Window Clerk", TOWN)
		cls.clerk_elsewhere = make_officer("Window Clerk", OTHER_TOWN)

	def setUp(self) -> None:
		super().setUp()
		self.household = make_household(VILLAGE, members=[member(member_name="林求助")])
		frappe.set_user(self.clerk)

	def make_ready(self, **fields):
		"""An application whose household and levels are known."""
		values = {"household": self.household.name, "risks": [{"risk": "R1", "level": "Yellow"}]}
		return make_application(**(values | fields))

	def alerts(self) -> list[dict]:
		return frappe.get_all(
			"Risk Alert",
			filters={"household": self.household.name},
			fields=["name", "risk", "level", "source", "status", "reason"],
			order_by="risk",
		)


class TestEnteringAnApplication(WindowTestCase):
	def test_it_gets_a_receipt_a_day_and_a_day_for_the_answer(self):
		application = make_application()
		self.assertRegex(application.name, r"^[1-9]\d{11}$")
		self.assertEqual((application.status, application.source), ("Received", "Window"))
		self.assertEqual(getdate(application.received_on), getdate(today()))
		self.assertEqual(getdate(application.answer_due), getdate(add_days(today(), 5)))

	def test_receipts_are_not_consecutive(self):
		first, second = (int(make_application().name) for _ in range(2))
		self.assertGreater(abs(first - second), 1000)

	def test_the_days_for_the_answer_are_the_administrators_(self):
		set_service_window(answer_within_days=3)
		self.assertEqual(getdate(make_application().answer_due), getdate(add_days(today(), 3)))

	def test_a_wrong_id_number_is_refused_and_a_badly_written_one_is_normalised(self):
		number = make_id_number()
		wrong = f"{number[:-1]}{'1' if number[-1] != '1' else '2'}"
		self.assertRaises(frappe.ValidationError, make_application, id_number=wrong)
		application = make_application(id_number=f" {number[:6]} {number[6:]}")
		self.assertEqual(frappe.db.get_value("Service Application", application.name, "id_number"), number)

	def test_a_wrong_phone_is_refused(self):
		for phone in ("12345", "23800131234", "138001312345"):
			self.assertRaises(frappe.ValidationError, make_application, phone=phone)

	def test_phones_as_people_write_them_are_accepted(self):
		for phone, stored in {
			"+86 138-0013-1234": PHONE,
			"１３８００１３１２３４": PHONE,
			"0754-8765 4321": "075487654321",
		}.items():
			application = make_application(phone=phone)
			self.assertEqual(frappe.db.get_value("Service Application", application.name, "phone"), stored)

	def test_it_is_in_a_village_in_use(self):
		self.assertRaises(frappe.ValidationError, make_application, region=TOWN)
		application = make_application()
		application.region = TOWN
		self.assertRaises(frappe.ValidationError, application.save)
		frappe.db.set_value("Administrative Region", VILLAGE, "disabled", 1)
		self.assertRaises(frappe.ValidationError, make_application)

	def test_the_clerk_enters_those_of_the_hotline_and_not_those_of_the_web(self):
		self.assertEqual(make_application(source="Hotline 12345").source, "Hotline 12345")
		self.assertRaises(frappe.ValidationError, make_application, source="Web")

	def test_nobody_sets_what_the_server_sets(self):
		application = make_application(
			status="Accepted", received_on="2020-01-01", answer="x", answered_by=self.clerk
		)
		self.assertEqual((application.status, application.answer), ("Received", None))
		self.assertEqual(application.answered_by, None)
		application.status = "Accepted"
		application.save()
		application.reload()
		self.assertEqual(application.status, "Received")

	def test_a_very_long_request_is_refused(self):
		self.assertRaises(frappe.ValidationError, make_application, request="长" * 1001)


class TestWhoSeesApplications(WindowTestCase):
	def seen(self, application) -> tuple[bool, bool, bool]:
		rows = frappe.get_list("Application Risk", parent_doctype="Service Application", pluck="parent")
		listed = frappe.get_list("Service Application", pluck="name")
		return application.name in listed, application.name in rows, application.has_permission("read")

	def test_officers_posted_there_see_it(self):
		application = make_application()
		for user in (self.clerk, self.offices.village, self.offices.town, self.offices.district):
			frappe.set_user(user)
			self.assertEqual(self.seen(application), (True, True, True))
		for user in (self.clerk_elsewhere, self.offices.stranger):
			frappe.set_user(user)
			self.assertEqual(self.seen(application), (False, False, False))

	def test_the_village_reads_and_neither_makes_nor_decides(self):
		application = self.make_ready()
		frappe.set_user(self.offices.village)
		self.assertRaises(frappe.PermissionError, make_application)
		for decide in (lambda: accept(application.name), lambda: answer(application.name, "x")):
			self.assertRaises(frappe.PermissionError, decide)

	def test_a_clerk_makes_none_for_another_town(self):
		frappe.set_user("Administrator")
		make_region(VILLAGE_OF_OTHER_TOWN)
		frappe.set_user(self.clerk)
		self.assertRaises(frappe.PermissionError, make_application, region=VILLAGE_OF_OTHER_TOWN)

	def test_a_household_of_another_town_is_not_chosen(self):
		frappe.set_user("Administrator")
		elsewhere = make_household(VILLAGE_OF_OTHER_TOWN)
		frappe.set_user(self.clerk)
		application = make_application()
		application.household = elsewhere.name
		self.assertRaises(frappe.PermissionError, application.save)

	def test_an_application_is_in_the_region_of_its_household(self):
		application = make_application(region=OTHER_VILLAGE)
		application.household = self.household.name
		application.save()
		self.assertEqual(application.region, VILLAGE)

	def test_it_follows_a_household_that_moved(self):
		application = self.make_ready()
		relocate([self.household.name], OTHER_VILLAGE)
		application.reload()
		self.assertEqual(application.region, OTHER_VILLAGE)
		frappe.set_user(self.offices.village)
		self.assertEqual(self.seen(application), (False, False, False))

	def test_it_follows_a_household_that_a_file_moved(self):
		application = self.make_ready()
		frappe.db.set_value("Household", self.household.name, "region", OTHER_VILLAGE)
		update_record_regions(OTHER_VILLAGE)
		application.reload()
		self.assertEqual(application.region, OTHER_VILLAGE)

	def test_private_values_leave_the_server_for_nobody(self):
		number = make_id_number()
		application = frappe.get_doc("Service Application", make_application(id_number=number).name)
		for user in (self.clerk, self.offices.village, self.offices.town, "Administrator"):
			frappe.set_user(user)
			document = application.as_json()
			self.assertNotIn(number, document)
			self.assertNotIn(PHONE, document)
			self.assertIn("138****1234", document)

	def test_a_form_that_is_sent_back_without_them_keeps_them(self):
		application = make_application(id_number=make_id_number())
		stored = frappe.db.get_value("Service Application", application.name, ("id_number", "phone"))
		sent_back = frappe.get_doc("Service Application", application.name).as_dict()
		sent_back["address"] = "三组 8 号"
		frappe.get_doc(sent_back).save()
		self.assertEqual(
			frappe.db.get_value("Service Application", application.name, ("id_number", "phone")), stored
		)


class TestReadingInFull(WindowTestCase):
	def test_it_is_read_once_with_a_purpose_and_logged(self):
		application = make_application()
		self.assertEqual(read_in_full(application.name, "Phone", "Contact the Household"), PHONE)
		[log] = frappe.get_all("Application Reading", {"application": application.name}, ["*"])
		self.assertEqual((log.user, log.value_type, log.region), (self.clerk, "Phone", VILLAGE))

	def test_without_a_purpose_nothing_is_read(self):
		application = make_application()
		self.assertRaises(frappe.ValidationError, read_in_full, application.name, "Phone", "")
		self.assertRaises(frappe.ValidationError, read_in_full, application.name, "Phone", "Other")
		self.assertRaises(frappe.ValidationError, read_in_full, application.name, "Name", "Verify a Person")

	def test_only_officers_who_decide_may_read(self):
		application = make_application()
		for user in (self.clerk_elsewhere, self.offices.village, self.offices.stranger):
			frappe.set_user(user)
			self.assertRaises(
				frappe.PermissionError, read_in_full, application.name, "Phone", "Contact the Household"
			)

	def test_the_log_is_never_changed(self):
		application = make_application()
		read_in_full(application.name, "Phone", "Contact the Household")
		frappe.set_user("Administrator")
		log = frappe.get_doc("Application Reading", {"application": application.name})
		self.assertRaises(frappe.PermissionError, log.save)
		self.assertRaises(frappe.PermissionError, log.delete)


class TestDecidingOnAnApplication(WindowTestCase):
	def test_an_accepted_one_is_an_alert_at_once(self):
		application = self.make_ready()
		accept(application.name)
		[alert] = self.alerts()
		self.assertEqual((alert.risk, alert.level, alert.source), ("R1", "Yellow", "Application"))
		self.assertIn("住院花了九千元", alert.reason)
		application.reload()
		self.assertEqual((application.status, application.answered_by), ("Accepted", self.clerk))
		self.assertEqual(application.risks[0].alert, alert.name)

	def test_its_text_is_added_to_the_open_alert(self):
		frappe.set_user("Administrator")
		open_alert = make_alert(self.household.name, level="Blue")
		frappe.set_user(self.clerk)
		accept(self.make_ready().name)
		[alert] = self.alerts()
		self.assertEqual((alert.name, alert.level), (open_alert.name, "Yellow"))

	def test_each_risk_is_an_alert(self):
		rows = [{"risk": "R1", "level": "Yellow"}, {"risk": "R5", "level": "Blue"}]
		accept(self.make_ready(risks=rows).name)
		self.assertEqual([alert.risk for alert in self.alerts()], ["R1", "R5"])

	def test_household_risk_and_level_must_be_known(self):
		for missing in ({"household": None}, {"risks": []}, {"risks": [{"risk": "R1"}]}):
			application = self.make_ready(**missing)
			self.assertRaises(frappe.ValidationError, accept, application.name)
		self.assertEqual(self.alerts(), [])

	def test_one_that_is_not_accepted_is_answered_with_a_reason(self):
		application = make_application()
		answer(application.name, "  已由民政办理，请到镇政务大厅。 ")
		application.reload()
		self.assertEqual(
			(application.status, application.answer), ("Answered", "已由民政办理，请到镇政务大厅。")
		)
		self.assertEqual(getdate(application.answered_on), getdate(today()))
		self.assertEqual(self.alerts(), [])

	def test_an_answer_without_a_reason_is_refused(self):
		self.assertRaises(frappe.ValidationError, answer, make_application().name, " ")

	def test_it_is_decided_once(self):
		application = self.make_ready()
		accept(application.name)
		self.assertRaises(frappe.ValidationError, answer, application.name, "不符合")
		self.assertRaises(frappe.ValidationError, accept, application.name)

	def test_a_decided_application_is_not_changed(self):
		application = self.make_ready()
		accept(application.name)
		for change in ({"request": "别的"}, {"risks": []}, {"household": None}, {"phone": "13900000000"}):
			application.reload()
			application.update(change)
			self.assertRaises(frappe.ValidationError, application.save)

	def test_another_town_s_clerk_decides_nothing(self):
		application = self.make_ready()
		frappe.set_user(self.clerk_elsewhere)
		self.assertRaises(frappe.PermissionError, accept, application.name)
		self.assertRaises(frappe.PermissionError, answer, application.name, "x")

	def test_decisions_are_posts(self):
		for decide in (api.accept_application, api.answer_application, api.read_applicant_value):
			self.assertEqual(frappe.allowed_http_methods_for_whitelisted_func[decide], ["POST"])


class TestItsFiles(WindowTestCase):
	def attach(self, name: str = "bill.jpg", content: bytes | None = None, **fields):
		values = {
			"doctype": "File",
			"attached_to_doctype": "Service Application",
			"attached_to_name": make_application().name,
			"file_name": name,
			"content": content or make_photo(64, 48),
			"is_private": 1,
		}
		return frappe.get_doc(values | fields).insert()

	def test_photos_and_pdf_files_are_accepted(self):
		self.assertTrue(self.attach().file_url.startswith("/private/files/"))
		self.attach("bill.pdf", make_pdf())

	def test_a_file_that_is_sent_as_public_is_kept_private(self):
		self.assertTrue(self.attach(is_private=0).file_url.startswith("/private/files/"))

	def test_other_content_with_the_name_of_a_photo_is_refused(self):
		for content in (b"<html><script>1</script></html>", b"MZ\x90\x00" * 20, b"%PDF-1.4 cut off"):
			for name in ("bill.jpg", "bill.pdf", "bill.html"):
				# Frappe itself fails on some of them first.
				self.assertRaises((frappe.ValidationError, OSError, PyPdfError), self.attach, name, content)

	def test_a_photo_with_another_extension_is_refused(self):
		self.assertRaises(frappe.ValidationError, self.attach, "bill.html", make_photo(64, 48))

	def test_a_gif_is_refused(self):
		drawn = io.BytesIO()
		Image.new("RGB", (8, 8)).save(drawn, "GIF")
		self.assertRaises(frappe.ValidationError, self.attach, "bill.gif", drawn.getvalue())

	def test_a_large_file_is_refused(self):
		set_service_window(file_size_mb=1)
		self.assertRaises(frappe.ValidationError, self.attach, "bill.pdf", make_pdf(2000, 1500))

	def test_another_town_s_clerk_adds_none_and_reads_none(self):
		file = self.attach()
		frappe.set_user(self.clerk_elsewhere)
		self.assertFalse(frappe.get_doc("File", file.name).has_permission("read"))
		self.assertRaises(
			frappe.PermissionError, self.attach, attached_to_name=file.attached_to_name, file_name="b.jpg"
		)


class TestRetention(WindowTestCase):
	def test_an_answered_one_loses_its_texts_after_the_years_that_are_set(self):
		application = make_application(id_number=make_id_number())
		answer(application.name, "已由民政办理")
		frappe.db.set_value("Service Application", application.name, "answered_on", add_years(today(), -6))
		list(retention.anonymise(row for row in retention.due_documents() if row.name == application.name))
		stored = frappe.db.get_value("Service Application", application.name, "*", as_dict=True)
		self.assertEqual(
			(stored.applicant_name, stored.request), (retention.ANONYMISED, retention.ANONYMISED)
		)
		for field in ("id_number", "id_number_masked", "phone", "phone_masked", "answer", "address"):
			self.assertFalse(stored[field], field)
		self.assertEqual((stored.status, stored.region), ("Answered", VILLAGE))

	def test_an_unanswered_one_is_kept(self):
		application = make_application()
		frappe.db.set_value("Service Application", application.name, "received_on", add_years(today(), -6))
		self.assertNotIn(application.name, {row.name for row in retention.due_documents()})
