"""Who may read and change a batch with its files, workbooks and comments: users whose scope covers all its regions.

A batch is about the regions of its accepted rows; before any row is accepted, about the regions where its sender may
load files. The lowest and the highest region code are stored on it. Since codes are prefixes of those below them, a
posting that covers both covers everything between them, and lists need not look at the rows. `loaded_within` stores
where the sender may load files: rows from elsewhere were not accepted.

Officers posted to a district or wider read and change batches as their role allows. An agency's data officer changes the
agency's batches within the posting's region, and reads those within its district.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder import Criterion
from frappe.query_builder.functions import Max

from fanpin_app.discovery.loading.region_check import prefixes_of_loader
from fanpin_app.discovery.targets import target_class
from fanpin_app.permissions.postings import (
	SIGNIFICANT_DIGITS,
	WHOLE,
	cover_everything,
	prefix_of,
	prefixes,
	prefixes_by_agency,
)

if TYPE_CHECKING:
	from fanpin_app.discovery.doctype.data_batch.data_batch import DataBatch

BATCH = "`tabData Batch`"
FIRST, LAST = "first_region", "last_region"
# Precedes each prefix in `loaded_within`.
PREFIX_MARK = "|"


class BatchScope(NamedTuple):
	"""Prefixes of regions in which a user holds a right, and the agency whose feeds it is limited to (None: all feeds)."""

	prefixes: list[str]
	agency: str | None = None

	def covers(self, first: str | None, last: str | None, is_sender: bool) -> bool:
		"""Whether all regions between two codes are covered. Where they span two postings, only the sender's own batch is
		known to be covered, because all its rows are in the sender's regions."""
		if WHOLE in self.prefixes:
			return True
		if not first or not last:
			return False
		if any(first.startswith(prefix) and last.startswith(prefix) for prefix in self.prefixes):
			return True
		within = tuple(self.prefixes)
		return is_sender and first.startswith(within) and last.startswith(within)


def note_regions(batch: DataBatch, regions: Collection[str]) -> None:
	"""Store on the batch which regions it is about; without `regions` the stored ones stay."""
	if regions:
		batch.first_region, batch.last_region = min(regions), max(regions)


def note_sender_regions(batch: DataBatch) -> None:
	"""For a batch without accepted rows: store that it is about the regions where the current user loads files of its
	feed."""
	allowed = prefixes_of_loader(batch.feed)
	note_loader(batch, allowed)
	note_prefixes(batch, allowed)


def note_prefixes(batch: DataBatch, allowed: Collection[str]) -> None:
	"""Store on the batch that it is about the regions with these prefixes."""
	if WHOLE in allowed:
		batch.first_region, batch.last_region = _all_of_the_site()
		return
	digits = SIGNIFICANT_DIGITS["Village"]
	batch.first_region = min((prefix.ljust(digits, "0") for prefix in allowed), default=None)
	batch.last_region = max((prefix.ljust(digits, "9") for prefix in allowed), default=None)


def note_loader(batch: DataBatch, allowed: Iterable[str]) -> None:
	"""Store on the batch the prefixes of the regions in which its loader may load files."""
	batch.loaded_within = "".join(f"{PREFIX_MARK}{prefix}" for prefix in allowed)


def was_loaded_within(noted: str | None, allowed: Iterable[str]) -> bool:
	"""Whether a batch with this `loaded_within` was loaded for at least the regions with the prefixes `allowed`."""
	prefixes_then = (noted or "").split(PREFIX_MARK)[1:]
	if all(prefix.startswith(tuple(prefixes_then)) for prefix in allowed):
		return True
	return cover_everything(prefixes_then)


def month_before(
	feed: str | None, period: str | None, regions: Collection[str]
) -> tuple[str, list[str]] | None:
	"""The latest earlier period with loaded batches of the feed to compare a file about these regions with, and the names
	of those batches.

	They overlap these regions and are within the regions where the current user loads files: another sender's file of
	more or other regions is no standard for this one.
	"""
	if not regions:
		return None
	batch = frappe.qb.DocType("Data Batch")
	query = (
		frappe.qb.from_(batch)
		.where((batch.feed == feed) & batch.status.isin(("Loaded", "Compared")))
		.where((batch[FIRST] <= max(regions)) & (batch[LAST] >= min(regions)))
	)
	for column in (batch[FIRST], batch[LAST]):
		query = query.where(Criterion.any(column.like(f"{prefix}%") for prefix in prefixes_of_loader(feed)))
	latest = query.where(batch.period < period).select(Max(batch.period)).run()[0][0]
	if not latest:
		return None
	return latest, query.where(batch.period == latest).select(batch.name).orderby(batch.name).run(pluck=True)


def _all_of_the_site() -> tuple[str | None, str | None]:
	"""The first and the last region with households; both are read from the ends of an index."""
	return frappe.db.sql("select min(region), max(region) from `tabHousehold` where region != ''")[0]


