"""After a check left a step, no request changes a fact that the step decided on: each path, each field, each step."""

from __future__ import annotations

import frappe
import frappe.api
import requests
from frappe.model import no_value_fields, table_fields
from frappe.utils import get_url

from fanpin_app.tests.http.test_rest import make_token
from fanpin_app.tests.site.registry.test_fields_of_operations import import_update
from fanpin_app.tests.support import builders
from fanpin_app.tests.support.committed_data import CommittedTestCase
from fanpin_app.tests.support.procedure import Offices, apply_action, as_user, seven_months_ago
from fanpin_app.verification import stages
from fanpin_app.verification.rights import STEP_FIELDS

DOCTYPE = "Risk Check"
# Who holds the step writes these; why a household is refused is written by whoever refuses it.
OWN_FIELDS = {stage: fields | {"refusal_reason"} for stage, fields in STEP_FIELDS.items()}
OWN_TEXT = {stages.TOWN: "town_opinion", stages.DISTRICT: "district_opinion"}
READ_ONLY = "read-only"
OTHER_VALUES = {"Date": "2020-02-02", "Datetime": "2020-02-02 02:02:02", "Int": 7, "Currency": 7.5}


def sent(check: dict, values: dict) -> str:
	return frappe.as_json({**check, **values})


# Path → verb, address and body of the request that writes the values.
PATHS = {
	"form": lambda check, values: (
		"POST",
		"method/frappe.desk.form.save.savedocs",
		{"doc": sent(check, values), "action": "Save"},
	),
	"save": lambda check, values: ("POST", "method/frappe.client.save", {"doc": sent(check, values)}),
	"REST, version 1": lambda check, values: ("PUT", f"resource/{DOCTYPE}/{check['name']}", values),
	"REST, version 2": lambda check, values: ("PATCH", f"v2/document/{DOCTYPE}/{check['name']}", values),
	"set_value": lambda check, values: (
		"POST",
		"method/frappe.client.set_value",
		{"doctype": DOCTYPE, "name": check["name"], "fieldname": values},
	),
	"bulk_update": lambda check, values: (
		"POST",
		"method/frappe.client.bulk_update",
		{"docs": frappe.as_json([{"doctype": DOCTYPE, "docname": check["name"], **values}])},
	),
	"edit of several": lambda check, values: (
		"POST",
		"method/frappe.desk.doctype.bulk_update.bulk_update.submit_cancel_or_update_docs",
		{
			"doctype": DOCTYPE,
			"docnames": frappe.as_json([check["name"]]),
			"action": "update",
			"data": frappe.as_json(values),
		},
	),
	"calendar": lambda check, values: (
		"POST",
		"method/frappe.desk.calendar.update_event",
		{
			"args": frappe.as_json({"doctype": DOCTYPE, "name": check["name"], **values}),
			"field_map": frappe.as_json({"start": next(iter(values)), "end": next(iter(values))}),
		},
	),
	"run_doc_method": lambda check, values: (
		"POST",
		"method/run_doc_method",
		{"docs": sent(check, values), "method": "save"},
	),
	"Kanban": lambda check, values: (
		"POST",
		"method/frappe.desk.doctype.kanban_board.kanban_board.update_order_for_single_card",
		{"board_name": "checks", "docname": check["name"], "to_colname": next(iter(values.values()))},
	),
}
# Early Frappe 15 has no second version.
REST = ("REST, version 1", "REST, version 2") if hasattr(frappe.api, "API_URL_MAP") else ("REST, version 1",)
ANSWERS_WITH_AN_ERROR = ("form", "save", *REST, "set_value")
LIVE = (*ANSWERS_WITH_AN_ERROR, "edit of several", "calendar")


