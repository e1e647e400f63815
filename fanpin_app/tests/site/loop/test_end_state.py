"""Two months of a whole town's files: loaded in any steps they give the same state, and a month can be rolled back."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import frappe

from fanpin_app.demo.files.town import write_town
from fanpin_app.discovery.loading.pipeline import load_file
from fanpin_app.discovery.replacements.replacement import roll_back
from fanpin_app.early_warning.alerts.lifecycle import STILL_OPEN
from fanpin_app.early_warning.rules.context import RuleContext
from fanpin_app.early_warning.screening import engine
from fanpin_app.early_warning.screening.findings import ACTIVE
from fanpin_app.tests.site.discovery.test_asset_ledger import HEADERS, row
from fanpin_app.tests.support.agency_files import write_workbook
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import make_standard

SEPTEMBER, OCTOBER = date(2026, 9, 30), date(2026, 10, 31)
HOUSEHOLDS = 100
FACT = ("indicator", "household", "member", "region", "record_date", "value", "text_value", "state_key")
FINDING = ("rule", "household", "asset", "region", "level", "value", "threshold", "evidence")
ALERT = ("household", "asset", "risk", "region", "status", "level", "base_level", "rules", "reason")
CHANGES = ("findings_new", "findings_ended", "alerts_raised", "alerts_raised_level", "alerts_ended")


class TestTwoMonths(TestCase):
	maxDiff = 2000

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.folder = Path(tempfile.mkdtemp())
		cls.addClassCleanup(shutil.rmtree, cls.folder)
		cls.town = write_town(cls.folder, OCTOBER, seed=7, households=HOUSEHOLDS)
		cls.september, cls.october = (
			[cls.folder / file.name for file in cls.town.files if file.month == month]
			for month in cls.town.months.recent
		)
		village = cls.town.villages[0].code
		ledgers = {
			"202609": [row("TZC9101", 70, village=village), row("TZC9102", 10, village=village)],
			"202610": [
				row("TZC9101", 0, village=village),
				row("TZC9102", 65, village=village),
				row("TZC9103", 0, 120, village=village),
			],
		}
		for files, (month, rows) in zip((cls.september, cls.october), ledgers.items(), strict=True):
			files.append(write_workbook(cls.folder / f"资产台账_{month}.xlsx", HEADERS, rows))

	def setUp(self) -> None:
		super().setUp()
		make_standard(8000, region=self.town.regions[0].code, effective_from="2026-01-01")
		for file in self.town.files:
			if file.month not in self.town.months.recent:
				load_file(self.folder / file.name)

	@contextmanager
	def rolled_back(self) -> Iterator[None]:
		frappe.db.savepoint("two_months")
		try:
			yield
		finally:
			frappe.db.rollback(save_point="two_months")

	def assertSameState(self, state: dict[str, list], other: dict[str, list]) -> None:
		for kind in state:
			self.assertEqual(state[kind], other[kind], kind)

	def test_the_result_is_the_same_in_any_order_of_the_months_and_loading_again_changes_nothing(self):
		with self.rolled_back():
			load(*self.september, *self.october)
			screen(OCTOBER)
			loaded_together = state_of()
		self.assertTrue(
			all(loaded_together.values()), "a state without facts, findings or alerts proves nothing"
		)
		with self.subTest("September, then October"), self.rolled_back():
			load(*self.september)
			screen(SEPTEMBER)
			load(*self.october)
			screen(OCTOBER)
			self.assertSameState(state_of(), loaded_together)
			load(*self.september, *self.october)
			result = screen(OCTOBER)
			self.assertEqual([result[name] for name in CHANGES], [0] * len(CHANGES))
			self.assertSameState(state_of(), loaded_together)
		with self.subTest("October, then September"), self.rolled_back():
			load(*self.october)
			screen(OCTOBER)
			load(*self.september)
			screen(OCTOBER)
			self.assertSameState(state_of(), loaded_together)

	def test_rolling_back_october_restores_september(self):
		load(*self.september)
		screen(SEPTEMBER)
		september = state_of()
		batches = load(*self.october)
		screen(OCTOBER)
		self.assertNotEqual(state_of(), september)
		for batch in batches:
			if batch.status == "Loaded":
				roll_back(batch)
		screen(SEPTEMBER)
		self.assertSameState(state_of(), september)


def load(*paths: Path) -> list:
	return [load_file(path) for path in paths]


def screen(as_of: date) -> dict[str, int]:
	return engine.screen(RuleContext("", as_of))


def state_of() -> dict[str, list]:
	"""The state: facts, assets in a ledger, findings and open alerts; files by name rather than by batch."""
	files = dict(frappe.get_all("Data Batch", fields=["name", "file_name"], as_list=True, limit=0))

	def rows(doctype: str, fields: tuple[str, ...], **filters) -> list[str]:
		found = frappe.get_all(doctype, filters=filters, fields=list(fields), as_list=True, limit=0)
		return sorted(_named(repr(row), files) for row in found)

	return {
		"facts": rows("Indicator Record", (*FACT, "batch", "row_no"), superseded=0),
		"assets": rows(
			"Alleviation Asset",
			("name", "region", "reported_rent_overdue_days", "reported_idle_days", "batch"),
			batch=("is", "set"),
		),
		"findings": rows("Risk Finding", FINDING, status=ACTIVE),
		"alerts": rows("Risk Alert", ALERT, status=("in", STILL_OPEN)),
	}


def _named(text: str, files: dict[str, str]) -> str:
	for batch, file in files.items():
		text = text.replace(batch, file)
	return text
