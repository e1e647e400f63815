"""Data defects as tasks with an officer and a due date. The screening date is 2026-10-31."""

from datetime import date

import frappe

from fanpin_app.early_warning.data_defects import tasks
from fanpin_app.early_warning.rules.context import RuleContext
from fanpin_app.early_warning.screening import engine
from fanpin_app.early_warning.screening.schedule import screen_household
from fanpin_app.registry.households.relocation import relocate
from fanpin_app.registry.operations import merge
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	CITY,
	DISTRICT,
	OTHER_TOWN,
	OTHER_VILLAGE,
	TOWN,
	VILLAGE,
	VILLAGE_OF_OTHER_TOWN,
	make_household,
	make_id_number,
	make_income,
	make_officer,
	make_record,
	make_region,
	member,
)

AS_OF = date(2026, 10, 31)
GRID = f"{VILLAGE}001"


def check(prefix: str = "449913", as_of: date = AS_OF) -> dict[str, int]:
	return engine.check_data(RuleContext(prefix, as_of))


def defects(household: str, **filters):
	names = frappe.get_all(
		"Data Defect", filters={"household": household} | filters, order_by="name asc", pluck="name"
	)
	return [frappe.get_doc("Data Defect", name) for name in names]


def defect(household: str, rule: str = "D01", **filters):
	(one,) = defects(household, rule=rule, **filters)
	return one


def make_headless(region: str = VILLAGE, **fields) -> str:
	"""A household whose only data defect is a missing head."""
	household = make_household(region, members=[member(relation="Son", education="Primary School")], **fields)
	make_income(household.name)
	return household.name


def give_a_head(household: str) -> None:
	frappe.db.set_value("Household Member", {"parent": household}, "relation", "Household Head")


