"""What a form shows read-only is written by the server alone. Over HTTP, for every such field of every DocType of ours."""

import frappe
import requests
from frappe.model import no_value_fields, table_fields
from frappe.utils import get_url

from fanpin_app.tests.base import TestCase
from fanpin_app.tests.builders import VILLAGE, make_household, make_officer
from fanpin_app.tests.committed import CommittedTestCase
from fanpin_app.tests.matrix import answer
from fanpin_app.tests.test_document_rows import document_with_rows
from fanpin_app.tests.test_rest import make_token

OTHER_VALUES = {
	"Check": 1,
	"Int": 7,
	"Float": 7.5,
	"Currency": 7.5,
	"Date": "2020-02-02",
	"Datetime": "2020-02-02 02:02:02",
}


def doctypes_with_read_only_fields() -> list[tuple[str, list]]:
	modules = frappe.get_all("Module Def", filters={"app_name": "fanpin_app"}, pluck="name")
	names = frappe.get_all(
		"DocType",
		filters={"module": ("in", modules), "istable": 0, "issingle": 0},
		pluck="name",
		order_by="name",
	)
	found = []
	for name in names:
		fields = [
			field
			for field in frappe.get_meta(name).fields
			if field.read_only
			and not field.fetch_from
			and field.fieldtype not in (*no_value_fields, *table_fields)
		]
		if fields:
			found.append((name, fields))
	return found


class TestEveryReadOnlyField(TestCase):
	def test_stays_as_it_is_stored_whatever_a_client_sends(self):
		"""Asked as Administrator, who may write everything. A save that is refused changes nothing either."""
		changed = []
		for doctype, fields in doctypes_with_read_only_fields():
			for field in fields:
				frappe.db.savepoint("one_field")
				doc = document_with_rows(doctype, rows=0)
				before = doc.get(field.fieldname)
				other = OTHER_VALUES.get(field.fieldtype, "zq-other")
				answer(
					"frappe.client.set_value",
					doctype=doctype,
					name=doc.name,
					fieldname=field.fieldname,
					value=other,
				)
				after = frappe.db.get_value(doctype, doc.name, field.fieldname)
				if str(after) == str(other) != str(before):
					changed.append((doctype, field.fieldname))
				frappe.db.rollback(save_point="one_field")
		self.assertEqual(changed, [])


class TestReadOnlyFieldsOverRest(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.household = make_household(VILLAGE)
		cls.other = make_household(VILLAGE)
		cls.token = make_token(make_officer("Village Cadre", VILLAGE))

	def put(self, **fields) -> requests.Response:
		return requests.put(
			get_url(f"/api/resource/Household/{self.household.name}"),
			headers={"Authorization": self.token, "Accept": "application/json"},
			json=fields,
			timeout=60,
		)

	def stored(self, *fields: str) -> tuple:
		frappe.db.rollback()
		return frappe.db.get_value("Household", self.household.name, fields)

	def test_a_village_puts_no_household_on_the_monitored_list(self):
		before = self.stored("monitored", "monitored_kind", "merged_into")
		self.put(monitored=1, monitored_kind="Marginal", merged_into=self.other.name)
		self.assertEqual(self.stored("monitored", "monitored_kind", "merged_into"), before)

	def test_what_the_form_lets_it_write_is_written_beside_them(self):
		self.assertEqual(self.put(address="一组 9 号", monitored=1).status_code, 200)
		self.assertEqual(self.stored("address", "monitored"), ("一组 9 号", 0))
