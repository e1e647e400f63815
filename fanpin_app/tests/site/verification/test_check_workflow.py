import frappe
from frappe.permissions import add_permission, update_permission_property

from fanpin_app.tests.support import builders
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.procedure import OfficesTestCase, apply_action
from fanpin_app.verification import stages


class TestWorkflowGraph(TestCase):
	def setUp(self):
		super().setUp()
		self.workflow = frappe.get_doc("Workflow", "Risk Check")
		self.stage_of = {row.state: row.update_value for row in self.workflow.states}

	def test_every_state_sets_a_stage_that_the_check_knows(self):
		options = frappe.get_meta("Risk Check").get_field("stage").options.split("\n")
		self.assertEqual(options, [*stages.FORWARD, stages.REJECTED])
		self.assertEqual(sorted(self.stage_of.values()), sorted(options))

	def test_every_state_is_reached_from_the_first(self):
		reached = {self.workflow.states[0].state}
		while new := {row.next_state for row in self.workflow.transitions if row.state in reached} - reached:
			reached |= new
		self.assertEqual(reached, set(self.stage_of))

	def test_every_state_but_the_final_ones_has_a_way_out(self):
		left = {row.state for row in self.workflow.transitions}
		final = {state for state, stage in self.stage_of.items() if stage in stages.FINAL}
		self.assertEqual(set(self.stage_of) - left, final)

	def test_the_role_of_an_action_may_edit_the_state(self):
		holder = {row.state: row.allow_edit for row in self.workflow.states}
		for row in self.workflow.transitions:
			self.assertEqual(row.allowed, holder[row.state], row.action)


class TestCostOfAStep(OfficesTestCase):
	def test_a_step_does_not_check_the_permissions_of_every_officer(self):
		"""A Workflow Action checks each user of the role for permission: 14 seconds per step with 1,000 cadres."""
		check = self.offices.review(self.offices.start(builders.make_household().name))
		self.assertEqual(frappe.db.count("Workflow Action", {"reference_name": check.name}), 0)


class TestAnAdministratorsWorkflow(OfficesTestCase):
	def setUp(self):
		super().setUp()
		self.workflow = frappe.get_doc("Workflow", "Risk Check")

	def start(self):
		return self.offices.start(builders.make_household().name)

	def test_a_renamed_state_keeps_its_meaning(self):
		check = self.offices.review(self.start())
		frappe.rename_doc("Workflow State", stages.TOWN, "镇村振兴办核查", force=True)
		frappe.clear_cache(doctype="Risk Check")
		check = self.offices.verify(check)
		self.assertEqual(check.stage, stages.DISTRICT)

	def test_an_added_step_within_a_stage_requires_nothing_until_the_stage_ends(self):
		self.add_state("Work Team Review", stages.VILLAGE, "Village Officer")
		self.add_transition(stages.VILLAGE, "Review", "Work Team Review", "Village Officer")
		self.add_transition("Work Team Review", "Submit to Town", stages.TOWN, "Village Officer")
		self.workflow.save()
		check = apply_action(self.offices.village, self.start(), "Review")
		self.assertEqual((check.workflow_state, check.stage), ("Work Team Review", stages.VILLAGE))
		with self.assertRaisesRegex(frappe.ValidationError, "Visited On"):
			apply_action(self.offices.village, check, "Submit to Town")
		self.assertEqual(self.offices.review(check).stage, stages.TOWN)

	def test_another_office_may_be_made_the_approver(self):
		add_permission("Risk Check", "City Officer")
		update_permission_property("Risk Check", "City Officer", 0, "write", 1)
		for row in self.workflow.transitions:
			if row.action == "Approve":
				row.allowed = "City Officer"
		self.workflow.save()
		check = self.offices.to_district(self.start())
		check = self.offices.determine(check, None, determined_kind="Marginal", district_opinion="综合研判")
		with self.assertRaises(frappe.ValidationError):
			self.offices.determine(check)

	def test_a_state_that_sets_no_stage_leaves_it_as_it_was(self):
		self.add_state("Waiting for Papers", None, "Village Officer")
		self.add_transition(stages.VILLAGE, "Review", "Waiting for Papers", "Village Officer")
		self.add_transition("Waiting for Papers", "Submit to Town", stages.TOWN, "Village Officer")
		self.workflow.save()
		self.assertEqual(apply_action(self.offices.village, self.start(), "Review").stage, stages.VILLAGE)

	def add_state(self, state: str, stage: str | None, holder: str) -> None:
		frappe.get_doc(doctype="Workflow State", workflow_state_name=state).insert()
		self.workflow.append(
			"states",
			{
				"state": state,
				"doc_status": "0",
				"update_field": "stage" if stage else None,
				"update_value": stage,
				"allow_edit": holder,
			},
		)

	def add_transition(self, state: str, action: str, next_state: str, role: str) -> None:
		self.workflow.append(
			"transitions",
			{
				"state": state,
				"action": action,
				"next_state": next_state,
				"allowed": role,
				"allow_self_approval": 1,
			},
		)