class TestOpeningAndClosing(TestCase):
	def setUp(self) -> None:
		super().setUp()
		self.household = make_headless()

	def test_what_is_wrong_is_a_task_with_a_text_a_day_and_its_evidence(self):
		self.assertEqual(dict(check()), {"defects": 1, "defects_new": 1, "defects_resolved": 0})
		found = defect(self.household)
		self.assertEqual(found.issue, "户主登记为0人，应当有且只有1人，请更正成员与户主关系。")
		self.assertEqual((found.status, found.rule_version), ("Open", 1))
		self.assertEqual((found.found_on, found.due_on), (AS_OF, date(2026, 11, 15)))
		self.assertEqual((found.region, found.head_name), (VILLAGE, None))
		(row,) = found.get_evidence()
		self.assertIn("relation", row["what"])
		self.assertTrue(row["origin"])

	def test_it_shows_the_head_where_there_is_one(self):
		household = make_household(members=[member(member_name="林有主")])
		check()
		self.assertEqual(defect(household.name, "D19").head_name, "林有主")

	def test_it_is_no_finding_and_no_alert(self):
		engine.run_synchronously(engine.create_run(AS_OF, VILLAGE))
		self.assertTrue(defects(self.household))
		for doctype in ("Risk Finding", "Risk Alert"):
			self.assertFalse(frappe.db.exists(doctype, {"household": self.household}))

	def test_checking_again_writes_nothing(self):
		check()
		before = defect(self.household).as_dict()
		self.assertEqual(dict(check()), {"defects": 1, "defects_new": 0, "defects_resolved": 0})
		self.assertEqual(defect(self.household).as_dict(), before)

	def test_what_is_corrected_closes_by_itself(self):
		check()
		give_a_head(self.household)
		self.assertEqual(check(as_of=date(2026, 11, 30))["defects_resolved"], 1)
		resolved = defect(self.household)
		self.assertEqual((resolved.status, resolved.resolved_on), ("Resolved", date(2026, 11, 30)))
		self.assertIsNone(resolved.closing_note)

	def test_a_defect_that_recurs_is_another_task(self):
		check()
		give_a_head(self.household)
		check()
		frappe.db.set_value("Household Member", {"parent": self.household}, "relation", "Son")
		check()
		self.assertEqual([each.status for each in defects(self.household)], ["Resolved", "Open"])

	def test_there_are_never_two_of_a_rule_and_a_household(self):
		check()
		values = {"rule": "D01", "household": self.household, "region": VILLAGE}
		key = frappe.db.get_value("Data Defect", {"household": self.household}, "open_key")
		with self.assertRaises(frappe.UniqueValidationError):
			frappe.get_doc(doctype="Data Defect", open_key=key, **values).insert()

	def test_another_figure_refreshes_it(self):
		check()
		for name in ("甲", "乙"):
			doc = frappe.get_doc("Household", self.household)
			doc.append("members", member(member_name=name, relation="Other"))
			doc.save()
		frappe.db.set_value("Household Member", {"parent": self.household}, "relation", "Household Head")
		check()
		self.assertIn("户主登记为3人", defect(self.household).issue)

	def test_disabling_a_rule_closes_its_tasks_with_a_reason(self):
		check()
		frappe.db.set_value("Risk Rule", "D01", "enabled", 0)
		check()
		closed = defect(self.household)
		self.assertEqual(closed.status, "Resolved")
		self.assertTrue(closed.closing_note)

	def test_a_household_that_left_has_no_tasks(self):
		check()
		frappe.db.set_value("Household", self.household, "status", "Moved Out")
		check()
		self.assertEqual(defect(self.household).status, "Resolved")

	def test_another_towns_defects_are_left_alone(self):
		there = make_headless(VILLAGE_OF_OTHER_TOWN)
		check()
		give_a_head(there)
		check(prefix="449913101")
		self.assertEqual(defect(there).status, "Open")

	def test_an_administrator_s_own_rule_is_a_task_with_the_days_that_the_rule_says(self):
		frappe.get_doc(
			doctype="Risk Rule",
			rule_code="OWN",
			rule_name="没有门牌",
			kind="Data Defect",
			resolve_within_days=3,
			conditions=[{"source": "Household", "field": "living_people", "operator": "=", "value": "1"}],
		).insert()
		check()
		self.assertEqual(defect(self.household, "OWN").due_on, date(2026, 11, 3))

	def test_a_rule_of_defects_is_only_about_households(self):
		with self.assertRaises(frappe.ValidationError):
			frappe.get_doc(
				doctype="Risk Rule",
				rule_code="OWN",
				rule_name="资产",
				kind="Data Defect",
				subject="Asset",
				conditions=[{"source": "Asset", "field": "idle_days", "operator": ">", "value": "1"}],
			).insert()


LEFT_BEHIND = {
	"Risk Finding": ["rule", "risk", "level", "status", "value", "threshold", "evidence", "found_on"],
	"Risk Alert": ["risk", "level", "base_level", "rules", "reason", "status", "raised_on"],
	"Data Defect": ["rule", "status", "issue", "evidence", "region", "responsible", "due_on"],
}


def state(household: str) -> dict[str, list[dict]]:
	return {
		doctype: frappe.get_all(
			doctype, filters={"household": household}, fields=fields, order_by=f"{fields[0]} asc"
		)
		for doctype, fields in LEFT_BEHIND.items()
	}


