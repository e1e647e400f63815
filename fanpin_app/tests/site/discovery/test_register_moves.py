"""A typing error in a register file moves nobody, merges no families and removes no household's head."""

from datetime import date

import frappe

from fanpin_app.discovery.loading.pipeline import load
from fanpin_app.discovery.readers.cells import code
from fanpin_app.discovery.targets import moves
from fanpin_app.tests.site.discovery.test_register_file import row
from fanpin_app.tests.site.discovery.test_register_file_and_history import RegisterFileTestCase
from fanpin_app.tests.support.builders import VILLAGE, make_household, make_id_number, member


class TestMoves(RegisterFileTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.head, self.son = make_id_number(), make_id_number()
		self.home = make_household(
			VILLAGE,
			members=[
				member(member_name="林父", id_number=self.head),
				member(member_name="林子", relation="Son", id_number=self.son),
			],
		)

	def refusals(self, *rows) -> dict[str, int]:
		# A number in a name may be a month.
		letters = "".join(filter(str.isalpha, frappe.generate_hash(length=30)))
		batch = self.load(*rows, name=f"{letters}.xlsx")
		return {each.reason: each.rows for each in batch.refusals}

	def home_of(self, id_number: str) -> tuple[str, str]:
		return self.registered(id_number)[0][:2]

	def test_a_mistyped_number_moves_nobody_out_of_a_registered_household(self):
		known = self.home.name
		for number in (known.replace("0", "O", 1), known[:-1], f"{known}1", "１２３４５６７", "H-1"):
			with self.subTest(number):
				rows = [row(number, "林父", self.head), row(number, "林新", make_id_number(), "配偶")]
				self.assertEqual(self.refusals(*rows), {"other_household": 2})
				self.assertEqual(self.home_of(self.head), (known, "Household Head"))
				self.assertFalse(frappe.db.exists("Household", code(number)))

	def test_words_and_damaged_numbers_make_no_household(self):
		for number in (
			"待补",
			"无号",
			"新增户",
			"#VALUE",
			"-1",
			"新增1",
			"12.5",
			True,
			date(2026, 10, 3),
			12.5,
		):
			with self.subTest(number):
				rows = [row(number, "林新", make_id_number()), row(number, "陈新", make_id_number(), "之子")]
				(reason,) = self.refusals(*rows)
				self.assertIn(reason, ("stand_in", "bad_value"))

	def test_a_registered_number_that_a_program_wrote_as_a_figure_is_that_number(self):
		self.assertEqual(self.refusals(row(f"{self.home.name}.0", "林父", self.head)), {})
		self.assertEqual(self.home_of(self.head), (self.home.name, "Household Head"))

	def test_a_new_household_of_new_people_is_entered(self):
		self.assertEqual(self.refusals(row("T-N1", "林新", make_id_number())), {})

	def test_a_person_who_moved_out_gets_a_new_household_once_somebody_lets_the_file_pass(self):
		frappe.db.set_value("Household Member", {"id_number": self.son}, "status", "Moved Out")
		batch = self.load(row("T-N2", "林子", self.son))
		self.assertEqual((batch.status, batch.rows_refused), ("Held", 0))
		batch.let_pass("已返乡")
		load(batch)
		self.assertEqual(self.home_of(self.son), ("T-N2", "Household Head"))

	def test_a_masked_name_moves_nobody_and_replaces_no_name(self):
		for name in ("*", "**", "？", "不详", "123"):
			with self.subTest(name):
				self.assertEqual(self.refusals(row(self.kept.name, name, self.son, "之子")), {"stand_in": 1})
		self.assertEqual(self.refusals(row(self.home.name, "林*", self.son, "之子")), {})
		self.assertEqual(self.registered(self.son), [(self.home.name, "Son", "Living", "林子")])

	def test_a_name_that_cannot_be_read_in_the_register_is_replaced(self):
		frappe.db.set_value("Household Member", {"id_number": self.son}, "member_name", "林*")
		self.assertEqual(self.refusals(row(self.home.name, "林子", self.son, "之子")), {})
		self.assertEqual(self.registered(self.son)[0][3], "林子")

	def test_a_member_moves_to_a_registered_household_under_the_own_name(self):
		self.assertEqual(self.refusals(row(self.kept.name, "林子", self.son, "之子")), {})
		self.assertEqual(self.home_of(self.son), (self.kept.name, "Son"))

	def test_a_head_does_not_leave_if_others_stay_without_a_head(self):
		for rows in (
			[row(self.kept.name, "林父", self.head, "之父")],
			[row(self.home.name, "林父", self.head, "之父")],
			[row(self.kept.name, "林父", self.head, "之父"), row(self.home.name, "林子", self.son, "之子")],
		):
			with self.subTest(len(rows)):
				self.assertEqual(self.refusals(*rows), {"head_leaves": 1})
				self.assertEqual(self.home_of(self.head), (self.home.name, "Household Head"))

	def test_a_head_leaves_where_the_file_names_another_one(self):
		rows = [row(self.kept.name, "林父", self.head, "之父"), row(self.home.name, "林子", self.son)]
		self.assertEqual(self.refusals(*rows), {})
		self.assertEqual(self.home_of(self.head), (self.kept.name, "Father"))
		self.assertEqual(self.home_of(self.son), (self.home.name, "Household Head"))

	def test_a_person_who_lives_alone_joins_another_household(self):
		name = self.given_up.members[0].member_name
		self.assertEqual(self.refusals(row(self.kept.name, name, self.numbers[1], "之父")), {})
		self.assertEqual(self.home_of(self.numbers[1]), (self.kept.name, "Father"))

	def test_a_household_of_several_is_not_merged_with_another_by_a_number(self):
		rows = [
			row(self.kept.name, "林父", self.head, "之父"),
			row(self.kept.name, "林子", self.son, "之兄弟姐妹"),
		]
		self.assertEqual(self.refusals(*rows), {"whole_household": 2})
		self.assertEqual(self.home_of(self.son), (self.home.name, "Son"))

	def test_the_death_of_a_head_needs_no_new_one(self):
		self.assertEqual(self.refusals(row(self.home.name, "林父", self.head, 人员状态="死亡")), {})

	def test_a_file_whose_numbers_are_a_row_too_low_is_held(self):
		people = [(f"T-{n}", "林户", make_id_number()) for n in range(moves.MAX_MOVING)]
		self.assertEqual(self.load(*(row(*person) for person in people)).status, "Loaded")
		numbers = [number for number, _name, _id in people]
		shifted = [
			row(number, *person[1:]) for number, person in zip(numbers[1:] + numbers[:1], people, strict=True)
		]
		batch = self.load(*shifted, name="错位.xlsx")
		self.assertEqual(batch.status, "Held")
		self.assertIn("20", batch.held_because)
		self.assertEqual(self.home_of(people[0][2]), ("T-0", "Household Head"))
