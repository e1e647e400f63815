"""Texts of rules, feeds and files reach the database as data, never as part of a statement."""

import base64
import tempfile
from pathlib import Path

import frappe

from fanpin_app.discovery.feeds.describe import describe
from fanpin_app.early_warning.rule_desk import preview, what_if
from fanpin_app.early_warning.rules.errors import InvalidRuleError
from fanpin_app.tests.support.agency_files import write_workbook
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import make_household, make_id_number, make_record, rule

HOSTILE = (
	"'; drop table `tabHousehold`; --",
	'" or ""="',
	"\\' or 1=1 -- ",
	"`name`",
	"%s %(name)s {0} {value.__class__}",
	"1 union select password from __Auth",
	"=cmd|' /C calc'!A0",
)
MARKUP = "<script>alert(1)</script>"
AS_OF = "2026-10-31"


class TestRules(TestCase):
	def setUp(self) -> None:
		super().setUp()
		self.household = make_household()
		make_record(self.household, "housing_grade", "C", "2026-10-01")

	def sent(self, condition: dict, **fields) -> dict:
		values = rule(**fields).as_dict(no_default_fields=True)
		return values | {"conditions": [condition]}

	def housing(self, **fields) -> dict:
		return {
			"group": 1,
			"source": "Indicator",
			"indicator": "housing_grade",
			"aggregation": "Latest",
			"operator": "=",
			"value": "C",
		} | fields

	def test_a_hostile_value_hits_nobody(self):
		for text in HOSTILE:
			for operator in ("=", "in"):
				found = preview.preview(self.sent(self.housing(operator=operator, value=text)), AS_OF)
				self.assertEqual(found["hits"], 0, text)

	def test_a_hostile_value_is_no_number_and_no_known_word(self):
		for text in HOSTILE:
			figure = {
				"group": 1,
				"source": "Household",
				"field": "living_people",
				"operator": ">=",
				"value": text,
			}
			word = {
				"group": 1,
				"source": "Household",
				"field": "household_kind",
				"operator": "=",
				"value": text,
			}
			for condition in (figure, word):
				self.assertRaises(InvalidRuleError, preview.preview, self.sent(condition), AS_OF)

	def test_a_hostile_name_of_anything_is_refused(self):
		for text in HOSTILE:
			for name in ("source", "indicator", "aggregation", "operator"):
				with self.assertRaises(InvalidRuleError, msg=f"{name} = {text}"):
					preview.preview(self.sent(self.housing(**{name: text})), AS_OF)
			field = {"group": 1, "source": "Household", "field": text, "operator": "=", "value": "1"}
			self.assertRaises(InvalidRuleError, preview.preview, self.sent(field), AS_OF)

	def test_a_hostile_income_line_is_refused(self):
		values = self.sent(self.housing())
		for text in HOSTILE:
			self.assertRaises(InvalidRuleError, what_if.compare, values, values, AS_OF, income_line=text)

	def test_a_hostile_region_matches_nothing(self):
		values = self.sent(self.housing())
		for text in HOSTILE:
			self.assertEqual(preview.preview(values, AS_OF, text)["hits"], 0, text)

	def test_what_is_no_rule_is_refused_or_has_no_sentence(self):
		for values in ("[]", '"rule"', {"conditions": "x"}, {"conditions": {"a": 1}}):
			self.assertRaises(frappe.ValidationError, preview.preview, values, AS_OF)
		nested = self.housing(value={"$ne": ""}, operator=["="])
		self.assertRaises(InvalidRuleError, preview.preview, self.sent(nested), AS_OF)

	def test_a_rule_with_hostile_names_is_stored_and_screens_like_any_other(self):
		for number, text in enumerate(HOSTILE):
			created = rule(self.housing(), rule_code=f"H{number}", rule_name=text[:140], reason=text)
			created.insert()
			found = preview.preview(created.as_dict(no_default_fields=True), AS_OF)
			self.assertEqual(found["hits"], 1, text)
			self.assertEqual(frappe.db.get_value("Risk Rule", created.name, "reason"), text)

	def test_a_rule_with_markup_in_its_names_is_refused(self):
		for field in ("rule_name", "reason"):
			created = rule(self.housing(), rule_code="H", **{field: MARKUP})
			self.assertRaises(frappe.ValidationError, created.insert)


class TestFiles(TestCase):
	def test_hostile_headers_and_values_are_proposed_as_they_are(self):
		with tempfile.TemporaryDirectory() as folder:
			path = Path(folder) / "x.xlsx"
			# A header that is a formula has no text: workbooks store formulas separately.
			headers = ("身份证号", MARKUP, *(text for text in HOSTILE if not text.startswith("=")))
			write_workbook(path, headers, [(make_id_number(), MARKUP, *HOSTILE[1:]) for _number in range(5)])
			found = describe(path.name, base64.b64encode(path.read_bytes()).decode())
		self.assertEqual(
			[column["header"] for column in found["columns"]], ["".join(header.split()) for header in headers]
		)

	def test_a_feed_with_hostile_headers_is_stored_unchanged(self):
		columns = [
			{"header": "身份证号", "role": "Match Key", "data_type": "ID Number"},
			{"header": "日期", "role": "Record Date", "data_type": "Date", "indicator": "housing_grade"},
			*({"header": text, "role": "Description", "data_type": "Text"} for text in HOSTILE),
		]
		feed = frappe.get_doc(
			{"doctype": "Data Feed", "feed_code": "hostile", "feed_name": HOSTILE[0], "columns": columns}
		).insert()
		stored = frappe.get_doc("Data Feed", feed.name)
		self.assertEqual([column.header for column in stored.columns[2:]], list(HOSTILE))
		stored.columns[2].header = MARKUP
		self.assertRaises(frappe.ValidationError, stored.save)
