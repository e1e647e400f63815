"""Who holds an ID number after any changes of the households whose members have it."""

from collections.abc import Callable
from random import Random

import frappe
from frappe.utils import today

from fanpin_app.registry.operations import members, move, split, status
from fanpin_app.tests.site.discovery.test_number_holders import LONG_AGO, REASON, holder, undone
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import OTHER_VILLAGE, VILLAGE, make_household, make_id_number, member


class TestAnySequenceOfChanges(TestCase):
	"""Random changes of several households, compared with a list of who has had the number for how long."""

	SEQUENCES, CHANGES, HOUSEHOLDS = 12, 14, 4

	def test_the_number_belongs_to_whoever_has_had_it_longest_without_a_break(self):
		for seed in range(self.SEQUENCES):
			with self.subTest(seed=seed), undone():
				self.run_sequence(Random(seed))

	def run_sequence(self, random: Random) -> None:
		self.number = make_id_number()
		rows = []
		for place in range(self.HOUSEHOLDS):
			region = (VILLAGE, OTHER_VILLAGE)[place % 2]
			household = make_household(
				region,
				members=[member(), member(relation="Son", id_number=None), member(relation="Daughter")],
			)
			rows.append(household.members[1].name)
		having: list[str] = []
		for _change in range(self.CHANGES):
			row = random.choice(rows)
			random.choice(self.possible_changes(row))(row)
			current = {row for row in rows if self.has_number(row)}
			having = [row for row in having if row in current] + sorted(current - {*having})
			if having:
				self.assertEqual(holder(self.number), having[0])

	def possible_changes(self, row: str) -> list[Callable]:
		household, state, number = frappe.db.get_value(
			"Household Member", row, ["parent", "status", "id_number"]
		)
		if frappe.db.get_value("Household", household, "status") != "Active":
			return [self.come_back]
		if state != "Living":
			return [self.revive]
		changes = [self.die, self.move_out, self.leave, self.move, self.rename]
		if frappe.db.get_value("Household Member", row, "relation") == "Household Head":
			changes = [self.leave, self.move, self.rename]
		else:
			changes.append(self.split)
		if number == self.number:
			return [*changes, self.write_other_number]
		return [*([self.write_number] * 5), *changes]

	def has_number(self, row: str) -> bool:
		household, state, number = frappe.db.get_value(
			"Household Member", row, ["parent", "status", "id_number"]
		)
		is_active = frappe.db.get_value("Household", household, "status") == "Active"
		return is_active and state == "Living" and number == self.number

	def household(self, row: str):
		return frappe.get_doc("Household", frappe.db.get_value("Household Member", row, "parent"))

	def save(self, row: str, **values) -> None:
		doc = self.household(row)
		next(each for each in doc.members if each.name == row).update(values)
		doc.save()

	def write_number(self, row: str) -> None:
		self.save(row, id_number=self.number, id_number_since=LONG_AGO)

	def write_other_number(self, row: str) -> None:
		self.save(row, id_number=make_id_number())

	def rename(self, row: str) -> None:
		self.save(row, member_name="林改", id_number_since=LONG_AGO)

	def die(self, row: str) -> None:
		members.record_death(self.household(row).name, row, today(), REASON)

	def move_out(self, row: str) -> None:
		members.record_moving_out(self.household(row).name, row, today(), REASON)

	def revive(self, row: str) -> None:
		status.correct(self.household(row).name, "Living", REASON, member=row)

	def leave(self, row: str) -> None:
		status.leave(self.household(row).name, "Moved Out", today(), REASON)

	def come_back(self, row: str) -> None:
		status.correct(self.household(row).name, "Active", REASON)

	def move(self, row: str) -> None:
		household = self.household(row)
		other = OTHER_VILLAGE if household.region == VILLAGE else VILLAGE
		move.move(household.name, other, today(), REASON)

	def split(self, row: str) -> None:
		split.split(self.household(row).name, [row], row, today(), REASON)