def follow_region(old: str, new: str) -> None:
	"""After a region was merged or renamed: update the codes on batches about it or the regions below it."""
	before, after = prefix_of(old), prefix_of(new)
	for column in (FIRST, LAST):
		frappe.db.sql(
			f"""update {BATCH} set {column} = concat(%(after)s, substr({column}, %(rest)s))
			where {column} like %(before)s""",
			{"after": after, "rest": len(before) + 1, "before": f"{before}%"},
		)
	frappe.db.sql(
		f"""update {BATCH} set loaded_within = replace(loaded_within, %(before)s, %(after)s)
		where loaded_within like %(some)s""",
		{"before": PREFIX_MARK + before, "after": PREFIX_MARK + after, "some": f"%{PREFIX_MARK}{before}%"},
	)


def has_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	"""Hook: whether the user's scope covers all the batch's regions, for its feed as stored and as given."""
	user = user or frappe.session.user
	stored = doc.name and frappe.db.get_value(
		"Data Batch", doc.name, ("feed", FIRST, LAST, "owner"), as_dict=True
	)
	feeds = {doc.get("feed"), stored.feed if stored else doc.get("feed")}
	agencies = {feed and frappe.db.get_value("Data Feed", feed, "agency") for feed in feeds}
	return any(
		(not scope.agency or agencies == {scope.agency})
		and (not stored or scope.covers(stored.first_region, stored.last_region, stored.owner == user))
		for scope in _scopes(user, ptype or "read")
	)


def must_name_feed(user: str) -> bool:
	"""Whether the user sends files for an agency only, so that a new batch has to name a feed."""
	reached = list(_scopes(user, "create"))
	return bool(reached) and all(scope.agency for scope in reached)


def refuse_register_of_agency(feed: str | None) -> None:
	"""Agencies report facts about people; the register itself is changed only by officers posted to its regions.

	Raises `frappe.PermissionError` where the current user is posted to an agency only and the feed changes the register.
	"""
	if not feed or prefixes(None, "Data Batch", "write"):
		return
	if target_class(frappe.db.get_value("Data Feed", feed, "target")).compares_first:
		frappe.throw(
			_("Files of the register are sent by officers of the district, not by an agency."),
			frappe.PermissionError,
		)


def condition(user: str | None = None) -> str:
	"""Hook: the condition of `has_permission` for lists."""
	user = user or frappe.session.user
	return _any(
		_coverage_condition(scope, user) for scope in _scopes(user, frappe.flags.listing_right or "read")
	)


def overlap_condition(user: str | None = None) -> str:
	"""SQL condition for batches about at least one region within the user's scope. Only for facts about a month as a
	whole, such as that a file arrived; its content is for users whose scope covers all of it."""
	return _any(_overlap_of_scope(scope) for scope in _scopes(user or frappe.session.user, "read"))


def _scopes(user: str, right: str) -> Iterator[BatchScope]:
	"""Where the user holds the right on batches. An agency's files cover a whole district, so officers need a posting to
	a district or wider to see them."""
	wide = [
		prefix for prefix in prefixes(user, "Data Batch", right) if len(prefix) < SIGNIFICANT_DIGITS["Town"]
	]
	if wide:
		yield BatchScope(wide)
	for agency, within in prefixes_by_agency(user, "Data Batch", right).items():
		yield BatchScope(within, agency)


def _coverage_condition(scope: BatchScope, user: str) -> str:
	if WHOLE in scope.prefixes:
		return "1=1"
	covered = [f"({_within(FIRST, [prefix])} and {_within(LAST, [prefix])})" for prefix in scope.prefixes]
	if len(scope.prefixes) > 1:
		is_sender = f"{BATCH}.`owner` = {frappe.db.escape(user)}"
		ends = f"{_within(FIRST, scope.prefixes)} and {_within(LAST, scope.prefixes)}"
		covered.append(f"({is_sender} and {ends})")
	return _limited_to_agency(scope, _any(covered))


def _overlap_of_scope(scope: BatchScope) -> str:
	touched = [
		f"(left({BATCH}.`{FIRST}`, {len(prefix)}) <= {frappe.db.escape(prefix)}"
		f" and left({BATCH}.`{LAST}`, {len(prefix)}) >= {frappe.db.escape(prefix)})"
		for prefix in scope.prefixes
	]
	return "1=1" if WHOLE in scope.prefixes else _limited_to_agency(scope, _any(touched))


def _within(column: str, allowed: list[str]) -> str:
	return _any(f"{BATCH}.`{column}` like {frappe.db.escape(prefix + '%')}" for prefix in allowed)


def _limited_to_agency(scope: BatchScope, regions: str) -> str:
	if not scope.agency:
		return regions
	feeds = f"select `name` from `tabData Feed` where `agency` = {frappe.db.escape(scope.agency)}"
	return f"({BATCH}.`feed` in ({feeds}) and {regions})"


def _any(conditions: Iterable[str]) -> str:
	conditions = list(conditions)
	if "1=1" in conditions:
		return ""
	return f"({' or '.join(conditions)})" if conditions else "1=0"
