import frappe
from frappe.desk import query_report
from frappe.utils import add_years, getdate, today

from fanpin_app.registry.personal_data import retention
from fanpin_app.registry.personal_data.retention import ANONYMISED
from fanpin_app.tests.support.builders import (
	CITY,
	VILLAGE,
	make_alert,
	make_authorization,
	make_household,
	make_measure,
	make_officer,
	make_visit,
	member,
)
from fanpin_app.tests.support.procedure import OfficesTestCase

REPORT = "Data Due for Anonymisation"
LONG_AGO = add_years(today(), -6)
NAME, ILLNESS = "林保密", "患尿毒症，每周透析三次"


class RetentionTestCase(OfficesTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.household = make_household(VILLAGE, phone="13800131234", members=[member(member_name=NAME)])
		self.case = frappe.get_doc("Monitoring Case", self.offices.include(self.household.name))
		self.alert = make_alert(self.household.name, reason=ILLNESS, reported_reason=ILLNESS)
		self.measure = make_measure(self.case.name, amount=3000, result=ILLNESS)
		self.visit = make_visit(self.household.name, needs=ILLNESS, latitude=23.2, longitude=116.5)

	def end(self, day: str = LONG_AGO) -> None:
		"""End everything on a day, as an elimination leaves it."""
		household = {"household": self.household.name}
		self.write("Household", {"name": self.household.name}, monitored=0, monitored_kind="")
		self.write("Monitoring Case", household, status="Eliminated", closed_on=day)
		self.write("Risk Check", household, decided_on=day)
		self.write("Risk Alert", household, status="Ended", ended_on=day)
		self.write("Household Visit", household, visited_on=day)
		self.write("Assistance Measure", household, creation=day)

	def leave(self, day: str = LONG_AGO) -> None:
		self.write("Household", {"name": self.household.name}, status="Moved Out", modified=day)

	def write(self, doctype: str, filters: dict, **values) -> None:
		frappe.db.set_value(doctype, filters, values, update_modified=False)

	def due(self) -> set[str]:
		return {row.doctype for row in retention.due_documents() if row.household == self.household.name}

	def run_all(self) -> dict[str, int]:
		counts: dict[str, int] = {}
		for doctype, number in retention.anonymise(retention.due_documents()):
			counts[doctype] = counts.get(doctype, 0) + number
		return counts

	def stored_text(self, *doctypes: str) -> str:
		"""Everything that the database contains about the household in these tables."""
		return "".join(
			str(frappe.db.sql(f"select * from `tab{doctype}` where household = %s", self.household.name))
			for doctype in doctypes
		)


BUSINESS = ("Monitoring Case", "Risk Check", "Risk Alert", "Household Visit", "Assistance Measure")


class TestWhatIsDue(RetentionTestCase):
	def test_what_ended_before_the_period(self):
		self.end()
		self.assertEqual(self.due(), set(BUSINESS))

	def test_not_what_ended_later(self):
		self.end(add_years(today(), -4))
		self.assertEqual(self.due(), set())

	def test_the_years_are_set_by_administrators(self):
		self.end(add_years(today(), -4))
		frappe.get_doc("Data Retention").update({"closed_after_years": 3}).save()
		self.assertEqual(self.due(), set(BUSINESS))

	def test_nothing_of_a_monitored_household(self):
		self.end()
		self.write("Household", {"name": self.household.name}, monitored=1)
		self.assertEqual(self.due(), set())

	def test_nothing_of_a_household_with_a_newer_case(self):
		self.end()
		newer = frappe.copy_doc(self.case)
		newer.update({"status": "Eliminated", "closed_on": add_years(today(), -1)}).db_insert()
		self.assertEqual(self.due(), set())

	def test_nothing_of_a_household_with_an_open_alert(self):
		self.end()
		make_alert(self.household.name, risk="R2")
		self.assertEqual(self.due(), set())

	def test_nothing_of_a_household_under_check(self):
		self.end()
		self.offices.start(self.household.name)
		self.assertEqual(self.due(), set())

	def test_the_register_of_a_household_that_is_registered_never(self):
		self.end()
		self.write("Household", {"name": self.household.name}, modified=LONG_AGO)
		self.assertNotIn("Household", self.due())

	def test_a_household_that_left_before_the_period(self):
		self.end()
		self.leave()
		self.assertIn("Household", self.due())

	def test_not_one_that_left_later(self):
		self.end()
		self.leave(add_years(today(), -1))
		self.assertNotIn("Household", self.due())


class TestAnonymising(RetentionTestCase):
	def test_texts_names_places_and_histories_go_and_figures_stay(self):
		self.end()
		self.case.db_set("plan", ILLNESS)
		frappe.get_doc("Risk Alert", self.alert.name).add_comment("Comment", ILLNESS)
		self.run_all()
		self.assertNotIn(NAME, self.stored_text(*BUSINESS))
		self.assertNotIn("尿毒症", self.stored_text(*BUSINESS))
		alert = frappe.get_doc("Risk Alert", self.alert.name)
		self.assertEqual((alert.head_name, alert.risk, alert.level), (ANONYMISED, "R1", "Yellow"))
		self.assertEqual(alert.ended_on, getdate(LONG_AGO))
		visit = frappe.get_doc("Household Visit", self.visit.name)
		self.assertEqual((visit.latitude, visit.longitude, visit.region), (0, 0, VILLAGE))
		self.assertEqual(frappe.db.get_value("Assistance Measure", self.measure.name, "amount"), 3000)
		about = {"reference_doctype": "Risk Alert", "reference_name": self.alert.name}
		self.assertEqual(frappe.db.count("Comment", about), 0)

	def test_photos_are_deleted(self):
		self.end()
		photo = frappe.get_doc(
			doctype="File",
			file_name="retention-test.txt",
			content="x",
			is_private=1,
			attached_to_doctype="Risk Check",
			attached_to_name=frappe.db.get_value("Risk Check", {"household": self.household.name}),
		).insert()
		self.run_all()
		self.assertFalse(frappe.db.exists("File", photo.name))

	def test_the_register_of_a_registered_household_stays(self):
		self.end()
		self.run_all()
		household = frappe.get_doc("Household", self.household.name)
		self.assertEqual((household.head_name, household.phone), (NAME, "13800131234"))
		self.assertTrue(household.members[0].id_number)

	def test_a_household_that_left_does_not_identify_its_members(self):
		self.end()
		make_authorization(self.household.name, signed_by=NAME)
		self.leave()
		number, born = self.household.members[0].id_number, self.household.members[0].birth_date
		self.run_all()
		row = frappe.get_all("Household Member", {"parent": self.household.name}, ["*"])[0]
		text = str(row) + self.stored_text("Data Authorization", "Reveal Log")
		text += str(frappe.db.get_value("Household", self.household.name, "*"))
		for secret in (NAME, number, "13800131234", "138****1234"):
			self.assertNotIn(secret, text)
		self.assertEqual((row.birth_date.year, row.birth_date.month), (born.year, 1))
		self.assertEqual(
			frappe.db.get_value("Household", self.household.name, ("people", "region")), (1, VILLAGE)
		)

	def test_a_second_run_finds_nothing(self):
		self.end()
		self.leave()
		self.assertTrue(self.run_all())
		self.assertEqual(self.due(), set())

	def test_other_households_stay_as_they_are(self):
		other = make_household(VILLAGE, members=[member(member_name="林旁人")])
		alert = make_alert(other.name)
		self.end()
		self.run_all()
		self.assertEqual(frappe.db.get_value("Risk Alert", alert.name, "head_name"), "林旁人")


class TestTheDryRun(RetentionTestCase):
	def rows(self, user: str) -> list[dict]:
		frappe.set_user(user)
		return [row for row in query_report.run(REPORT)["result"] if row["household"] == self.household.name]

	def test_lists_exactly_what_the_run_empties_and_writes_nothing(self):
		self.end()
		listed = self.rows(make_officer("Monitoring Administrator", CITY))
		self.assertIn(ILLNESS, self.stored_text("Risk Alert"))
		frappe.set_user("Administrator")
		due = [
			(row.doctype, row.name)
			for row in retention.due_documents()
			if row.household == self.household.name
		]
		self.assertEqual(sorted((row["doctype"], row["name"]) for row in listed), sorted(due))

	def test_is_for_administrators_of_the_region(self):
		self.end()
		self.assertEqual(self.rows(make_officer("Monitoring Administrator", "459900000000")), [])
		self.assertRaises(frappe.PermissionError, self.rows, self.offices.district)


class TestTheMonthlyRun(RetentionTestCase):
	def test_does_nothing_until_an_administrator_enabled_it(self):
		self.end()
		retention.run_monthly()
		self.assertIn(ILLNESS, self.stored_text("Risk Alert"))
		self.assertEqual(frappe.db.count("Retention Run"), 0)

	def test_the_log_counts_and_stays(self):
		self.end()
		log = retention.start_log()
		for doctype, number in retention.anonymise(retention.due_documents()):
			retention.add_to_count(log, doctype, number)
		counted = {row.about: row.documents for row in frappe.get_doc("Retention Run", log.name).counts}
		self.assertEqual(counted["Monitoring Case"], 1)
		self.assertRaises(frappe.PermissionError, frappe.get_doc("Retention Run", log.name).save)

	def test_nothing_is_kept_for_less_than_a_year(self):
		settings = frappe.get_doc("Data Retention").update({"closed_after_years": 0})
		self.assertRaises(frappe.ValidationError, settings.save)
