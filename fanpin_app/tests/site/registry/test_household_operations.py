import frappe
from frappe.utils import add_days, getdate, today

from fanpin_app.assistance.cases import open_case, open_case_of
from fanpin_app.registry import api
from fanpin_app.registry.operations import head, members, merge, move, split
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	OTHER_VILLAGE,
	VILLAGE,
	VILLAGE_OF_OTHER_TOWN,
	make_alert,
	make_household,
	make_income,
	make_measure,
	make_record,
	make_region,
	make_visit,
)
from fanpin_app.tests.support.families import REASON, change, family, people, row, split_off, value
from fanpin_app.tests.support.procedure import OfficesTestCase, as_user


class TestSplit(TestCase):
	def setUp(self) -> None:
		super().setUp()
		self.household = family(household_kind="Formerly Poor")

	def test_members_who_leave_form_a_household_of_the_same_village_and_kind(self):
		created = split_off(self.household, "林子", "黄媳").other_household
		self.assertEqual(people(created), {"林子": "Household Head", "黄媳": "Other"})
		self.assertEqual(people(self.household.name), {"林老": "Household Head", "陈老": "Spouse"})
		new = frappe.get_doc("Household", created)
		self.assertEqual((new.region, new.household_kind, new.people), (VILLAGE, "Formerly Poor", 2))
		self.assertEqual(value("Household", self.household.name, "people"), 2)

	def test_the_change_records_the_members_before_and_after(self):
		record = split_off(self.household, "林子", "黄媳")
		moved = {
			one.member_name: (one.household_before, one.household_after)
			for one in record.members
			if one.household_before != one.household_after
		}
		pair = (self.household.name, record.other_household)
		self.assertEqual(moved, {"林子": pair, "黄媳": pair})
		self.assertEqual(record.officer, "Administrator")

	def test_where_the_head_leaves_the_next_one_must_be_given(self):
		with self.assertRaisesRegex(frappe.ValidationError, self.household.name):
			split_off(self.household, "林老")
		created = split_off(self.household, "林老", next_head=row(self.household, "林子"))
		self.assertEqual(people(created.other_household), {"林老": "Household Head"})
		self.assertEqual(
			people(self.household.name), {"林子": "Household Head", "陈老": "Mother", "黄媳": "Other"}
		)

	def test_not_everybody_can_leave(self):
		names = ("林老", "陈老", "林子", "黄媳")
		self.assertRaises(frappe.ValidationError, split_off, self.household, *names)

	def test_agencies_records_follow_members_who_leave(self):
		son = row(self.household, "林子")
		make_record(self.household, "self_paid", 9000, "2026-10-01", member=son)
		make_record(self.household, "self_paid", 100, "2026-10-01")
		created = split_off(self.household, "林子").other_household
		self.assertEqual(frappe.get_all("Indicator Record", {"household": created}, pluck="member"), [son])
		self.assertEqual(frappe.db.count("Indicator Record", {"household": self.household.name}), 1)

	def test_alert_case_and_measure_stay_and_the_new_household_stays_monitored(self):
		alert = make_alert(self.household.name)
		case = open_case(self.household.name, kind="Marginal", opened_on="2026-01-05", source="Imported")
		measure = make_measure(case.name)
		created = split_off(self.household, "林子", on=add_days(today(), -1)).other_household
		for doctype, name in (
			("Risk Alert", alert.name),
			("Monitoring Case", case.name),
			("Assistance Measure", measure.name),
		):
			self.assertEqual(value(doctype, name, "household"), self.household.name)
		own = frappe.get_doc("Monitoring Case", open_case_of(created))
		self.assertEqual((own.source, own.previous_case), ("Household Split", case.name))
		self.assertEqual(own.opened_on, getdate(add_days(today(), -1)))
		self.assertEqual([one.risk for one in own.risks], [alert.risk])
		self.assertEqual(value("Household", created, "monitored"), 1)

	def test_a_number_that_is_taken_is_refused(self):
		other = make_household()
		with self.assertRaisesRegex(frappe.ValidationError, other.name):
			split_off(self.household, "林子", household_no=other.name)


