import os
import subprocess
import sys

import frappe
from frappe.custom.doctype.custom_field.custom_field import create_custom_field
from frappe.utils import get_bench_path

from fanpin_app.setup import seeds
from fanpin_app.tests.support.base import TestCase

FIELD = "broadband"


def migrate() -> None:
	"""Run the migration of an update, in a separate process."""
	subprocess.run(
		[sys.executable, "-m", "frappe.utils.bench_helper", "frappe", "--site", frappe.local.site, "migrate"],
		cwd=os.path.join(get_bench_path(), "sites"),
		check=True,
		capture_output=True,
	)
	frappe.db.rollback()
	frappe.clear_cache()


class TestChangesSurviveAMigration(TestCase):
	def setUp(self) -> None:
		super().setUp()
		rule = frappe.get_doc("Risk Rule", "R1b")
		self.threshold = rule.conditions[0].value
		rule.conditions[0].value = "60000"
		rule.change_reason = "本地文件要求"
		rule.save()
		workflow = frappe.get_doc("Workflow", "Risk Check")
		self.self_approval = workflow.transitions[0].allow_self_approval
		workflow.transitions[0].allow_self_approval = int(not self.self_approval)
		workflow.save()
		self.situation = frappe.get_last_doc("Exclusion Situation").as_dict()
		frappe.delete_doc("Exclusion Situation", self.situation.name)
		create_custom_field("Household", {"fieldname": FIELD, "label": "Broadband", "fieldtype": "Check"})
		frappe.db.commit()
		self.addCleanup(self.restore)

	def restore(self) -> None:
		rule = frappe.get_doc("Risk Rule", "R1b")
		rule.conditions[0].value = self.threshold
		rule.change_reason = "恢复"
		rule.save()
		workflow = frappe.get_doc("Workflow", "Risk Check")
		workflow.transitions[0].allow_self_approval = self.self_approval
		workflow.save()
		if not frappe.db.exists("Exclusion Situation", self.situation.name):
			frappe.get_doc(self.situation).insert(set_name=self.situation.name)
		frappe.delete_doc("Custom Field", f"Household-{FIELD}")
		frappe.db.commit()
		frappe.db.sql_ddl(f"alter table `tabHousehold` drop column if exists `{FIELD}`")

	def test_changed_rule_workflow_form_and_a_deleted_seed_stay_unchanged(self):
		migrate()
		self.assertEqual(frappe.get_doc("Risk Rule", "R1b").conditions[0].value, "60000")
		self.assertEqual(
			frappe.get_doc("Workflow", "Risk Check").transitions[0].allow_self_approval,
			int(not self.self_approval),
		)
		self.assertTrue(frappe.get_meta("Household").has_field(FIELD))
		self.assertFalse(frappe.db.exists("Exclusion Situation", self.situation.name))


class TestSeeds(TestCase):
	def test_seeds_are_inserted_once(self):
		self.assertEqual(seeds.plant(), 0)