class TestTheScreening(TestCase):
	def test_data_defects_are_a_separate_step_after_all_warnings(self):
		make_headless(VILLAGE), make_headless(VILLAGE_OF_OTHER_TOWN)
		run = engine.run_synchronously(engine.create_run(AS_OF, DISTRICT))
		steps = [(part.step, part.region, part.defects_new) for part in run.parts]
		self.assertEqual(
			steps,
			[
				("Warnings", TOWN, 0),
				("Warnings", OTHER_TOWN, 0),
				("Data Quality", TOWN, 1),
				("Data Quality", OTHER_TOWN, 1),
			],
		)
		self.assertEqual((run.status, run.defects, run.defects_new), ("Finished", 2, 2))

	def test_a_batch_is_followed_by_warnings_alone(self):
		run = frappe.get_doc(doctype="Screening Run", as_of=AS_OF, batch="202610-777777")
		engine.plan_parts(run)
		self.assertEqual([part.step for part in run.parts], ["Warnings"])

	def test_screening_one_household_gives_the_result_of_screening_all(self):
		household = make_household(
			members=[member(relation="Son", medical_insurance="No", labour_capacity="No Labour Capacity")],
			drinking_water="Unsafe",
		)
		make_record(household, "medical_self_paid", 60000, "2026-10-01")
		make_record(household, "loan_overdue_days", 95, "2026-10-01")
		neighbour = make_headless()
		frappe.db.savepoint("screened")
		engine.run_synchronously(engine.create_run(AS_OF, VILLAGE))
		whole, of_neighbour = state(household.name), state(neighbour)
		frappe.db.rollback(save_point="screened")
		engine.screen_household(household.name, AS_OF)
		self.assertEqual(state(household.name), whole)
		self.assertTrue(all(whole.values()))
		self.assertTrue(any(of_neighbour.values()))
		self.assertFalse(any(state(neighbour).values()))


class TestTheButtonOnTheHousehold(TestCase):
	def test_whoever_writes_the_household_screens_it_and_no_other(self):
		household, other = make_headless(), make_headless()
		frappe.set_user(make_officer("Village Cadre", VILLAGE))
		figures = screen_household(household)
		self.assertEqual((figures["defects_new"], figures["alerts_raised"]), (1, 0))
		self.assertEqual((len(defects(household)), len(defects(other))), (1, 0))

	def test_what_was_corrected_is_closed_at_once(self):
		household = make_headless()
		check()
		give_a_head(household)
		self.assertEqual(screen_household(household)["defects_resolved"], 1)

	def test_nobody_else_screens_it(self):
		household = make_headless()
		others = [
			make_officer(duty, region)
			for duty, region in (
				("Village Cadre", OTHER_VILLAGE),
				("Town Officer", OTHER_TOWN),
				("City Officer", CITY),
			)
		]
		for user in others:
			frappe.set_user(user)
			self.assertRaises(frappe.PermissionError, screen_household, household)


class TestResponsibleOfficers(TestCase):
	def responsible(self, household: str, rule: str = "D01") -> str | None:
		check()
		return defect(household, rule).responsible

	def test_the_village_is_responsible_and_without_an_officer_there_the_town(self):
		household = make_headless()
		self.assertIsNone(self.responsible(household))
		town = make_officer("Town Officer", TOWN)
		self.assertEqual(defect(household).responsible, town)
		village = make_officer("Village Cadre", VILLAGE)
		self.assertEqual(self.responsible(household), village)

	def test_it_follows_who_is_posted(self):
		village = make_officer("Village Cadre", VILLAGE)
		household = make_headless()
		self.assertEqual(self.responsible(household), village)
		successor = make_officer("Village Cadre", VILLAGE, from_date="2026-11-01")
		frappe.get_doc("Officer Posting", {"user": village}).delete()
		self.assertEqual(defect(household).responsible, successor)

	def test_what_concerns_two_villages_is_the_towns_and_no_village_reads_it(self):
		number = make_id_number()
		homes = [
			make_household(village, members=[member(id_number=number)]).name
			for village in (VILLAGE, OTHER_VILLAGE)
		]
		village, town = make_officer("Village Cadre", VILLAGE), make_officer("Town Officer", TOWN)
		self.assertEqual(self.responsible(homes[0], "D06"), town)
		found = defect(homes[0], "D06")
		self.assertEqual(found.region, TOWN)
		for user, reads in ((village, False), (town, True)):
			frappe.set_user(user)
			self.assertEqual(found.has_permission("read"), reads)
			listed = frappe.get_list("Data Defect", filters={"rule": "D06"}, pluck="name")
			self.assertEqual(found.name in listed, reads)

	def test_two_grids_of_a_village_do_not_read_each_other_s(self):
		number = make_id_number()
		for region in (GRID, VILLAGE):
			make_household(region, members=[member(id_number=number)])
		check()
		self.assertEqual(frappe.get_all("Data Defect", filters={"rule": "D05"}), [])
		self.assertEqual(len(frappe.get_all("Data Defect", filters={"rule": "D06", "region": TOWN})), 2)

	def test_it_moves_with_its_household(self):
		make_region(VILLAGE_OF_OTHER_TOWN)
		number = make_id_number()
		household = make_household(members=[member(id_number=number, relation="Son")]).name
		make_household(OTHER_VILLAGE, members=[member(id_number=number)])
		town = make_officer("Town Officer", OTHER_TOWN)
		check()
		relocate([household], VILLAGE_OF_OTHER_TOWN)
		self.assertEqual(defect(household).region, VILLAGE_OF_OTHER_TOWN)
		self.assertEqual((defect(household, "D06").region, defect(household).responsible), (OTHER_TOWN, town))

	def test_a_household_that_was_merged_leaves_no_task(self):
		remaining, merged = make_headless(), make_headless()
		check()
		merge.merge(remaining, merged, "2026-10-31", "同一家庭")
		self.assertEqual(defect(merged).status, "Resolved")
		self.assertIn(remaining, defect(merged).closing_note)


