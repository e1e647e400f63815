"""Load rows of the asset ledger into Alleviation Assets; each file's values are kept as Asset Ledger Entry.

If several files report an asset, the one with the highest precedence applies, in whatever order they were loaded.
Rolling a file back removes its values, and those of the previous file apply again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import frappe

from fanpin_app.database import bulk
from fanpin_app.discovery.loading.differences import UNSET, ProposedRows
from fanpin_app.discovery.loading.prefetch import SeenFacts
from fanpin_app.discovery.plausibility.name_check import Names, names_of
from fanpin_app.discovery.plausibility.repeated_keys import HeldBackRows
from fanpin_app.discovery.refusals.errors import UNKNOWN_REGION, RowRefusedError
from fanpin_app.discovery.replacements import precedence
from fanpin_app.discovery.tables.rows import Row, data_rows, read
from fanpin_app.discovery.targets import CHUNK, FactTarget, NewRows, Part
from fanpin_app.resources.rule_fields import IN_USE

if TYPE_CHECKING:
	from fanpin_app.discovery.doctype.data_batch.data_batch import DataBatch

ASSET_FIELDS = ("asset_name", "asset_kind", "region", "original_value")
STATE_FIELDS = ("reported_last_inspection", "reported_rent_overdue_days", "reported_idle_days")
FIGURES = ("original_value", "reported_rent_overdue_days", "reported_idle_days")
REPORTED_FIELDS = (*ASSET_FIELDS, *STATE_FIELDS)
FIELDS = ("name", "asset_no", *REPORTED_FIELDS, "status", "batch")
DEFAULTS = {"status": IN_USE} | dict.fromkeys(FIGURES, 0)
# Reporting the same values again is not a change.
DERIVED_FIELDS = frozenset({"batch"})
UNREPORTED = {
	"reported_last_inspection": None,
	"reported_rent_overdue_days": 0,
	"reported_idle_days": 0,
	"batch": None,
}
CURRENT_SOURCES = """
	select asset, precedence, batch
	from (
		select entry.asset, entry.batch, coalesce(nullif(batch.precedence, ''), entry.batch) as precedence,
			row_number() over (
				partition by entry.asset order by coalesce(nullif(batch.precedence, ''), entry.batch) desc
			) as place
		from `tabAsset Ledger Entry` entry
		left join `tabData Batch` batch on batch.name = entry.batch
		where entry.asset in %(assets)s
	) ranked
	where place = 1
