import frappe
from frappe.utils import today
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fanpin_app.registry.households import as_of
from fanpin_app.registry.operations import head, members, merge, move, split
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import OTHER_VILLAGE, VILLAGE
from fanpin_app.tests.support.families import family

OPERATIONS = ("split", "merge", "move", "head", "death", "leave", "join")
STEPS = st.lists(
	st.tuples(st.sampled_from(OPERATIONS), st.integers(0, 99), st.integers(0, 99)), min_size=3, max_size=8
)


class TestMembersAreNeverLostOrDoubled(TestCase):
	@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
	@given(STEPS)
	def test_whatever_happens_in_whatever_order(self, steps: list[tuple[str, int, int]]):
		frappe.db.savepoint("example")
		try:
			self.households = [family(VILLAGE).name, family(OTHER_VILLAGE).name]
			self.expected = set(self.rows())
			for operation, first, second in steps:
				self.run_operation(operation, first, second)
				self.check_members()
		finally:
			frappe.db.rollback(save_point="example")

	def rows(self) -> list[str]:
		return frappe.get_all("Household Member", {"parent": ("in", self.households)}, pluck="name")

	def check_members(self) -> None:
		rows = self.rows()
		self.assertEqual(sorted(rows), sorted(self.expected))
		for name in self.households:
			doc = frappe.get_doc("Household", name)
			living = [row for row in doc.members if row.status == "Living"]
			self.assertEqual(doc.people, len(living))
			heads = [row for row in doc.members if row.relation == "Household Head"]
			self.assertEqual(len(heads), 1 if living else len(heads))
			self.assertTrue(doc.status == "Active" or not doc.members)
		found = [row.member for row in as_of.members("449913", today()) if row.household in self.households]
		self.assertEqual(sorted(found), sorted(rows))

	def run_operation(self, operation: str, first: int, second: int) -> None:
		"""Run the operation on households and members selected by the numbers; a refused one must change nothing."""
		frappe.db.savepoint("operation")
		active = frappe.get_all(
			"Household", {"name": ("in", self.households), "status": "Active"}, pluck="name", order_by="name"
		)
		name = active[first % len(active)]
		living = [row for row in frappe.get_doc("Household", name).members if row.status == "Living"]
		try:
			getattr(self, f"do_{operation}")(name, living, first, second, active)
		except frappe.ValidationError:
			frappe.db.rollback(save_point="operation")

	def do_split(self, name, living, first, second, active) -> None:
		leaving = [row for index, row in enumerate(living) if (second >> index) & 1]
		staying = [row.name for row in living if row not in leaving]
		if not leaving:
			return
		change = split.split(
			name,
			[row.name for row in leaving],
			leaving[first % len(leaving)].name,
			today(),
			"分户",
			next_head=staying[0] if staying else None,
		)
		self.households.append(frappe.db.get_value("Registry Change", change, "other_household"))

	def do_merge(self, name, living, first, second, active) -> None:
		merge.merge(
			name, active[second % len(active)], today(), "并户", relation=("Son", "Father")[first % 2]
		)

	def do_move(self, name, living, first, second, active) -> None:
		move.move(name, (VILLAGE, OTHER_VILLAGE)[second % 2], today(), "迁居")

	def do_head(self, name, living, first, second, active) -> None:
		if living:
			head.change_head(name, living[second % len(living)].name, today(), "换户主")

	def do_death(self, name, living, first, second, active) -> None:
		self.leave(members.record_death, name, living, second)

	def do_leave(self, name, living, first, second, active) -> None:
		self.leave(members.record_moving_out, name, living, second)

	def leave(self, record, name, living, second) -> None:
		if living:
			leaving = living[second % len(living)]
			others = [row.name for row in living if row is not leaving]
			record(name, leaving.name, today(), "减少", next_head=others[0] if others else None)

	def do_join(self, name, living, first, second, active) -> None:
		before = set(self.rows())
		payload = {"member_name": "新人", "relation": "Other" if living else "Household Head"}
		members.add_member(name, payload, today(), "增加")
		self.expected |= set(self.rows()) - before