class TestMove(TestCase):
	def setUp(self) -> None:
		super().setUp()
		make_region(VILLAGE_OF_OTHER_TOWN)
		self.household = family(address="旧地址")

	def move(self, region: str = VILLAGE_OF_OTHER_TOWN, **fields):
		return change(move.move(self.household.name, region, today(), "易地搬迁", **fields))

	def test_the_household_is_in_the_new_village_and_the_change_names_the_old_one(self):
		record = self.move(address="新地址")
		doc = frappe.get_doc("Household", self.household.name)
		self.assertEqual((doc.region, doc.address), (VILLAGE_OF_OTHER_TOWN, "新地址"))
		self.assertEqual((record.from_region, record.to_region), (VILLAGE, VILLAGE_OF_OTHER_TOWN))

	def test_all_linked_documents_follow(self):
		name = self.household.name
		make_record(self.household, "self_paid", 9000, "2026-10-01")
		make_income(name)
		make_visit(name)
		make_alert(name)
		case = open_case(name, kind="Marginal", opened_on="2026-01-05", source="Imported")
		make_measure(case.name)
		split_off(self.household, "林子")
		self.move()
		left = {
			doctype: frappe.db.count(doctype, {"household": name, "region": ("!=", VILLAGE_OF_OTHER_TOWN)})
			for doctype in (
				"Income Statement",
				"Household Visit",
				"Indicator Record",
				"Risk Alert",
				"Monitoring Case",
				"Assistance Measure",
				"Registry Change",
			)
		}
		self.assertEqual(set(left.values()), {0}, left)
		self.assertTrue(all(frappe.db.count(doctype, {"household": name}) for doctype in left))

	def test_a_town_is_no_region_of_a_household(self):
		self.assertRaises(frappe.ValidationError, self.move, "449913102000")

	def test_a_move_to_the_same_region_is_refused(self):
		self.assertRaises(frappe.ValidationError, self.move, VILLAGE)


class TestMembers(TestCase):
	def setUp(self) -> None:
		super().setUp()
		self.household = family()

	def test_another_head_is_chosen_and_the_relations_follow(self):
		alert = make_alert(self.household.name)
		head.change_head(self.household.name, row(self.household, "陈老"), today(), "户主外出")
		self.assertEqual(
			people(self.household.name),
			{"陈老": "Household Head", "林老": "Spouse", "林子": "Son", "黄媳": "Daughter-in-law"},
		)
		self.assertEqual(value("Household", self.household.name, "head_name"), "陈老")
		self.assertEqual(value("Risk Alert", alert.name, "head_name"), "陈老")

	def test_of_two_heads_one_is_chosen(self):
		chosen = row(self.household, "林老")
		self.assertRaises(
			frappe.ValidationError, head.change_head, self.household.name, chosen, today(), "重复"
		)
		second = row(self.household, "陈老")
		frappe.db.set_value("Household Member", second, "relation", "Household Head")
		head.change_head(self.household.name, chosen, today(), "户主重复登记")
		self.assertEqual(people(self.household.name)["林老"], "Household Head")
		self.assertEqual(people(self.household.name)["陈老"], "Other")

	def test_a_deceased_member_stays_in_the_table_and_no_longer_counts(self):
		members.record_death(self.household.name, row(self.household, "陈老"), today(), "病故")
		self.assertEqual(value("Household Member", row(self.household, "陈老"), "status"), "Deceased")
		self.assertEqual(value("Household", self.household.name, "people"), 3)

	def test_the_death_of_the_head_requires_the_next(self):
		leaving = row(self.household, "林老")
		with self.assertRaises(frappe.ValidationError):
			members.record_death(self.household.name, leaving, today(), "病故")
		members.record_death(
			self.household.name, leaving, today(), "病故", next_head=row(self.household, "陈老")
		)
		self.assertEqual(value("Household", self.household.name, "head_name"), "陈老")

	def test_a_member_who_moved_out_no_longer_counts(self):
		record = change(
			members.record_moving_out(self.household.name, row(self.household, "林子"), today(), "外迁")
		)
		self.assertEqual(
			(record.kind, value("Household", self.household.name, "people")), ("Member Moved Out", 3)
		)

	def test_a_child_is_born(self):
		record = change(
			members.add_member(
				self.household.name,
				{"member_name": "林孙", "relation": "Grandson"},
				today(),
				"出生",
				born=True,
			)
		)
		self.assertEqual(record.kind, "Member Born")
		new = [one for one in record.members if not one.household_before]
		self.assertEqual([one.household_after for one in new], [self.household.name])
		self.assertEqual(value("Household", self.household.name, "people"), 5)

	def test_a_new_head_of_a_household_without_living_members_is_its_only_head(self):
		household = frappe.get_doc("Household", self.household.name)
		*others, last = [each.name for each in household.members]
		for name in others:
			members.record_death(household.name, name, today(), "病故", next_head=last)
		members.record_death(household.name, last, today(), "病故")
		members.add_member(
			household.name, {"member_name": "新人", "relation": "Household Head"}, today(), "迁入"
		)
		heads = frappe.get_all(
			"Household Member", {"parent": household.name, "relation": "Household Head"}, pluck="member_name"
		)
		self.assertEqual(heads, ["新人"])

	def test_a_new_members_values_are_limited_to_those_of_the_paper_form(self):
		payload = {"member_name": "林孙", "relation": "Grandson", "parent": "other", "status": "Deceased"}
		members.add_member(self.household.name, payload, today(), "出生")
		self.assertIn("林孙", people(self.household.name))


