"""The language in which guests are answered."""

import json

import requests
from frappe.utils import get_url

from fanpin_app.tests.support.base import TestCase

REFUSAL = {"zh-CN": "开放", "en": "is not open"}


class TestGuestLanguage(TestCase):
	def refusal(self, **headers: str) -> str:
		"""The message with which the gate refuses a function that is not open to guests."""
		path = get_url("/api/method/frappe.desk.search.search_link")
		answer = requests.post(path, headers={"Accept": "application/json"} | headers, timeout=60)
		return json.dumps(
			[json.loads(each) for each in json.loads(answer.json()["_server_messages"])], ensure_ascii=False
		)

	def test_is_that_of_the_browser(self):
		for language, words in REFUSAL.items():
			self.assertIn(words, self.refusal(**{"Accept-Language": language}))

	def test_is_that_of_the_site_where_the_request_names_none(self):
		self.assertIn(REFUSAL["zh-CN"], self.refusal())
