import frappe
import requests
from frappe.core.doctype.user.user import generate_keys
from frappe.utils import add_days, get_url, today

from fanpin_app.tests.support.builders import OTHER_VILLAGE, VILLAGE, make_household, make_officer
from fanpin_app.tests.support.committed_data import CommittedTestCase


def make_token(user: str) -> str:
	"""The value of the header Authorization for `user`."""
	secret = generate_keys(user)["api_secret"]
	return f"token {frappe.db.get_value('User', user, 'api_key')}:{secret}"


class TestRestWithToken(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.mine = make_household(VILLAGE, address="一组 1 号")
		cls.theirs = make_household(OTHER_VILLAGE, address="二组 2 号")
		cls.officer = make_token(make_officer("Village Cadre", VILLAGE))
		cls.without_posting = make_token(
			make_officer("Village Cadre", VILLAGE, to_date=add_days(today(), -1))
		)

	def call(self, verb: str, path: str, token: str | None = None, **options) -> requests.Response:
		headers = {"Authorization": token or self.officer, "Accept": "application/json"}
		return requests.request(verb, get_url(f"/api/{path}"), headers=headers, timeout=60, **options)

	def households(self, token: str | None = None) -> list[str]:
		answer = self.call("GET", "resource/Household", token, params={"limit_page_length": 0})
		self.assertEqual(answer.status_code, 200, answer.text)
		return [row["name"] for row in answer.json()["data"]]

	def test_the_list_holds_the_village_and_no_more(self):
		self.assertEqual(self.households(), [self.mine.name])

	def counts(self, **arguments) -> list:
		"""The result of each way to count."""
		answers = [
			self.call("GET", f"method/{method}", params={"doctype": "Household"} | arguments | limit)
			for method in ("frappe.client.get_count", "frappe.desk.reportview.get_count")
			for limit in ({}, {"limit": 1001})
		]
		return [answer.json().get("message") for answer in answers]

	def test_the_count_is_that_of_the_list(self):
		self.assertEqual(self.counts(), [1, 1, 1, 1])

	def test_a_count_does_not_reveal_whether_an_id_number_exists(self):
		filters = [["Household Member", "id_number", "=", self.theirs.members[0].id_number]]
		self.assertNotIn(1, self.counts(filters=frappe.as_json(filters)))

	def test_a_search_finds_no_household_of_another_village_whatever_the_client_says(self):
		for method in ("search_link", "search_widget"):
			params = {"doctype": "Household", "txt": "T", "page_length": 100, "ignore_user_permissions": 1}
			answer = self.call("GET", f"method/frappe.desk.search.{method}", params=params)
			self.assertIn(self.mine.name, answer.text)
			self.assertNotIn(self.theirs.name, answer.text)

	def test_the_title_of_a_household_of_another_village_is_not_revealed(self):
		def title(household: str) -> str:
			params = {"doctype": "Household", "docname": household}
			return self.call("GET", "method/frappe.desk.search.get_link_title", params=params).json()[
				"message"
			]

		self.assertEqual(title(self.mine.name), self.mine.head_name)
		self.assertEqual(title(self.theirs.name), self.theirs.name)

	def test_the_report_holds_the_village_and_no_more(self):
		params = {"report_name": "Monitored Household List", "filters": "{}"}
		answer = self.call("GET", "method/frappe.desk.query_report.run", params=params)
		self.assertEqual(answer.json()["message"]["result"], [])

	def test_an_answer_is_in_the_language_of_the_key_s_user(self):
		for headers in ({}, {"Accept-Language": "en"}):
			all_headers = {"Authorization": self.officer, "Accept": "application/json"} | headers
			household = get_url(f"/api/resource/Household/{self.theirs.name}")
			answer = requests.get(household, headers=all_headers, timeout=60)
			self.assertIn("没有这份资料，或您无权查看", answer.json()["_error_message"])

	def test_an_own_household_is_read_without_its_people_s_id_numbers(self):
		answer = self.call("GET", f"resource/Household/{self.mine.name}")
		self.assertEqual(answer.status_code, 200, answer.text)
		self.assertEqual(answer.json()["data"]["address"], "一组 1 号")
		self.assertNotIn(self.mine.members[0].id_number, answer.text)

	def test_an_own_household_is_written(self):
		answer = self.call("PUT", f"resource/Household/{self.mine.name}", json={"address": "一组 9 号"})
		self.assertEqual(answer.status_code, 200, answer.text)
		frappe.db.rollback()
		self.assertEqual(frappe.db.get_value("Household", self.mine.name, "address"), "一组 9 号")

	def test_reading_a_household_of_another_village_is_refused(self):
		self.assertEqual(self.call("GET", f"resource/Household/{self.theirs.name}").status_code, 403)

	def test_writing_a_household_of_another_village_is_refused(self):
		answer = self.call("PUT", f"resource/Household/{self.theirs.name}", json={"address": "别处"})
		self.assertEqual(answer.status_code, 403)
		frappe.db.rollback()
		self.assertEqual(frappe.db.get_value("Household", self.theirs.name, "address"), "二组 2 号")

	def test_moving_an_own_household_to_another_village_is_refused(self):
		answer = self.call("PUT", f"resource/Household/{self.mine.name}", json={"region": OTHER_VILLAGE})
		self.assertEqual(answer.status_code, 403)

	def test_a_role_without_a_posting_in_force_lists_and_reads_nothing(self):
		for path in ("resource/Household", f"resource/Household/{self.mine.name}"):
			self.assertEqual(self.call("GET", path, self.without_posting).status_code, 403)

	def test_a_wrong_secret_gives_no_access(self):
		answer = self.call("GET", "resource/Household", self.officer + "x")
		self.assertIn(answer.status_code, (401, 403))