class TestHistory(TestCase):
	def setUp(self) -> None:
		super().setUp()
		self.household = family()
		self.record = split_off(self.household, "林子", on=add_days(today(), -3))

	def test_a_change_is_neither_edited_nor_deleted(self):
		self.record.reason = "另一个"
		self.assertRaises(frappe.PermissionError, self.record.save)
		self.assertRaises(frappe.PermissionError, frappe.delete_doc, "Registry Change", self.record.name)

	def test_changes_follow_each_other(self):
		for day in (add_days(today(), -4), add_days(today(), 1)):
			with self.assertRaises(frappe.ValidationError):
				head.change_head(self.household.name, row(self.household, "陈老"), day, "换户主")

	def test_a_reason_is_required(self):
		with self.assertRaises(frappe.ValidationError):
			head.change_head(self.household.name, row(self.household, "陈老"), today(), "  ")


class TestWhoMay(OfficesTestCase):
	def setUp(self) -> None:
		super().setUp()
		make_region(VILLAGE_OF_OTHER_TOWN)
		self.household = family()
		self.neighbour = family(OTHER_VILLAGE)
		self.far = family(VILLAGE_OF_OTHER_TOWN)

	def operations(self, household) -> dict:
		"""Every operation on the household, as functions without arguments."""
		name, second, day = household.name, row(household, "陈老"), today()
		return {
			"split": lambda: split.split(name, [row(household, "林子")], row(household, "林子"), day, REASON),
			"merge": lambda: merge.merge(name, self.neighbour.name, day, REASON),
			"be merged": lambda: merge.merge(self.household.name, name, day, REASON),
			"move": lambda: move.move(name, OTHER_VILLAGE, day, REASON),
			"head": lambda: head.change_head(name, second, day, REASON),
			"death": lambda: members.record_death(name, second, day, REASON),
			"leave": lambda: members.record_moving_out(name, second, day, REASON),
			"join": lambda: members.add_member(name, {"member_name": "新", "relation": "Other"}, day, REASON),
		}

	def refused(self, user: str, household) -> set[str]:
		"""The operations on the household that the user is refused."""
		refused = set()
		for label, operation in self.operations(household).items():
			frappe.db.savepoint("operation")
			with as_user(user):
				try:
					operation()
				except frappe.PermissionError:
					refused.add(label)
				except frappe.ValidationError:
					pass
			frappe.db.rollback(save_point="operation")
		return refused

	def test_the_town_may_do_all_operations(self):
		self.assertEqual(self.refused(self.offices.town, self.household), set())

	def test_the_village_records_what_happens_within_its_households(self):
		self.assertEqual(self.refused(self.offices.village, self.household), {"split", "merge", "move"})

	def test_nobody_may_do_anything_outside(self):
		everything = set(self.operations(self.far))
		self.assertEqual(self.refused(self.offices.town, self.far), everything)
		self.assertEqual(self.refused(self.offices.stranger, self.far), everything)

	def test_a_move_out_of_the_own_regions_is_refused_naming_who_may_do_it(self):
		with as_user(self.offices.town):
			with self.assertRaisesRegex(frappe.PermissionError, "区域449913000000"):
				move.move(self.household.name, VILLAGE_OF_OTHER_TOWN, today(), "搬迁")
		with as_user(self.offices.district):
			move.move(self.household.name, VILLAGE_OF_OTHER_TOWN, today(), "搬迁")
		self.assertEqual(value("Household", self.household.name, "region"), VILLAGE_OF_OTHER_TOWN)

	def test_the_operations_accept_only_post(self):
		for function in (
			api.split_household,
			api.merge_households,
			api.move_household,
			api.change_household_head,
			api.record_member_death,
			api.record_member_moving_out,
			api.add_member,
		):
			self.assertEqual(frappe.allowed_http_methods_for_whitelisted_func[function], ["POST"])
