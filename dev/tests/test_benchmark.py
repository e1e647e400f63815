"""The made-up city of `make bench`, at a tiny size: three ways to evaluate the rules have equal results."""

import json
import tempfile
from pathlib import Path

import frappe
from benchmark import city, files, lists, rules, run

from fanpin_app.discovery.loading import pipeline
from fanpin_app.tests.support.base import TestCase

HOUSEHOLDS = 200
BELOW = f"{city.CITY[:4]}%"


class TestCity(TestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		frappe.set_user("Administrator")
		cls.built = list(city.fill(HOUSEHOLDS))

	def tearDown(self) -> None:
		"""The city stays until all tests of the class are done."""

	@classmethod
	def tearDownClass(cls) -> None:
		frappe.db.rollback()
		super().tearDownClass()

	def names(self) -> list[str]:
		return frappe.get_all(
			"Household", filters={"region": ("like", BELOW)}, pluck="name", order_by="name asc"
		)

	def test_it_has_as_many_households_as_were_asked_for(self):
		self.assertEqual((self.built, len(self.names())), ([HOUSEHOLDS], HOUSEHOLDS))

	def test_every_default_rule_about_households_is_compared(self):
		about_households = frappe.get_all(
			"Risk Rule",
			filters={"enabled": 1, "kind": "Risk", "subject": ("in", ("", "Household"))},
			pluck="name",
		)
		self.assertEqual(sorted(rules.comparable_rules()), sorted(about_households))

	def test_compiler_handwritten_sql_and_documents_find_the_same(self):
		names = rules.comparable_rules()
		compiled = rules.by_compiler(names)
		self.assertGreater(sum(map(len, compiled.values())), 10)
		rules.require_equal(compiled, rules.by_sql(names))
		rules.require_equal(compiled, rules.by_documents(names, self.names()))

	def test_a_difference_is_reported(self):
		with self.assertRaisesRegex(RuntimeError, "R1a of H1"):
			rules.require_equal({"R1a": {"H1": "5000"}}, {"R1a": {}})

	def test_its_files_load_without_a_refused_row(self):
		with tempfile.TemporaryDirectory() as folder:
			for path in (
				files.write_medical(Path(folder) / "医保自付_202610.xlsx", 50, seed=1),
				files.write_register(Path(folder) / "农户信息.xlsx", 50),
			):
				batch = pipeline.load_file(path)
				self.assertEqual((batch.status, batch.rows_refused), ("Loaded", 0), batch.message)
				self.assertGreaterEqual(batch.rows_accepted, 50)


class TestFigures(TestCase):
	def test_the_95th_percentile_leaves_out_five_of_a_hundred(self):
		self.assertEqual(lists.percentile([float(each) for each in range(1, 101)], 95), 95)
		self.assertEqual(lists.percentile([7.0], 95), 7)

	def test_the_table_names_every_figure(self):
		figures = {name: number for number, (name, _) in enumerate(run.ORDER, start=1000)}
		figures |= {"list_p95_ms": {"Town Officer": 41.5}, "machine": {"cores": 2}}
		table = run.table(figures)
		for figure in ("1,000", f"{999 + len(run.ORDER):,}", "41.5", "cores"):
			self.assertIn(figure, table)

	def test_figures_are_written_for_programs(self):
		with tempfile.TemporaryDirectory() as folder:
			path = Path(folder) / "bench.json"
			run.write({"households": 200}, path)
			self.assertEqual(json.loads(path.read_text()), {"households": 200})
