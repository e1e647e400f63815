"""Which conditions of a rule are in one group, and which are bound to one member or document."""

from types import SimpleNamespace
from unittest import TestCase

from fanpin_app.early_warning.rules.outline import (
	Bond,
	DocumentBond,
	MemberBond,
	SingleCondition,
	outline_of,
)
from fanpin_app.early_warning.rules.related_sources import RelatedSource

VISIT = RelatedSource("Visit", "Household Visit", rows=lambda context: None, fields={})
GRANT = RelatedSource("Grant", "Household Grant", rows=lambda context: None, fields={})
SOURCES = {source.name: source for source in (VISIT, GRANT)}


def condition(source: str = "Household", **values) -> SimpleNamespace:
	return SimpleNamespace(**{"group": 1, "source": source, "aggregation": "Any", "same_member": 0} | values)


def outline(*conditions: SimpleNamespace, **options) -> list[list[Bond]]:
	return outline_of(conditions, SOURCES, **options)


class TestGroups(TestCase):
	def test_groups_are_in_the_order_of_their_numbers(self):
		second, first, also_second = condition(group=7), condition(group=2), condition(group=7)
		self.assertEqual(
			outline(second, first, also_second),
			[[SingleCondition(first)], [SingleCondition(second), SingleCondition(also_second)]],
		)

	def test_conditions_without_a_number_are_a_group_of_their_own_in_front(self):
		numbered, zero, missing = condition(group=1), condition(group=0), condition(group=None)
		self.assertEqual(
			outline(numbered, zero, missing),
			[[SingleCondition(zero), SingleCondition(missing)], [SingleCondition(numbered)]],
		)

	def test_conditions_without_a_number_may_be_in_another_group(self):
		numbered, zero, missing = condition(group=1), condition(group=0), condition(group=None)
		self.assertEqual(
			outline(numbered, zero, missing, blank_group=1),
			[[SingleCondition(numbered), SingleCondition(zero), SingleCondition(missing)]],
		)

	def test_no_conditions_are_no_groups(self):
		self.assertEqual(outline(), [])


class TestBonds(TestCase):
	def test_conditions_of_the_same_member_are_bound_whatever_their_sources(self):
		age, debt = condition("Member", same_member=1), condition("Indicator", same_member=1)
		other = condition("Member")
		self.assertEqual(outline(age, other, debt), [[MemberBond((age, debt)), SingleCondition(other)]])

	def test_a_single_condition_of_the_same_member_is_bound_to_a_member(self):
		age = condition("Member", same_member=1)
		self.assertEqual(outline(age), [[MemberBond((age,))]])

	def test_conditions_of_a_related_source_with_one_aggregation_are_bound_to_one_document(self):
		day, result = condition("Visit"), condition("Visit")
		amount = condition("Grant")
		self.assertEqual(
			outline(day, amount, result),
			[[DocumentBond(VISIT, (day, result)), DocumentBond(GRANT, (amount,))]],
		)

	def test_conditions_of_a_related_source_with_other_aggregations_are_bound_to_other_documents(self):
		some, none = condition("Visit"), condition("Visit", aggregation="None")
		blank = condition("Visit", aggregation=None)
		self.assertEqual(
			outline(some, none, blank),
			[[DocumentBond(VISIT, (some,)), DocumentBond(VISIT, (none,)), DocumentBond(VISIT, (blank,))]],
		)

	def test_equal_conditions_of_other_sources_are_not_bound(self):
		first, second = condition("Indicator", idx=1), condition("Indicator", idx=1)
		self.assertEqual(outline(first, second), [[SingleCondition(first), SingleCondition(second)]])

	def test_conditions_of_different_groups_are_not_bound(self):
		first, second = condition("Member", same_member=1), condition("Member", same_member=1, group=2)
		self.assertEqual(outline(first, second), [[MemberBond((first,))], [MemberBond((second,))]])

	def test_each_bond_has_its_conditions(self):
		bonds = outline(condition(), condition("Visit"), condition("Member", same_member=1))[0]
		self.assertEqual([len(bond.conditions) for bond in bonds], [1, 1, 1])