"""
LINKED_DOCTYPES = ("Asset Inspection", "Asset Lease", "Risk Finding", "Risk Alert")


class Source(NamedTuple):
	"""The batch whose values apply to an asset, and its precedence."""

	precedence: str
	batch: str


NO_SOURCE = Source("", "")


class AssetLedger(FactTarget):
	def parts(self) -> Iterator[Part]:
		regions = set(frappe.get_all("Administrative Region", pluck="name"))
		seen, held_back = SeenFacts(), HeldBackRows(self.table)
		for rows in bulk.chunks(data_rows(self.table), CHUNK):
			refused, accepted, waiting = [], [], 0
			for row in rows:
				try:
					values = self._read(row, regions)
					seen.refuse_repeated(repr(tuple(values.items())))
				except RowRefusedError as reason:
					refused.append((row, reason))
					continue
				if held_back.hold_back(values["asset_no"], row, values):
					waiting += 1
				else:
					accepted.append((row, values))
			yield self._part(len(rows) - waiting, refused, accepted)
		for rows_read, refused, found in held_back.resolve(CHUNK):
			yield self._part(rows_read, refused, list(found.values()))

	def _part(
		self,
		rows_read: int,
		refused: list[tuple[Row, RowRefusedError]],
		accepted: list[tuple[Row, dict]],
	) -> Part:
		self.empty_figures.add([row for row, _values in accepted])
		self.note_accepted([row for row, _values in accepted])
		assets = self._assets([values for _row, values in accepted])
		reported = ProposedRows("Alleviation Asset", FIELDS, assets, DEFAULTS, DERIVED_FIELDS)
		named = [(row, values["asset_no"]) for row, values in accepted]
		regions = {values["region"] for _row, values in accepted}
		return Part(rows_read, refused, [reported], self._names(named), regions, [self._entries(accepted)])

	def _entries(self, accepted: list[tuple[Row, dict]]) -> NewRows:
		rows = [
			(
				values["asset_no"],
				self.batch.name,
				row.number,
				*(values.get(field, DEFAULTS.get(field)) for field in REPORTED_FIELDS),
			)
			for row, values in accepted
		]
		return NewRows("Asset Ledger Entry", ("asset", "batch", "row_no", *REPORTED_FIELDS), rows)

	def finish(self, differs: bool) -> None:
		# The batch took over the precedence of the file that it replaces.
		if self.batch.replaces:
			self.apply_precedence(self.batch)

	@classmethod
	def withdraw(cls, batch: DataBatch) -> None:
		"""Restore the values of the previous file; remove or reset assets that no other file reports."""
		assets = _assets_in(batch)
		frappe.db.delete("Asset Ledger Entry", {"batch": batch.name})
		_apply_current_sources(assets)

	@classmethod
	def apply_precedence(cls, batch: DataBatch) -> None:
		_apply_current_sources(_assets_in(batch))

	def _read(self, row: Row, regions: set[str]) -> dict:
		if row.refused:
			raise row.refused
		key = self.table.feed.match_key
		columns = [key, *(column for column in self.table.feed.with_role("Field") if self.table.has(column))]
		values = {column.fieldname: read(row, column, self.table) for column in columns}
		if values["region"] not in regions:
			raise RowRefusedError(UNKNOWN_REGION)
		return values | {field: values[field] or 0 for field in FIGURES if field in values}

	def _names(self, accepted: list[tuple[Row, str]]) -> Names:
		names = {column.fieldname: column.header for column in self.table.feed.with_role("Field")}
		known = bulk.read("Alleviation Asset", ("name", "asset_name"), [asset for _row, asset in accepted])
		registered = ((row, known[asset][1]) for row, asset in accepted if asset in known)
		return names_of(registered, self.table.positions.get(names.get("asset_name", "")))

	def _assets(self, stated: list[dict]) -> list[tuple]:
		"""Values for the assets that no file of higher precedence reports."""
		sources = current_sources({values["asset_no"] for values in stated})
		own = precedence.batch_precedence(self.batch)
		return [
			(values["asset_no"], values["asset_no"], *self._row_values(values), UNSET, self.batch.name)
			for values in stated
			if sources.get(values["asset_no"], NO_SOURCE).precedence <= own
		]

	def _row_values(self, values: dict) -> Iterator:
		return (values.get(field, UNSET) for field in REPORTED_FIELDS)


def current_sources(assets: Iterable[str]) -> dict[str, Source]:
	"""The batch with the highest precedence for each asset."""
	found = {}
	for chunk in bulk.chunks(assets):
		for asset, *source in frappe.db.sql(CURRENT_SOURCES, {"assets": chunk}):
			found[asset] = Source(*source)
	return found


def _assets_in(batch: DataBatch) -> list[str]:
	return frappe.get_all("Asset Ledger Entry", filters={"batch": batch.name}, pluck="asset", distinct=True)


def _apply_current_sources(assets: list[str]) -> None:
	"""Set each asset's values to those of its current source."""
	sources = current_sources(assets)
	applied = {
		name: batch for name, batch in bulk.read("Alleviation Asset", ("name", "batch"), assets).values()
	}
	for asset in assets:
		if asset not in sources:
			_remove_or_reset(asset)
		elif applied.get(asset) != sources[asset].batch:
			frappe.db.set_value("Alleviation Asset", asset, _reported_values(asset, sources[asset].batch))


def _reported_values(asset: str, batch: str) -> dict:
	(entry,) = frappe.get_all(
		"Asset Ledger Entry",
		filters={"asset": asset, "batch": batch},
		fields=list(REPORTED_FIELDS),
		order_by="row_no desc",
		limit=1,
	)
	return entry | {"batch": batch}


def _remove_or_reset(asset: str) -> None:
	"""Delete an asset that nothing depends on; reset the reported state of others."""
	if any(frappe.db.exists(doctype, {"asset": asset}) for doctype in LINKED_DOCTYPES):
		frappe.db.set_value("Alleviation Asset", asset, UNREPORTED)
	elif not frappe.db.exists("Asset Unit", {"parent": asset}):
		frappe.delete_doc("Alleviation Asset", asset, ignore_permissions=True)