class TestAcceptance(TestCase):
	def setUp(self) -> None:
		super().setUp()
		self.household = make_headless()
		self.town = make_officer("Town Officer", TOWN)
		check()

	def accept(self, user: str, reason: str = "户主暂缺，正在办理变更"):
		frappe.set_user(user)
		defect(self.household).accept(reason)

	def test_a_town_officer_says_that_the_data_is_right(self):
		self.accept(self.town)
		accepted = defect(self.household)
		self.assertEqual((accepted.status, accepted.accepted_by), ("Confirmed Correct", self.town))
		self.assertEqual(accepted.acceptance_reason, "户主暂缺，正在办理变更")

	def test_what_was_accepted_stays_accepted_as_long_as_the_rule_finds_it(self):
		self.accept(self.town)
		frappe.set_user("Administrator")
		self.assertEqual(check()["defects_new"], 0)
		self.assertEqual(defect(self.household).status, "Confirmed Correct")
		give_a_head(self.household)
		check()
		self.assertEqual(defect(self.household).status, "Resolved")

	def test_it_needs_a_reason(self):
		self.assertRaises(frappe.ValidationError, self.accept, self.town, "  ")

	def test_it_is_accepted_once(self):
		self.accept(self.town)
		self.assertRaises(frappe.ValidationError, self.accept, self.town)

	def test_the_village_and_others_do_not_accept(self):
		others = [
			make_officer(duty, region)
			for duty, region in (
				("Village Cadre", VILLAGE),
				("Town Officer", OTHER_TOWN),
				("City Officer", CITY),
				("Monitoring Administrator", CITY),
			)
		]
		for user in others:
			self.assertRaises(frappe.PermissionError, self.accept, user)

	def test_nothing_of_it_is_written_by_hand(self):
		frappe.set_user(self.town)
		found = defect(self.household)
		found.update({"status": "Resolved", "due_on": "2030-01-01", "region": OTHER_VILLAGE})
		found.save()
		found = defect(self.household)
		self.assertEqual((found.status, found.due_on, found.region), ("Open", date(2026, 11, 15), VILLAGE))

	def test_nobody_creates_one(self):
		frappe.set_user(self.town)
		with self.assertRaises(frappe.PermissionError):
			frappe.get_doc(doctype="Data Defect", household=self.household, rule="D02").insert()

	def test_the_states_are_those_of_the_form(self):
		options = frappe.get_meta("Data Defect").get_options("status").split("\n")
		self.assertEqual(options, [tasks.OPEN, tasks.RESOLVED, tasks.ACCEPTED])