class TestEveryPath(CommittedTestCase):
	"""As the officer of the check's step, who may write the check."""

	@classmethod
	def make_data(cls) -> None:
		builders.make_standard(8000)
		offices = cls.offices = Offices()
		cls.token = {user: make_token(user) for user in (offices.village, offices.town, offices.district)}
		cls.other_household = builders.make_household().name
		cls.other_alert = builders.make_alert(cls.other_household).name
		cls.checks = [
			(offices.village, cls.start()),
			(offices.town, offices.review(cls.start())),
			(offices.district, offices.to_district(cls.start())),
			(offices.district, cls.approved()),
			(
				offices.district,
				offices.verify(offices.review(cls.start()), "Reject", refusal_reason="收入稳定"),
			),
		]

	@classmethod
	def start(cls):
		household = builders.make_household().name
		alert = builders.make_alert(household).name
		check = cls.offices.start(household, alert=alert, started_on=seven_months_ago())
		rows = check.as_dict().situations
		rows[2].update({"applies": 1, "explanation": "危房重建期间借住"})
		return apply_action(cls.offices.village, check, None, situations=rows)

	@classmethod
	def approved(cls):
		check = cls.offices.to_district(cls.start())
		return cls.offices.determine(check, determined_kind="Marginal", district_opinion="综合研判")

	def request(self, user: str, path: str, check: dict, values: dict) -> int:
		verb, address, body = PATHS[path](check, values)
		headers = {"Authorization": self.token[user], "Accept": "application/json"}
		answered = requests.request(verb, get_url(f"/api/{address}"), headers=headers, json=body, timeout=60)
		frappe.db.rollback()
		return answered.status_code

	def stored(self, check: str) -> dict:
		doc = frappe.get_doc(DOCTYPE, check).as_dict(convert_dates_to_str=True)
		for row in (doc, *doc["situations"], *doc["steps"]):
			for field in ("modified", "modified_by"):
				row.pop(field)
		return doc

	def other_value(self, check: dict, field) -> object:
		value = check.get(field.fieldname)
		if field.fieldtype == "Select":
			return next(option for option in reversed(field.options.split("\n")) if option != (value or ""))
		if field.fieldtype == "Check":
			return int(not value)
		links = {
			"Household": self.other_household,
			"Risk Alert": self.other_alert,
			"Administrative Region": builders.OTHER_VILLAGE,
			"Workflow State": next(stage for stage in stages.FORWARD[1:] if stage != value),
		}
		return links.get(field.options) or OTHER_VALUES.get(field.fieldtype, "改写")

	def changes(self, check: dict) -> dict[str, dict]:
		"""What a client sends, by name: another value in each field that is not the step's own. Read-only fields together,
		because forms send them and they keep their values without an error."""
		own = OWN_FIELDS.get(check["stage"], set())
		found: dict[str, dict] = {READ_ONLY: {}}
		for field in frappe.get_meta(DOCTYPE).fields:
			if field.fieldtype in (*no_value_fields, *table_fields) or field.fieldname in own:
				continue
			value = {field.fieldname: self.other_value(check, field)}
			if field.read_only and field.fieldname != "workflow_state":
				found[READ_ONLY] |= value
			else:
				found[field.fieldname] = value
		if check["stage"] != stages.VILLAGE:
			found |= self.changes_of_rows(check)
		return found

	def changes_of_rows(self, check: dict) -> dict[str, dict]:
		def with_values(**values) -> dict:
			rows = [dict(row) for row in check["situations"]]
			rows[2].update(values)
			return {"situations": rows}

		left_out = [row for row in check["situations"] if row.idx != 3]
		removed = {"situations": left_out, "__removed_rows": {"situations": [check["situations"][2].name]}}
		steps = [{**row, "to_stage": stages.REJECTED, "facts": "{}"} for row in check["steps"]]
		return {
			"mark taken away": with_values(applies=0),
			"explanation": with_values(explanation="改写"),
			"another situation": with_values(situation=check["situations"][0].situation),
			"row left out": {"situations": left_out},
			"row removed": removed,
			f"{READ_ONLY}, steps": {"steps": steps},
			f"{READ_ONLY}, no steps": {"steps": []},
		}

	def test_changes_no_fact_of_another_step_and_says_so(self):
		for user, check in self.checks:
			before = self.stored(check.name)
			sent_document = frappe.get_doc(DOCTYPE, check.name).as_dict(convert_dates_to_str=True)
			changed, silent = [], []
			for name, values in self.changes(sent_document).items():
				for path in LIVE:
					status = self.request(user, path, sent_document, values)
					if self.stored(check.name) != before:
						changed.append((path, name))
					if status < 400 and path in ANSWERS_WITH_AN_ERROR and not name.startswith(READ_ONLY):
						silent.append((path, name))
			with self.subTest(stage=check.stage):
				self.assertEqual((changed, silent), ([], []))

	def test_paths_that_are_closed_write_nothing(self):
		"""By the gate or in this version of Frappe; one value is enough."""
		for user, check in self.checks:
			before = self.stored(check.name)
			sent_document = frappe.get_doc(DOCTYPE, check.name).as_dict(convert_dates_to_str=True)
			for path in PATHS.keys() - set(LIVE):
				for values in (
					{"district_opinion": "改写"},
					{"votes_for": 7},
					{"workflow_state": stages.APPROVED},
				):
					self.request(user, path, sent_document, values)
					self.assertEqual(self.stored(check.name), before, (path, check.stage))

	def test_writes_what_the_step_may(self):
		"""Else the test above would prove nothing."""
		for user, check in self.checks[1:3]:
			for path in LIVE:
				sent_document = frappe.get_doc(DOCTYPE, check.name).as_dict(convert_dates_to_str=True)
				field = OWN_TEXT[check.stage]
				self.request(user, path, sent_document, {field: f"经 {path} 写入"})
				self.assertEqual(self.stored(check.name)[field], f"经 {path} 写入", path)

	def test_a_row_is_not_written_by_its_own_address(self):
		for user, check in self.checks[1:]:
			before = self.stored(check.name)
			headers = {"Authorization": self.token[user], "Accept": "application/json"}
			row = check.situations[2].name
			for verb, address, body in (
				("PUT", f"resource/Check Situation/{row}", {"applies": 0}),
				("DELETE", f"resource/Check Situation/{row}", {}),
				(
					"POST",
					"method/frappe.client.set_value",
					{"doctype": "Check Situation", "name": row, "fieldname": "applies", "value": 0},
				),
			):
				url = get_url(f"/api/{address}")
				answered = requests.request(verb, url, headers=headers, json=body, timeout=60)
				frappe.db.rollback()
				self.assertGreaterEqual(answered.status_code, 400)
				self.assertEqual(self.stored(check.name), before)

	def test_data_import_changes_no_fact_of_another_step(self):
		for user, check in self.checks:
			before = self.stored(check.name)
			sent_document = frappe.get_doc(DOCTYPE, check.name).as_dict(convert_dates_to_str=True)
			for name, values in self.changes(sent_document).items():
				with as_user(user):
					import_update({**sent_document, **values}, DOCTYPE)
				self.assertEqual(self.stored(check.name), before, (check.stage, name))
				frappe.db.rollback()

	def test_an_action_of_a_stale_copy_is_that_of_the_stored_check(self):
		"""The button sends the whole document; what it contains is not written."""
		user, check = self.checks[1]
		sent_document = frappe.get_doc(DOCTYPE, check.name).as_dict(convert_dates_to_str=True)
		body = {"doc": sent(sent_document, {"votes_for": 1, "stage": stages.DISTRICT}), "action": "Approve"}
		headers = {"Authorization": self.token[user], "Accept": "application/json"}
		address = get_url("/api/method/frappe.model.workflow.apply_workflow")
		answered = requests.post(address, headers=headers, json=body, timeout=60)
		frappe.db.rollback()
		self.assertGreaterEqual(answered.status_code, 400)
		self.assertEqual((self.stored(check.name)["stage"], check.votes_for), (stages.TOWN, 8))
