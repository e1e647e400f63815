"""Rows of the asset ledger become Alleviation Assets, and each file's word is kept (Asset Ledger Entry).

Of several files the latest holds, whatever the order in which they came: a batch's name begins with its period and
ends with its arrival. A file that is rolled back takes its word away, and what the file before it said holds again.
"""

from collections.abc import Iterable, Iterator

import frappe
from frappe.model.document import Document
from frappe.query_builder.functions import Max

from fanpin_app import bulk
from fanpin_app.discovery.differences import UNTOLD, Difference, Told
from fanpin_app.discovery.refusal import UNKNOWN_REGION, RowRefused
from fanpin_app.discovery.rows import Row, data_rows, read
from fanpin_app.discovery.rowstream import SeenFacts
from fanpin_app.discovery.targets import CHUNK, Part, Target
from fanpin_app.discovery.unlike_names import Names, names_of
from fanpin_app.resources.rule_fields import IN_USE

OF_THE_ASSET = ("asset_name", "asset_kind", "region", "original_value")
OF_ITS_STATE = ("told_last_inspection", "told_rent_overdue_days", "told_idle_days")
FIGURES = ("original_value", "told_rent_overdue_days", "told_idle_days")
TOLD = (*OF_THE_ASSET, *OF_ITS_STATE)
FIELDS = ("name", "asset_no", *TOLD, "status", "batch")
DEFAULTS = {"status": IN_USE} | dict.fromkeys(FIGURES, 0)
# A ledger that says the same again is no change.
FOLLOWING = frozenset({"batch"})
UNHEARD = {"told_last_inspection": None, "told_rent_overdue_days": 0, "told_idle_days": 0, "batch": None}
HANGS_ON_ASSETS = ("Asset Inspection", "Asset Lease", "Risk Finding", "Risk Alert")


class AssetLedger(Target):
	"""A month's facts: written at once."""

	compares_first = False

	def parts(self) -> Iterator[Part]:
		regions = set(frappe.get_all("Administrative Region", pluck="name"))
		seen = SeenFacts()
		for rows in bulk.chunks(data_rows(self.table), CHUNK):
			refused, accepted, self.entries = [], [], []
			for row in rows:
				try:
					values = self._read(row, regions)
					seen.refuse_repeated(tuple(values.items()))
					self.entries.append((row.number, values))
					accepted.append((row, values["asset_no"]))
				except RowRefused as reason:
					refused.append((row, reason))
			told = Told("Alleviation Asset", FIELDS, self._assets(), DEFAULTS, FOLLOWING)
			of_assets = {values["region"] for _number, values in self.entries}
			yield Part(len(rows), refused, [told], self._names(accepted), of_assets)

	def after_part(self, differences: list[Difference]) -> None:
		rows = (
			(
				values["asset_no"],
				self.batch.name,
				number,
				*(values.get(field, DEFAULTS.get(field)) for field in TOLD),
			)
			for number, values in self.entries
		)
		bulk.insert("Asset Ledger Entry", ("asset", "batch", "row_no", *TOLD), rows)

	@classmethod
	def withdraw(cls, batch: Document) -> None:
		"""Its assets are as the file before it told, and those of no other file are unheard of."""
		assets = frappe.get_all(
			"Asset Ledger Entry", filters={"batch": batch.name}, pluck="asset", distinct=True
		)
		frappe.db.delete("Asset Ledger Entry", {"batch": batch.name})
		last = last_words(assets)
		for asset in assets:
			if asset in last:
				frappe.db.set_value("Alleviation Asset", asset, _word_of(asset, last[asset]))
			else:
				_forget(asset)

	def _read(self, row: Row, regions: set[str]) -> dict:
		key = self.table.feed.match_key
		columns = [key, *(column for column in self.table.feed.with_role("Field") if self.table.has(column))]
		values = {column.fieldname: read(row, column, self.table) for column in columns}
		if values["region"] not in regions:
			raise RowRefused(UNKNOWN_REGION)
		return values | {field: values[field] or 0 for field in FIGURES if field in values}

	def _names(self, accepted: list[tuple[Row, str]]) -> Names:
		names = {column.fieldname: column.header for column in self.table.feed.with_role("Field")}
		known = bulk.read("Alleviation Asset", ("name", "asset_name"), [asset for _row, asset in accepted])
		registered = ((row, known[asset][1]) for row, asset in accepted if asset in known)
		return names_of(registered, self.table.positions.get(names.get("asset_name")))

	def _assets(self) -> list[tuple]:
		"""The assets of which no later file has spoken."""
		last = last_words({values["asset_no"] for _, values in self.entries})
		return [
			(values["asset_no"], values["asset_no"], *self._told(values), UNTOLD, self.batch.name)
			for _, values in self.entries
			if last.get(values["asset_no"], "") <= self.batch.name
		]

	def _told(self, values: dict) -> Iterator:
		return (values.get(field, UNTOLD) for field in TOLD)


def last_words(assets: Iterable[str]) -> dict[str, str]:
	"""The latest batch that spoke of each asset."""
	entry = frappe.qb.DocType("Asset Ledger Entry")
	names = list(assets)
	if not names:
		return {}
	query = frappe.qb.from_(entry).select(entry.asset, Max(entry.batch)).where(entry.asset.isin(names))
	return dict(query.groupby(entry.asset).run())


def _word_of(asset: str, batch: str) -> dict:
	(word,) = frappe.get_all(
		"Asset Ledger Entry",
		filters={"asset": asset, "batch": batch},
		fields=list(TOLD),
		order_by="row_no desc",
		limit=1,
	)
	return word | {"batch": batch}


def _forget(asset: str) -> None:
	"""An asset that hangs together with nothing goes; of another nothing is overdue or idle as far as is known."""
	if any(frappe.db.exists(doctype, {"asset": asset}) for doctype in HANGS_ON_ASSETS):
		frappe.db.set_value("Alleviation Asset", asset, UNHEARD)
	elif not frappe.db.exists("Asset Unit", {"parent": asset}):
		frappe.delete_doc("Alleviation Asset", asset, ignore_permissions=True)
