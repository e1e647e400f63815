"""The types of fields that Frappe writes into the controllers of DocTypes."""

import ast
import importlib
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from unittest import TestCase
from unittest.mock import patch

import frappe
from frappe.types.exporter import TypeExporter, end_block, start_block

from fanpin_app.tests.unit.test_repository import PACKAGE


class TestTypesOfDocTypes(TestCase):
	maxDiff = None

	def test_every_controller_has_the_types_that_frappe_would_write_today(self):
		"""Fails after a change of a DocType that was not saved in developer mode: its message has the types."""
		self.assertGreater(len(list(_doctypes())), 70)
		for doctype, controller in _doctypes():
			with self.subTest(doctype["name"]):
				source = controller.read_text(encoding="utf-8")
				self.assertEqual(source.count(start_block), 1)
				self.assertEqual(source.count(end_block), 1)
				self.assertEqual(_annotations(source), _annotations(_exported(doctype, controller)))


def _doctypes() -> Iterator[tuple[dict, Path]]:
	"""Each DocType of the app as stored in its file, and the file of its controller."""
	for file in sorted(PACKAGE.glob("*/doctype/*/*.json")):
		stored = json.loads(file.read_text(encoding="utf-8"))
		if stored["doctype"] == "DocType":
			yield stored, file.with_suffix(".py")


def _exported(doctype: dict, controller: Path) -> str:
	"""The controller as Frappe would write it."""
	doc = frappe._dict(doctype, fields=[frappe._dict(field) for field in doctype["fields"]])
	with (
		tempfile.TemporaryDirectory() as folder,
		patch("frappe.model.base_document.get_controller", _class_of),
	):
		copy = Path(folder) / controller.name
		copy.write_text(controller.read_text(encoding="utf-8"), encoding="utf-8")
		exporter = TypeExporter(doc)
		exporter.controller_path = copy
		exporter.export_types()
		return copy.read_text(encoding="utf-8")


def _class_of(doctype: str) -> type:
	"""The class of a DocType of the app; Frappe would ask the site for its module."""
	name = frappe.scrub(doctype)
	[controller] = PACKAGE.glob(f"*/doctype/{name}/{name}.py")
	module = ".".join((PACKAGE.name, *controller.relative_to(PACKAGE).with_suffix("").parts))
	return getattr(importlib.import_module(module), doctype.replace(" ", "").replace("-", ""))


def _annotations(source: str) -> list[str]:
	"""What the source imports, and the types of its fields, however it is formatted."""
	return sorted(
		# A Select whose options are set by the form: newer versions of Frappe write None.
		ast.unparse(node).replace("DF.Literal[None]", "DF.Literal")
		for node in ast.walk(ast.parse(source))
		if isinstance(node, ast.AnnAssign | ast.Import | ast.ImportFrom)
	)
