"""Households of two villages, and users who must not learn of one of them: over HTTP."""

import json

import frappe
import requests
from frappe.utils import get_url

from fanpin_app.tests.http.test_rest import make_token
from fanpin_app.tests.support.builders import (
	DISTRICT,
	OTHER_VILLAGE,
	TOWN,
	VILLAGE,
	make_household,
	make_income,
	make_officer,
	make_pairing,
	make_visit,
	member,
)
from fanpin_app.tests.support.committed_data import CommittedTestCase

MEMBERS = "Household Member"
STATE_COUNT = "frappe.workflow.doctype.workflow.workflow.get_workflow_state_count"
# No duty needs these, and the gate closes them.
CLOSED = (
	STATE_COUNT,
	"frappe.core.doctype.user.user.get_roles",
	"frappe.desk.treeview.get_all_nodes",
	"frappe.geo.utils.get_coords",
	"frappe.model.mapper.map_docs",
)
MINE = "ours3915"
THEIRS = "theirs8274"


class GuardedReadersTestCase(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.mine = make_household(VILLAGE, address=MINE, phone="13800135555", members=[member()])
		cls.theirs = make_household(OTHER_VILLAGE, address=THEIRS, phone="13900139274", members=[member()])
		cls.further = make_household(OTHER_VILLAGE, address=THEIRS + "b")
		for household in (cls.mine, cls.theirs):
			make_visit(household.name, latitude=23.111 if household is cls.mine else 23.987, longitude=116.5)
			make_income(household.name, wage_income=7351 if household is cls.theirs else 1200)
		cls.theirs.add_comment("Comment", f"{THEIRS} comment")
		helper = make_officer("Helper", TOWN)
		make_pairing(cls.mine.name, helper)
		agency = frappe.get_all("Data Feed", pluck="agency", limit=1)[0]
		cls.village_user = make_officer("Village Cadre", VILLAGE)
		for endpoint in CLOSED:
			cls.open_endpoint(endpoint)
		cls.village = make_token(cls.village_user)
		cls.tokens = {
			"village": cls.village,
			"helper": make_token(helper),
			"agency": make_token(make_officer("Agency Data Officer", DISTRICT, agency=agency)),
			"guest": None,
		}

	@classmethod
	def open_endpoint(cls, endpoint: str) -> None:
		"""Open an endpoint, as an administrator may, so that the function itself must refuse."""
		frappe.get_doc(
			doctype="Permitted Endpoint", endpoint=endpoint, role="All", enabled=1, reason="Test"
		).insert()

	def call(self, token: str | None, endpoint: str, **arguments) -> requests.Response:
		headers = {"Accept": "application/json"} | ({"Authorization": token} if token else {})
		texts = {k: v if isinstance(v, str) else json.dumps(v) for k, v in arguments.items()}
		return requests.post(get_url(f"/api/method/{endpoint}"), headers=headers, data=texts, timeout=60)

	def call_as_everyone(self, endpoint: str, **arguments) -> dict[str, requests.Response]:
		return {who: self.call(token, endpoint, **arguments) for who, token in self.tokens.items()}

	def assert_not_revealed(self, secrets: list[str], endpoint: str, **arguments) -> None:
		for who, answer in self.call_as_everyone(endpoint, **arguments).items():
			for secret in secrets:
				self.assertNotIn(secret, answer.text, (who, endpoint))
