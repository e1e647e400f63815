"""Administrators change the workflow of checks in the desk; every check can still be finished, and none is decided by it."""

import re

import frappe
from frappe.model.workflow import get_transitions
from frappe.permissions import add_permission, update_permission_property

from fanpin_app.tests.support import builders
from fanpin_app.tests.support.procedure import OfficesTestCase, apply_action, as_user
from fanpin_app.verification import stages
from fanpin_app.verification.workflow_changes.moves import MOVES

REVIEW = "县级复核"


class WorkflowTestCase(OfficesTestCase):
	def setUp(self):
		super().setUp()
		self.workflow = frappe.get_doc("Workflow", "Risk Check")
		# Checks of the site do not count: each test says how many stand where.
		frappe.db.delete("Risk Check")

	def start(self):
		return self.offices.start(builders.make_household().name)

	def add_state(self, state: str, stage: str | None, role: str) -> None:
		if not frappe.db.exists("Workflow State", state):
			frappe.get_doc(doctype="Workflow State", workflow_state_name=state).insert()
		update = {"update_field": "stage", "update_value": stage} if stage else {}
		self.workflow.append("states", {"state": state, "doc_status": "0", "allow_edit": role} | update)

	def add_transition(self, state: str, action: str, next_state: str, role: str) -> None:
		if not frappe.db.exists("Workflow Action Master", action):
			frappe.get_doc(doctype="Workflow Action Master", workflow_action_name=action).insert()
		row = {"state": state, "action": action, "next_state": next_state, "allowed": role}
		self.workflow.append("transitions", row | {"allow_self_approval": 1})

	def remove_state(self, state: str) -> None:
		self.workflow.states = [row for row in self.workflow.states if row.state != state]
		self.workflow.transitions = [
			row for row in self.workflow.transitions if state not in (row.state, row.next_state)
		]

	def replace_state(self, state: str, by: str) -> None:
		"""Write another state in all rows that have this one, as in the form."""
		frappe.get_doc(doctype="Workflow State", workflow_state_name=by).insert()
		for row in self.workflow.states:
			row.state = by if row.state == state else row.state
		for row in self.workflow.transitions:
			row.state = by if row.state == state else row.state
			row.next_state = by if row.next_state == state else row.next_state

	def assert_refused(self, *sentences: str) -> None:
		modified = self.workflow.modified
		with self.assertRaises(frappe.ValidationError):
			self.workflow.save()
		self.workflow.modified = modified
		said = " ".join(str(message) for message in frappe.get_message_log())
		for sentence in sentences:
			self.assertIn(sentence, said)
		frappe.clear_messages()


class TestAStateInUse(WorkflowTestCase):
	def test_is_not_removed_without_a_state_for_its_checks(self):
		self.offices.review(self.start())
		self.offices.review(self.start())
		self.replace_state(stages.TOWN, "镇级核实")
		self.assert_refused(f"2 checks stand at {stages.TOWN}")

	def test_is_replaced_by_another_of_its_stage_and_the_checks_go_on(self):
		at_town = [self.offices.review(self.start()) for _each in range(2)]
		in_village = self.start()
		self.replace_state(stages.TOWN, "镇级核实")
		self.workflow.set(MOVES, frappe.as_json({stages.TOWN: "镇级核实"}))
		self.workflow.save()
		for check in at_town:
			moved = frappe.get_doc("Risk Check", check.name)
			self.assertEqual((moved.workflow_state, moved.stage), ("镇级核实", stages.TOWN))
			self.assertEqual(len(moved.steps), len(check.steps))
			self.assertEqual(self.offices.verify(moved).stage, stages.DISTRICT)
		self.assertEqual(self.offices.review(in_village).workflow_state, "镇级核实")
		comments = frappe.get_all("Comment", {"reference_name": "Risk Check"}, pluck="content")
		self.assertTrue(any(re.search(r"^2 ", content or "") for content in comments), comments)

	def test_is_removed_and_its_checks_return_to_an_earlier_step(self):
		check = self.offices.review(self.start())
		self.remove_state(stages.TOWN)
		self.add_transition(stages.VILLAGE, "Submit to District", stages.DISTRICT, "Village Officer")
		self.workflow.set(MOVES, {stages.TOWN: stages.VILLAGE})
		self.workflow.save()
		returned = frappe.get_doc("Risk Check", check.name)
		self.assertEqual((returned.workflow_state, returned.stage), (stages.VILLAGE, stages.VILLAGE))
		self.assertEqual(returned.steps[-1].to_stage, stages.VILLAGE)
		self.assertEqual(
			apply_action(self.offices.village, returned, "Submit to District").stage, stages.DISTRICT
		)

	def test_sends_its_checks_to_no_later_stage(self):
		self.offices.review(self.start())
		self.remove_state(stages.TOWN)
		self.add_transition(stages.VILLAGE, "Submit to District", stages.DISTRICT, "Village Officer")
		for target in (stages.DISTRICT, stages.APPROVED, stages.REJECTED):
			self.workflow.set(MOVES, {stages.TOWN: target})
			self.assert_refused(f"1 checks at {stages.TOWN} cannot go to {target}")

	def test_of_a_decision_only_goes_to_one_with_the_same_meaning(self):
		self.offices.determine(
			self.offices.to_district(self.start()), determined_kind="Marginal", district_opinion="综合研判"
		)
		self.replace_state(stages.APPROVED, "已认定")
		self.workflow.set(MOVES, {stages.APPROVED: stages.VILLAGE})
		self.assert_refused("cannot go to")
		self.workflow.set(MOVES, {stages.APPROVED: "已认定"})
		self.workflow.save()
		self.assertEqual(
			frappe.db.count("Risk Check", {"workflow_state": "已认定", "stage": stages.APPROVED}), 1
		)

	def test_keeps_its_stage(self):
		self.offices.review(self.start())
		next(row for row in self.workflow.states if row.state == stages.TOWN).update_value = stages.DISTRICT
		self.assert_refused("A state in use keeps its stage")

	def test_that_no_check_uses_is_removed_at_once(self):
		self.add_state(REVIEW, stages.TOWN, "Town Officer")
		self.add_transition(stages.TOWN, "Review", REVIEW, "Town Officer")
		self.add_transition(REVIEW, "Submit to District", stages.DISTRICT, "Town Officer")
		self.workflow.save()
		self.remove_state(REVIEW)
		self.workflow.save()
		self.assertNotIn(REVIEW, [row.state for row in self.workflow.states])


