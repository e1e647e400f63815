import frappe
from frappe.utils import add_days, today

from fanpin_app.discovery.loading.pipeline import load_file
from fanpin_app.registry.operations import merge
from fanpin_app.tests.site.discovery.test_register_file import HEADERS, row
from fanpin_app.tests.site.registry.test_register_as_of import people
from fanpin_app.tests.support.agency_files import make_folder, write_workbook
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	OTHER_VILLAGE,
	TOWN,
	VILLAGE,
	make_household,
	make_id_number,
	member,
)


class RegisterFileTestCase(TestCase):
	def setUp(self) -> None:
		super().setUp()
		self.folder = make_folder(self)
		self.numbers = [make_id_number() for _ in range(3)]
		self.kept = make_household(VILLAGE, members=[member(id_number=self.numbers[0])])
		self.given_up = make_household(OTHER_VILLAGE, members=[member(id_number=self.numbers[1])])

	def load(self, *rows, name: str = "农户信息.xlsx"):
		return load_file(write_workbook(self.folder / name, HEADERS, rows))

	def registered(self, number: str) -> list[tuple]:
		fields = ("parent", "relation", "status", "member_name")
		return [
			tuple(one.values()) for one in frappe.get_all("Household Member", {"id_number": number}, fields)
		]


class TestAFileThatNamesAMergedHousehold(RegisterFileTestCase):
	def setUp(self) -> None:
		super().setUp()
		merge.merge(self.kept.name, self.given_up.name, today(), "合户", relation="Son")

	def test_its_people_stay_in_the_household_they_were_merged_into(self):
		batch = self.load(row(self.given_up.name, "林改名", self.numbers[1], region=OTHER_VILLAGE))
		self.assertEqual(batch.rows_accepted, 1)
		self.assertEqual(self.registered(self.numbers[1]), [(self.kept.name, "Son", "Living", "林改名")])
		ended = frappe.get_doc("Household", self.given_up.name)
		self.assertEqual((ended.status, ended.people), ("Ended", 0))
		kept = frappe.get_doc("Household", self.kept.name)
		self.assertEqual((kept.region, kept.people, kept.head_name), (VILLAGE, 2, self.kept.head_name))

	def test_a_new_person_under_the_old_number_is_a_member_of_that_household(self):
		self.load(row(self.given_up.name, "林新", self.numbers[2], region=OTHER_VILLAGE))
		self.assertEqual(self.registered(self.numbers[2]), [(self.kept.name, "Other", "Living", "林新")])

	def test_a_person_who_was_in_both_is_not_duplicated(self):
		number = make_id_number()
		ours = make_household(VILLAGE, members=[member(), member(relation="Son", id_number=number)])
		theirs = make_household(OTHER_VILLAGE, members=[member(), member(relation="Son", id_number=number)])
		merge.merge(ours.name, theirs.name, today(), "重复登记")
		self.load(row(theirs.name, "林双", number, "之子", region=OTHER_VILLAGE))
		living = [one for one in self.registered(number) if one[2] == "Living"]
		self.assertEqual(living, [(ours.name, "Son", "Living", "林双")])


class TestAFileThatChangesPeople(RegisterFileTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.moving = self.given_up.members[0].member_name

	def history(self, household) -> list[str]:
		return frappe.get_all("Registry Change", {"household": household.name}, pluck="kind")

	def test_changes_of_a_registered_household_are_in_its_history(self):
		yesterday = add_days(today(), -1)
		before = people(yesterday)
		self.load(
			row(self.kept.name, "林试", self.numbers[0], region=OTHER_VILLAGE),
			row(self.kept.name, self.moving, self.numbers[1], "之子", region=OTHER_VILLAGE),
			row(self.kept.name, "林新", self.numbers[2], "之子", region=OTHER_VILLAGE),
		)
		self.assertEqual(people(yesterday), before)
		self.assertEqual(frappe.db.get_value("Household", self.kept.name, "people"), 3)
		self.assertEqual(self.history(self.kept), ["Correction"])
		self.assertEqual(self.history(self.given_up), ["Correction"])

	def test_a_registered_person_under_another_name_is_not_moved_to_another_household(self):
		batch = self.load(row(self.kept.name, "某人", self.numbers[1], "之子"))
		self.assertEqual([(each.reason, each.rows) for each in batch.refusals], [("other_person", 1)])
		self.assertEqual(self.registered(self.numbers[1])[0][0], self.given_up.name)

	def test_spaces_dots_and_characters_that_no_font_has_make_no_other_name(self):
		for name in (f" {self.moving[0]} {self.moving[1:]}", f"{self.moving[0]}？{self.moving[2:]}"):
			with self.subTest(name):
				batch = self.load(
					row(self.kept.name, name, self.numbers[1], "之子"), name=f"{len(name)}.xlsx"
				)
				self.assertEqual(batch.rows_refused, 0)

	def test_a_person_on_two_rows_of_a_file_is_refused_the_second_time(self):
		batch = self.load(
			row("T-A", "林甲", self.numbers[2]),
			row("T-B", "林甲", self.numbers[2]),
		)
		self.assertEqual([(each.reason, each.rows) for each in batch.refusals], [("repeated_key", 1)])
		self.assertEqual(self.registered(self.numbers[2])[0][0], "T-A")

	def test_an_empty_status_makes_no_deceased_person_alive(self):
		frappe.db.set_value("Household Member", self.kept.members[0].name, "status", "Deceased")
		self.load(row(self.kept.name, self.kept.members[0].member_name, self.numbers[0], 人员状态=""))
		self.assertEqual(self.registered(self.numbers[0])[0][2], "Deceased")

	def test_words_instead_of_a_number_merge_no_families(self):
		batch = self.load(row("新增", "林甲", self.numbers[2]), row("无", "林乙", make_id_number()))
		self.assertEqual([(each.reason, each.rows) for each in batch.refusals], [("stand_in", 2)])

	def test_the_code_of_a_town_is_refused_as_a_village(self):
		batch = self.load(row("T-T", "林甲", self.numbers[2], region=TOWN))
		self.assertEqual([(each.reason, each.rows) for each in batch.refusals], [("wrong_level", 1)])

	def test_a_new_household_has_no_history(self):
		self.load(row("T-NEW", "林新", self.numbers[2]))
		self.assertEqual(frappe.db.count("Registry Change", {"household": "T-NEW"}), 0)

	def test_changes_of_other_cells_are_not_in_the_history(self):
		self.load(row(self.kept.name, "林试", self.numbers[0], 务工状态="未务工", 联系电话="13800001234"))
		self.assertEqual(self.history(self.kept), [])
