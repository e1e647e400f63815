"""A file's changes to the register as a workbook for people: new, changed field by field, gone. Private values are
masked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import frappe
from frappe import _

from fanpin_app.discovery.loading.batch_workbook import BatchWorkbook
from fanpin_app.discovery.loading.differences import Difference
from fanpin_app.discovery.targets import Gone
from fanpin_app.privacy.masks import MASKS

if TYPE_CHECKING:
	from fanpin_app.discovery.doctype.data_batch.data_batch import DataBatch

# More lines than anybody reads; the batch has the full counts.
LINES = {"New": 2_000, "Changed": 50_000, "Missing from File": 50_000}


class ComparisonWorkbook:
	def __init__(self) -> None:
		self._lines: dict[str, list[tuple]] = {kind: [] for kind in LINES}

	def add(self, difference: Difference) -> None:
		if not self._has_room("Changed" if difference.before else "New"):
			return
		doctype = difference.doctype
		about = (_(doctype), *_household_and_title(difference))
		if difference.before is None:
			self._lines["New"].append(about)
		for field, old, new in difference.changed():
			self._lines["Changed"].append(
				(*about, _label(doctype, field), _shown(doctype, field, old), _shown(doctype, field, new))
			)

	def add_gone(self, gone: Gone) -> None:
		if self._has_room("Missing from File"):
			self._lines["Missing from File"].append(
				(_(gone.doctype), gone.household or gone.name, gone.title or "")
			)

	def save(self, batch: DataBatch) -> str | None:
		"""Store the lines as a private workbook of the batch; returns its URL, None where there are none."""
		if not any(self._lines.values()):
			return None
		workbook = BatchWorkbook()
		headers = (
			_("About"),
			_("Household or Region"),
			_("Name"),
			_("Field"),
			_("Old Value"),
			_("New Value"),
		)
		for kind, lines in self._lines.items():
			workbook.start_sheet(_(kind), headers if kind == "Changed" else headers[:3])
			for line in lines:
				workbook.append(line)
			if len(lines) >= LINES[kind]:
				workbook.append((_("Further lines are counted on the batch and not listed."),))
		return workbook.save(batch, _("Comparison"), "comparison_workbook")

	def _has_room(self, kind: str) -> bool:
		return len(self._lines[kind]) < LINES[kind]


def _household_and_title(difference: Difference) -> tuple[str, str]:
	fields = difference.proposed.fields
	where = next(field for field in ("parent", "household", "name") if field in fields)
	title = next((field for field in ("member_name", "region_name") if field in fields), None)
	return difference.value(where), difference.value(title) if title else ""


def _label(doctype: str, field: str) -> str:
	if field == "parent":
		return _("Household")
	return _(frappe.get_meta(doctype).get_label(field))


def _shown(doctype: str, field: str, value: Any) -> Any:
	if mask := MASKS.get(doctype, {}).get(field):
		return mask(value)
	described = frappe.get_meta(doctype).get_field(field)
	if described and described.fieldtype == "Check":
		return _("Yes") if frappe.utils.cint(value) else _("No")
	if described and described.fieldtype == "Select" and value:
		return _(value)
	return float(value) if described and described.fieldtype in ("Currency", "Float") else value
