"""A system manager changes the workflow of checks in the desk while checks are running, and they are finished by it."""

import frappe
from frappe.permissions import add_permission, reset_perms, update_permission_property

from fanpin_app.tests.support.browser import Desk, chromium, give_password, zh
from fanpin_app.tests.support.builders import (
	CITY,
	SYSTEM_MANAGER,
	make_household,
	make_income,
	make_officer,
	make_standard,
)
from fanpin_app.tests.support.committed_data import CommittedTestCase
from fanpin_app.tests.support.procedure import Offices
from fanpin_app.verification import stages

CHECK = "Risk Check"
AT_TOWN, AT_CITY = "镇级核实", "市级复核"
SUBMIT = "报市级复核"
# What the system manager types into the rows of the form.
# What the system manager types into the rows of the form.
CHANGE = """([town, at_town, district, at_city, submit, approved]) => {
	const { states, transitions } = cur_frm.doc;
	for (const row of states) if (row.state === town) row.state = at_town;
	for (const row of transitions) {
		if (row.state === town) row.state = at_town;
		if (row.next_state === town) row.next_state = at_town;
		if (row.state === district && row.next_state === approved) {
			Object.assign(row, { state: at_city, allowed: "City Officer" });
		}
	}
	cur_frm.add_child("states", { state: at_city, doc_status: "0", allow_edit: "City Officer" });
	cur_frm.add_child("transitions", {
		state: district, action: submit, next_state: at_city, allowed: "District Officer", allow_self_approval: 1,
	});
	cur_frm.refresh_fields();
	cur_frm.dirty();
}"""


class TestAnAdministratorsWorkflow(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		make_standard(8000)
		cls.offices = Offices()
		cls.city = make_officer("City Officer", CITY)
		for user in (SYSTEM_MANAGER, cls.offices.town, cls.offices.district, cls.city):
			give_password(user)
		household = make_household().name
		make_income(household, frappe.utils.getdate().year, wage_income=6000)
		cls.check = cls.offices.review(cls.offices.start(household)).name
		for state in (AT_TOWN, AT_CITY):
			frappe.get_doc(doctype="Workflow State", workflow_state_name=state).insert()
		frappe.get_doc(doctype="Workflow Action Master", workflow_action_name=SUBMIT).insert()
		add_permission(CHECK, "City Officer")
		update_permission_property(CHECK, "City Officer", 0, "write", 1)
		cls.addClassCleanup(cls.restore_workflow, frappe.get_doc("Workflow", CHECK).as_dict())

	@classmethod
	def restore_workflow(cls, before: frappe._dict) -> None:
		frappe.set_user("Administrator")
		frappe.db.rollback()
		reset_perms(CHECK)
		frappe.db.delete(CHECK, {"name": cls.check})
		workflow = frappe.get_doc("Workflow", CHECK)
		workflow.update({table: before[table] for table in ("states", "transitions")})
		workflow.save()

	def stored(self) -> frappe._dict:
		frappe.db.rollback()
		return frappe.db.get_value(CHECK, self.check, ("workflow_state", "stage"), as_dict=True)

	def test_is_changed_while_checks_run_and_finishes_them(self):
		with chromium() as browser:
			self.change_workflow(Desk(browser, SYSTEM_MANAGER))
			self.verify(Desk(browser, self.offices.town))
			self.submit_to_city(Desk(browser, self.offices.district))
			self.approve(Desk(browser, self.city))
		frappe.db.rollback()
		self.assertTrue(frappe.db.exists("Monitoring Case", {"inclusion_check": self.check}))

	def change_workflow(self, desk: Desk) -> None:
		desk.open_form("Workflow", CHECK)
		names = [stages.TOWN, AT_TOWN, stages.DISTRICT, AT_CITY, SUBMIT, stages.APPROVED]
		desk.page.evaluate(CHANGE, names)
		desk.page.click(".page-head:visible .primary-action:visible")
		desk.page.wait_for_selector(f".modal.show:has-text('{zh('Where do the checks go?')}')")
		desk.take_screenshot("workflow-moves")
		self.assertIn(zh("{0}: {1} checks").format(zh(stages.TOWN), 1), desk.text())
		self.assertEqual(self.stored().workflow_state, stages.TOWN)
		choice = desk.page.locator(".modal.show select")
		self.assertEqual(choice.input_value(), AT_TOWN)
		offered = choice.locator("option").evaluate_all("(options) => options.map((each) => each.value)")
		self.assertEqual({*offered} - {""}, {stages.VILLAGE, AT_TOWN, AT_CITY})
		desk.page.click(f".modal.show .btn-primary:has-text('{zh('Move and Save')}')")
		desk.wait_for_requests()
		self.assertEqual(self.stored(), {"workflow_state": AT_TOWN, "stage": stages.TOWN})
		self.assertEqual(desk.errors, [])

	def verify(self, desk: Desk) -> None:
		desk.open_list(CHECK)
		self.assertEqual(desk.rows(), [self.check])
		desk.open_form(CHECK, self.check)
		desk.fill(town_opinion="情况属实")
		desk.apply_action("Submit to District")
		self.assertEqual(self.stored().stage, stages.DISTRICT)

	def submit_to_city(self, desk: Desk) -> None:
		desk.open_form(CHECK, self.check)
		desk.fill(determined_kind="Marginal", district_opinion="拟同意纳入")
		desk.apply_action(SUBMIT)
		self.assertEqual(self.stored(), {"workflow_state": AT_CITY, "stage": stages.DISTRICT})

	def approve(self, desk: Desk) -> None:
		desk.open_form(CHECK, self.check)
		desk.take_screenshot("risk-check-city")
		desk.apply_action("Approve")
		self.assertEqual(self.stored().stage, stages.APPROVED)
