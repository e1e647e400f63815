"""Rows of the asset ledger become Alleviation Assets, and each file's word is kept (Asset Ledger Entry).

Of several files the one of the greatest precedence holds, whatever the order in which they came. A file that is rolled back takes its word away, and what the file before it said holds again.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import frappe
from frappe.model.document import Document

from fanpin_app.database import bulk
from fanpin_app.discovery.loading.differences import UNTOLD, Difference, Told
from fanpin_app.discovery.loading.prefetch import SeenFacts
from fanpin_app.discovery.plausibility.name_check import Names, names_of
from fanpin_app.discovery.plausibility.repeated_keys import Rivals
from fanpin_app.discovery.refusals.errors import UNKNOWN_REGION, RowRefused
from fanpin_app.discovery.replacements import precedence
from fanpin_app.discovery.tables.rows import Row, data_rows, read
from fanpin_app.discovery.targets import CHUNK, Part, Target
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
LAST_WORDS = """
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
HANGS_ON_ASSETS = ("Asset Inspection", "Asset Lease", "Risk Finding", "Risk Alert")


class LastWord(NamedTuple):
	"""Of an asset: the batch whose word holds, and its precedence."""

	precedence: str
	batch: str


NO_WORD = LastWord("", "")


class AssetLedger(Target):
	"""A month's facts: written at once."""

	compares_first = False

	def parts(self) -> Iterator[Part]:
		regions = set(frappe.get_all("Administrative Region", pluck="name"))
		seen, rivals = SeenFacts(), Rivals(self.table)
		for rows in bulk.chunks(data_rows(self.table), CHUNK):
			refused, accepted, waiting = [], [], 0
			for row in rows:
				try:
					values = self._read(row, regions)
					seen.refuse_repeated(tuple(values.items()))
				except RowRefused as reason:
					refused.append((row, reason))
					continue
				if rivals.hold_back(values["asset_no"], row, values):
					waiting += 1
				else:
					accepted.append((row, values))
			yield self._part(len(rows) - waiting, refused, accepted)
		for rows_read, refused, found in rivals.settled(CHUNK):
			yield self._part(rows_read, refused, list(found.values()))

	def _part(
		self,
		rows_read: int,
		refused: list[tuple[Row, RowRefused]],
		accepted: list[tuple[Row, dict]],
	) -> Part:
		self.empty_figures.add([row for row, _values in accepted])
		self.void_words.add([row for row, _values in accepted])
		self.entries = [(row.number, values) for row, values in accepted]
		told = Told("Alleviation Asset", FIELDS, self._assets(), DEFAULTS, FOLLOWING)
		named = [(row, values["asset_no"]) for row, values in accepted]
		regions = {values["region"] for _row, values in accepted}
		return Part(rows_read, refused, [told], self._names(named), regions)

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

	def after_all(self, written: bool) -> None:
		# Which took over the precedence of the file that it replaces.
		if self.batch.replaces:
			self.settle(self.batch)

	@classmethod
	def withdraw(cls, batch: Document) -> None:
		"""Its assets are as the file before it told, and those of no other file are unheard of."""
		assets = _assets_in(batch)
		frappe.db.delete("Asset Ledger Entry", {"batch": batch.name})
		_restate(assets)

	@classmethod
	def settle(cls, batch: Document) -> None:
		_restate(_assets_in(batch))

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
		own = precedence.of(self.batch)
		return [
			(values["asset_no"], values["asset_no"], *self._told(values), UNTOLD, self.batch.name)
			for _, values in self.entries
			if last.get(values["asset_no"], NO_WORD).precedence <= own
		]

	def _told(self, values: dict) -> Iterator:
		return (values.get(field, UNTOLD) for field in TOLD)


def last_words(assets: Iterable[str]) -> dict[str, LastWord]:
	"""The batch of the greatest precedence that spoke of each asset."""
	found = {}
	for some in bulk.chunks(assets):
		for asset, *word in frappe.db.sql(LAST_WORDS, {"assets": some}):
			found[asset] = LastWord(*word)
	return found


def _assets_in(batch: Document) -> list[str]:
	return frappe.get_all("Asset Ledger Entry", filters={"batch": batch.name}, pluck="asset", distinct=True)


def _restate(assets: list[str]) -> None:
	"""Have each asset be as its last word says."""
	last = last_words(assets)
	spoken = {
		name: batch for name, batch in bulk.read("Alleviation Asset", ("name", "batch"), assets).values()
	}
	for asset in assets:
		if asset not in last:
			_forget(asset)
		elif spoken.get(asset) != last[asset].batch:
			frappe.db.set_value("Alleviation Asset", asset, _word_of(asset, last[asset].batch))


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