class TestAFurtherStep(WorkflowTestCase):
	def test_after_the_district_closes_the_loop(self):
		add_permission("Risk Check", "City Officer")
		update_permission_property("Risk Check", "City Officer", 0, "write", 1)
		self.add_state(REVIEW, None, "City Officer")
		for row in self.workflow.transitions:
			if row.action == "Approve":
				row.state, row.allowed = REVIEW, "City Officer"
		self.add_transition(stages.DISTRICT, "Submit to City", REVIEW, "District Officer")
		self.workflow.save()
		city = builders.make_officer("City Officer", builders.CITY)
		check = self.offices.to_district(self.start())
		check = self.offices.determine(
			check, "Submit to City", determined_kind="Marginal", district_opinion="综合研判"
		)
		self.assertEqual((check.workflow_state, check.stage), (REVIEW, stages.DISTRICT))
		with as_user(self.offices.district):
			self.assertEqual(get_transitions(frappe.get_doc("Risk Check", check.name)), [])
		check = apply_action(city, check, "Approve")
		self.assertEqual(check.stage, stages.APPROVED)
		self.assertTrue(frappe.db.get_value("Household", check.household, "monitored"))

	def test_is_not_given_to_a_role_that_may_not_write_checks(self):
		self.add_state(REVIEW, None, "City Officer")
		self.add_transition(stages.DISTRICT, "Submit to City", REVIEW, "District Officer")
		self.add_transition(REVIEW, "Approve", stages.APPROVED, "City Officer")
		self.assert_refused("City Officer may not write checks")


class TestAWorkflowThatLeadsNowhere(WorkflowTestCase):
	def test_is_refused_with_each_state_named(self):
		self.add_state(REVIEW, stages.TOWN, "Town Officer")
		self.assert_refused(f"State {REVIEW}: no action leads to it")
		self.add_transition(stages.TOWN, "Review", REVIEW, "Town Officer")
		self.assert_refused(f"State {REVIEW}: no action leads on from it")

	def test_is_refused_without_a_way_to_the_approval(self):
		self.workflow.transitions = [row for row in self.workflow.transitions if row.action != "Approve"]
		self.assert_refused(
			f"No action leads from the first state to one that sets the stage {stages.APPROVED}"
		)

	def test_is_refused_if_a_state_sets_an_unknown_stage(self):
		self.workflow.states[1].update_value = "Town Verifikation"
		self.assert_refused("“Town Verifikation” is no stage of a check")

	def test_is_refused_if_checks_would_not_start_in_the_village(self):
		self.workflow.states = [self.workflow.states[1], self.workflow.states[0], *self.workflow.states[2:]]
		self.assert_refused("a check starts with the stage")


class TestTheOnlyWorkflow(WorkflowTestCase):
	def test_stays_active_while_checks_are_not_decided(self):
		self.start()
		self.workflow.is_active = 0
		self.assert_refused("1 checks are not decided yet")

	def test_is_not_deleted_while_checks_are_not_decided(self):
		self.start()
		with self.assertRaises(frappe.ValidationError):
			frappe.delete_doc("Workflow", "Risk Check")

	def test_is_ended_when_all_are_decided(self):
		self.workflow.is_active = 0
		self.workflow.save()
		self.assertFalse(frappe.db.get_value("Workflow", "Risk Check", "is_active"))


class TestWorkflowsOfOtherDocuments(WorkflowTestCase):
	def test_are_as_frappe_lets_them_be(self):
		for state in ("ToDo Open", "ToDo Done"):
			frappe.get_doc(doctype="Workflow State", workflow_state_name=state).insert()
		states = [{"state": "ToDo Open", "doc_status": "0", "allow_edit": "System Manager"}]
		workflow = frappe.get_doc(
			doctype="Workflow",
			workflow_name="Of Tasks",
			document_type="ToDo",
			workflow_state_field="status",
			is_active=0,
			states=states,
		)
		self.assertEqual(workflow.insert().name, "Of Tasks")
