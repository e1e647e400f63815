"""What the fields of rules say of themselves, and that no module knows those of later ones."""

import ast
import importlib
import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from unittest import TestCase
from unittest.mock import patch

from fanpin_app import hooks
from fanpin_app.early_warning.rules import units
from fanpin_app.early_warning.rules.comparison import CHECK, NUMBER
from fanpin_app.early_warning.rules.fields import FIELDS_BY_SOURCE, Field
from fanpin_app.early_warning.rules.related_sources import RelatedSource
from fanpin_app.early_warning.rules.subjects import HOUSEHOLDS, Subject
from fanpin_app.early_warning.rules.vocabulary import YES_OR_NO

PACKAGE = Path(hooks.__file__).parent
EARLY_WARNING = PACKAGE / "early_warning"
UNITS = {
	"living_people": units.people,
	"income_per_head": units.yuan,
	"age": units.years,
	"months_worked": units.months,
	"wage_income": units.yuan,
	"business_income": units.yuan,
	"property_income": units.yuan,
	"transfer_income": units.yuan,
	"business_expense": units.yuan,
	"business_profit": units.yuan,
	"net_income": units.yuan,
	"months_monitored": units.months,
	"business_income_at_elimination": units.yuan,
	"rent_overdue_days": units.days,
	"idle_days": units.days,
	# Sentences show the bare figure.
	"days_since_inspection": None,
	"original_value": None,
}


def registered() -> list[Subject | RelatedSource]:
	"""What later modules add to the rule language."""
	paths = [path.rpartition(".") for path in (*hooks.screened_subjects, *hooks.household_rule_sources)]
	return [getattr(importlib.import_module(module), name) for module, _dot, name in paths]


def fields() -> dict[str, Field]:
	all_fields = [*FIELDS_BY_SOURCE.values(), *(source.fields for source in registered())]
	return {name: field for of_source in all_fields for name, field in of_source.items()}


def shipped_options(doctype: str, fieldname: str) -> str:
	name = doctype.lower().replace(" ", "_")
	(file,) = PACKAGE.glob(f"*/doctype/{name}/{name}.json")
	fields = json.loads(file.read_text(encoding="utf-8"))["fields"]
	return next(field["options"] for field in fields if field["fieldname"] == fieldname)


class TestFields(TestCase):
	def test_each_number_has_its_unit_and_nothing_else_has_one(self):
		numbers = {name: field.unit for name, field in fields().items() if field.kind == NUMBER}
		self.assertEqual(numbers, UNITS)
		self.assertEqual([name for name, field in fields().items() if field.unit and name not in UNITS], [])

	def test_a_field_of_yes_and_no_in_the_register_has_phrases(self):
		checks = {name for name, field in fields().items() if field.kind == CHECK}
		texts = {"works", "has_labour_capacity", "medical_insurance"}
		self.assertEqual({name for name, field in fields().items() if field.phrases}, checks | texts)

	@patch("frappe.get_meta", lambda doctype: SimpleNamespace(get_options=partial(shipped_options, doctype)))
	def test_phrases_are_about_all_values_that_the_field_can_have(self):
		for name, field in fields().items():
			if field.phrases:
				values = YES_OR_NO if field.kind == CHECK else field.values()
				self.assertEqual(set(field.phrases()), set(filter(None, values)), name)


class TestLaterModules(TestCase):
	def test_no_name_of_theirs_is_a_string_in_the_rule_language(self):
		names = {name for source in registered() for name in _names(source)}
		known = {
			(str(file.relative_to(EARLY_WARNING)), text)
			for file in EARLY_WARNING.rglob("*.py")
			# Controllers have the options of their fields as types.
			if "doctype" not in file.parts
			for text in _strings(file)
			if text in names
		}
		self.assertEqual(known, set())
		self.assertGreater(len(names), 15)

	def test_figures_of_what_is_screened_come_from_the_register(self):
		subjects = [source for source in registered() if isinstance(source, Subject)]
		self.assertEqual({subject.origin for subject in subjects}, {HOUSEHOLDS.origin})


def _names(source: Subject | RelatedSource) -> Iterator[str]:
	yield from (source.name, source.doctype, *source.fields)
	if isinstance(source, Subject):
		yield from (source.link, source.title)


def _strings(file: Path) -> Iterator[str]:
	for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
		if isinstance(node, ast.Constant) and isinstance(node.value, str):
			yield node.value
