"""A file of the register or an asset ledger that is older than one loaded before, which it would overwrite."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.utils import getdate

from fanpin_app.discovery.feeds.definitions import YEARLY_TARGET
from fanpin_app.discovery.loading import period
from fanpin_app.permissions.scope import prefix_of

if TYPE_CHECKING:
	from fanpin_app.discovery.plausibility.hold import ReadFile


def reasons(file: "ReadFile") -> Iterator[str]:
	"""A sentence for a loaded file of the feed whose name states a later month, and that shares a region.

	Names are compared, because files that state no month get the period in which they were loaded. For a file whose
	title or period is of the past, such a file is later, too.
	"""
	batch = file.batch
	named, regions = period.months_in_name(batch.file_name or ""), file.report.regions
	if not (file.target.compares_first and regions and file.report.differs):
		return
	made_in = f"{getdate(batch.creation):%Y%m}"
	is_past = not (named or batch.is_correction or made_in.startswith(batch.period or made_in))
	# Income Statements have the year in their key, so years do not overwrite each other.
	if file.table.feed.target == YEARLY_TARGET or not (named or is_past):
		return
	first, last = min(regions), max(regions)
	for later in frappe.get_all(
		"Data Batch",
		filters={
			"feed": file.table.feed.name,
			"status": "Loaded",
			"period": (">", max(named, default=batch.period)),
		},
		fields=["name", "file_name", "period", "first_region", "last_region"],
		order_by="period desc, creation desc",
	):
		if not later.first_region or not (is_past or later.period in period.months_in_name(later.file_name)):
			continue
		if prefix_of(later.first_region) <= last and first <= later.last_region:
			yield _(
				"{0} ({1}) of {2} was loaded before and is newer. If this older file is to write over it, let it pass."
			).format(later.name, later.file_name, later.period)
			return
