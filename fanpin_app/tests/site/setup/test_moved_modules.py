"""After modules have moved: stored names are updated, and clients may use earlier names for a while."""

import frappe
import requests
from frappe.utils import get_url

from fanpin_app.hooks import renamed_endpoints
from fanpin_app.patches import follow_moved_modules
from fanpin_app.tests.http.test_rest import make_token
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import VILLAGE, make_household, make_officer
from fanpin_app.tests.support.committed_data import CommittedTestCase
from fanpin_app.tests.unit.test_moved_modules import NEW_CHOICES

OLD_CHOICES = "fanpin_app.early_warning." + "desk.get_choices"

OLD_JOB = "fanpin_app.discovery." + "stalled.recover_stalled_batches"
NEW_JOB = "fanpin_app.discovery.loading.recovery.recover_stalled_batches"
RECORD = [name for name in renamed_endpoints if name.endswith("record_no_change")]
PUSH = next(name for name in renamed_endpoints if name.endswith("push_file"))


class TestStoredNames(TestCase):
	def test_what_an_administrator_opened_stays_open_by_the_new_name(self):
		permitted = frappe.new_doc("Permitted Endpoint")
		permitted.update({"endpoint": OLD_CHOICES, "role": "Helper", "enabled": 1, "reason": "试点"})
		permitted.db_insert()
		follow_moved_modules.execute()
		self.assertEqual(permitted.db_get("endpoint"), NEW_CHOICES)
		follow_moved_modules.execute()
		self.assertEqual(permitted.db_get("endpoint"), NEW_CHOICES)

	def test_a_number_card_of_an_administrator_counts_by_the_new_name(self):
		card = frappe.get_doc(doctype="Number Card", label="选项", type="Custom", method=OLD_CHOICES)
		card.insert()
		follow_moved_modules.execute()
		self.assertEqual(card.db_get("method"), NEW_CHOICES)

	def test_a_job_that_was_stopped_stays_stopped_and_keeps_its_log(self):
		job = frappe.get_doc("Scheduled Job Type", {"method": NEW_JOB})
		frappe.rename_doc("Scheduled Job Type", job.name, "stalled.recover_stalled_batches", force=True)
		frappe.db.set_value(
			"Scheduled Job Type", "stalled.recover_stalled_batches", {"method": OLD_JOB, "stopped": 1}
		)
		log = frappe.get_doc(
			doctype="Scheduled Job Log",
			scheduled_job_type="stalled.recover_stalled_batches",
			status="Complete",
		).insert()
		follow_moved_modules.execute()
		moved = frappe.get_doc("Scheduled Job Type", "recovery.recover_stalled_batches")
		self.assertEqual((moved.method, moved.stopped), (NEW_JOB, 1))
		self.assertEqual(log.db_get("scheduled_job_type"), moved.name)

	def test_scripts_of_administrators_are_named_and_stay_as_they_are(self):
		text = f"frappe.call('{OLD_CHOICES}')"
		script = frappe.get_doc(doctype="Client Script", dt="Risk Rule", script=text, enabled=1)
		script.insert(set_name="选项")
		follow_moved_modules.execute()
		self.assertEqual(script.db_get("script"), text)
		error = frappe.get_last_doc("Error Log", {"method": "Scripts name functions that have moved"})
		self.assertIn(f"Client Script 选项: {OLD_CHOICES}", error.error)


class TestEarlierNamesOverHttp(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.household = make_household(VILLAGE)
		cls.officer = make_token(make_officer("Village Cadre", VILLAGE))

	def post(self, method: str, **data) -> requests.Response:
		return requests.post(
			get_url(f"/api/method/{method}"),
			headers={"Authorization": self.officer, "Accept": "application/json"},
			data=data,
			timeout=60,
		)

	def test_an_earlier_name_works_like_the_new_one_and_warns(self):
		self.assertEqual(len(RECORD), 2)
		for earlier in RECORD:
			name = renamed_endpoints[earlier]
			new, old = (self.post(each, household=self.household.name) for each in (name, earlier))
			self.assertEqual((old.status_code, old.json()["message"]), (200, new.json()["message"]))
			self.assertNotIn("Deprecation", new.headers)
			self.assertEqual(old.headers["Deprecation"], "true")
			self.assertEqual(old.headers["Link"], f'</api/method/{name}>; rel="successor-version"')

	def test_an_earlier_name_gives_no_further_access(self):
		self.assertEqual(self.post(PUSH).status_code, 403)
