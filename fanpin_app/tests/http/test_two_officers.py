"""Two officers act on one check at the same moment: one of them does, the other is refused, nothing is lost or doubled."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import frappe
import requests
from frappe.utils import get_url

from fanpin_app.tests.http.test_rest import make_token
from fanpin_app.tests.support import builders
from fanpin_app.tests.support.committed_data import CommittedTestCase
from fanpin_app.tests.support.procedure import Offices
from fanpin_app.verification import stages

APPLY = "/api/method/frappe.model.workflow.apply_workflow"
ROUNDS = 100
DECISIONS = 10
TIMEOUT_SECONDS = 60
# At another step already, or changed at the same moment.
REFUSED = (403, 409, 417)


class TestTwoOfficersOnOneCheck(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		builders.make_standard(8000)
		offices = cls.offices = Offices()
		second_town = builders.make_officer("Town Officer", builders.TOWN)
		second_district = builders.make_officer("District Officer", builders.DISTRICT)
		cls.town = [make_token(user) for user in (offices.town, second_town)]
		cls.district = [make_token(user) for user in (offices.district, second_district)]
		cls.checks = [cls.check_at_district() for _number in range(DECISIONS + 1)]

	@classmethod
	def check_at_district(cls) -> str:
		check = cls.offices.to_district(cls.offices.start(builders.make_household().name))
		opinion = {"determined_kind": "Marginal", "district_opinion": "综合研判"}
		return cls.offices.determine(check, None, **opinion).name

	def apply_at_once(self, check: str, actions: dict[str, str]) -> list[requests.Response]:
		"""`actions`: the token of each officer → the action. Each has opened the check before."""
		frappe.db.rollback()
		shown, together = frappe.get_doc("Risk Check", check).as_json(), Barrier(len(actions))
		address = get_url(APPLY)

		def apply(token: str, action: str) -> requests.Response:
			together.wait(TIMEOUT_SECONDS)
			return requests.post(
				address,
				headers={"Authorization": token, "Accept": "application/json"},
				data={"doc": shown, "action": action},
				timeout=TIMEOUT_SECONDS,
			)

		with ThreadPoolExecutor(len(actions)) as threads:
			return [*threads.map(apply, actions.keys(), actions.values())]

	def assert_one_won(self, answers: list[requests.Response]) -> None:
		won = [answer for answer in answers if answer.status_code == 200]
		refused = [answer for answer in answers if answer.status_code in REFUSED]
		texts = [f"{answer.status_code} {answer.text[:300]}" for answer in answers]
		self.assertEqual((len(won), len(refused)), (1, 1), texts)
		self.assertIn("_server_messages", refused[0].json(), texts)

	def test_each_move_happens_once(self):
		check = self.checks[0]
		before = frappe.db.count("Check Step", {"parent": check})
		moves = [
			(self.district, "Return to Town", stages.TOWN),
			(self.town, "Submit to District", stages.DISTRICT),
		]
		for number in range(ROUNDS):
			tokens, action, stage = moves[number % 2]
			self.assert_one_won(self.apply_at_once(check, dict.fromkeys(tokens, action)))
			frappe.db.rollback()
			self.assertEqual(frappe.db.get_value("Risk Check", check, "stage"), stage)
		steps = frappe.get_doc("Risk Check", check).steps[before:]
		self.assertEqual(
			[(step.from_stage, step.to_stage) for step in steps],
			[(stages.DISTRICT, stages.TOWN), (stages.TOWN, stages.DISTRICT)] * (ROUNDS // 2),
		)

	def test_one_decision_is_made(self):
		for check in self.checks[1:]:
			with self.subTest(check):
				frappe.db.set_value("Risk Check", check, "refusal_reason", "收入稳定", update_modified=False)
				frappe.db.commit()
				actions = dict(zip(self.district, ("Approve", "Reject"), strict=True))
				self.assert_one_won(self.apply_at_once(check, actions))
				frappe.db.rollback()
				stage = frappe.db.get_value("Risk Check", check, "stage")
				cases = frappe.db.count("Monitoring Case", {"inclusion_check": check})
				self.assertIn((stage, cases), ((stages.APPROVED, 1), (stages.REJECTED, 0)))
				decisions = {"parent": check, "to_stage": ("in", stages.FINAL)}
				self.assertEqual(frappe.db.count("Check Step", decisions), 1)
