"""Changes of regions: a new name, merging a village into another, a new code in another town.

A code is never reused. The replaced region is kept, disabled, with its successor, so that files with the old code or
name are matched to the current region (`codes_of_today`).
"""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.utils import add_days, formatdate, getdate, today

from fanpin_app.database import compat
from fanpin_app.extension_points import documents_of_regions, region_taken_over
from fanpin_app.permissions import scope
from fanpin_app.registry.households.relocation import relocate
from fanpin_app.registry.officers.posting import may_be_posted
from fanpin_app.registry.operations import change
from fanpin_app.registry.regions.names import refuse_taken_name
from fanpin_app.security.queries.reader_guards import as_names

if TYPE_CHECKING:
	from fanpin_app.registry.doctype.administrative_region.administrative_region import AdministrativeRegion
	from fanpin_app.registry.doctype.officer_posting.officer_posting import OfficerPosting
	from fanpin_app.registry.doctype.region_change.region_change import RegionChange

REGION = "Administrative Region"
RESIDENTIAL_LEVELS = ("Village", "Grid")
MOVE_POSTINGS, END_POSTINGS = "Move", "End"


def rename(region: str, new_name: str, effective_on: str, reason: str) -> str:
	"""Rename the region; it can still be found by its old name. Returns the name of the Region Change."""
	place = _lock_region(region, effective_on, reason)
	new_name = new_name.strip()
	if not new_name or new_name == place.region_name:
		frappe.throw(_("Write down the new name."))
	refuse_taken_name(new_name, place.parent_administrative_region, place.name)
	record = _record("Renamed", place, effective_on, reason, new_name=new_name)
	_add_former_name(place, place.region_name)
	place.region_name = new_name
	place.save(ignore_permissions=True)
	_update_full_names_below(place)
	return record.insert(ignore_permissions=True).name


def merge(region: str, into: str, effective_on: str, reason: str, postings: str = MOVE_POSTINGS) -> str:
	"""Merge a village (with its grids) or a grid into another; returns the name of the Region Change.

	Its households, and all documents with their region, belong to the other region from the day on. Its officers'
	postings are moved (`postings` "Move") or end the day before ("End"). Raises `frappe.ValidationError` with what is
	wrong, `frappe.PermissionError` if the user is not responsible for both regions.
	"""
	place, other = _lock_region(region, effective_on, reason), frappe.get_doc(REGION, into)
	_require_right(other)
	if (
		place.name == other.name
		or place.level != other.level
		or place.level not in RESIDENTIAL_LEVELS
		or other.disabled
	):
		frappe.throw(_("Choose another region of the same level, a village or a grid, that is in use."))
	_check_later_changes(place, effective_on)
	record = _record(
		"Merged into Another", place, effective_on, reason, successor=other.name, new_name=other.region_name
	)
	_add_former_name(other, place.region_name)
	other.save(ignore_permissions=True)
	# Grids end with their village: the officers of the other village assign the households to its grids.
	_transfer({code: other.name for code in _with_subregions(place)}, record, postings)
	return record.insert(ignore_permissions=True).name


def give_new_code(
	region: str, new_code: str, effective_on: str, reason: str, new_name: str | None = None
) -> str:
	"""Give the town, village or grid, with all its subregions, a new code in another region.

	Villages and grids keep their own digits. Households, documents with their region, and postings are moved. Returns the
	name of the Region Change; raises as `merge`.
	"""
	place = _lock_region(region, effective_on, reason)
	new_code = new_code.strip()
	_check_new_code(place, new_code)
	_check_later_changes(place, effective_on)
	new_name = (new_name or "").strip() or place.region_name
	refuse_taken_name(new_name, _parent_code(new_code, place.level), place.name)
	before, after = scope.prefix_of(place.name), scope.prefix_of(new_code)
	codes = {place.name: new_code} | {
		below: after + below.removeprefix(before) for below in _with_subregions(place) if below != place.name
	}
	for old, new in codes.items():
		_make_successor(old, new, codes, new_name if old == place.name else None)
	compat.rebuild_tree(REGION)
	record = _record("New Code", place, effective_on, reason, successor=new_code, new_name=new_name)
	_transfer(codes, record, MOVE_POSTINGS)
	return record.insert(ignore_permissions=True).name


def put_into_grid(households: list[str] | str, region: str) -> int:
	"""Move households of a village to one of its grids, or back to the village; returns their number.

	Raises `frappe.PermissionError` if one may not be written, `frappe.ValidationError` if one is in another village.
	"""
	place = frappe.db.get_value(REGION, region, ("level", "disabled"), as_dict=True)
	if not place or place.disabled or place.level not in RESIDENTIAL_LEVELS:
		frappe.throw(_("Choose a village or grid that is in use."))
	village = region[: scope.SIGNIFICANT_DIGITS["Village"]]
	names = as_names(households)
	for name in names:
		household = frappe.get_doc("Household", name)
		household.check_permission("write")
		if not household.region.startswith(village):
			frappe.throw(_("Household {0} lives in another village: record that it moved.").format(name))
		household.region = region
		household.check_permission("write")
	relocate(names, region)
	return len(names)


def codes_of_today(codes: Iterable[str]) -> dict[str, str]:
	"""The codes of replaced regions among those given, each with the code of its current successor."""
	known = dict(
		frappe.get_all(
			REGION, filters={"successor": ("is", "set")}, fields=["name", "successor"], as_list=True
		)
	)
	found = {}
	for code in known.keys() & set(codes):
		place = code
		while place in known:
			place = known[place]
		found[code] = place
	return found


def _lock_region(region: str, effective_on: str, reason: str) -> "AdministrativeRegion":
	place = frappe.get_doc(REGION, region, for_update=True)
	_require_right(place)
	if place.disabled:
		frappe.throw(_("{0} is not in use any more.").format(place.full_name))
	if not reason.strip():
		frappe.throw(_("Write down the document or decision by which the region changes."))
	if getdate(effective_on) > getdate(today()):
		frappe.throw(_("A change is recorded once it is in effect: choose today or an earlier day."))
	return place


def _require_right(place: "AdministrativeRegion") -> None:
	place.check_permission("write")
	if not scope.covers(place.name, doctype="Household", right="write"):
		frappe.throw(
			_("{0} is not in your regions: its households are not yours to move.").format(place.full_name),
			frappe.PermissionError,
		)


def _check_new_code(place: "AdministrativeRegion", code: str) -> None:
	if place.level not in ("Town", *RESIDENTIAL_LEVELS):
		frappe.throw(
			_("Towns, villages and grids get new codes here; load a new division table for the rest.")
		)
	if frappe.db.exists(REGION, code):
		frappe.throw(_("Region code {0} is taken. To put two villages together, merge them.").format(code))
	if not code.isdigit() or len(scope.prefix_of(code)) != scope.SIGNIFICANT_DIGITS[place.level]:
		frappe.throw(
			_("Region code {0} is not a code of level {1}. Check the level or the code.").format(
				code, _(place.level)
			)
		)
	parent = _parent_code(code, place.level)
	if not frappe.db.exists(REGION, {"name": parent, "disabled": 0}):
		frappe.throw(_("There is no region {0} for {1} to be in.").format(parent, code))
	if not scope.covers(code, doctype="Household", right="write"):
		frappe.throw(
			_("{0} is not in your regions: its households are not yours to move.").format(code),
			frappe.PermissionError,
		)


def _parent_code(code: str, level: str) -> str:
	above = {"Grid": "Village", "Village": "Town", "Town": "District"}[level]
	return scope.code_at(above, code)


def _check_later_changes(place: "AdministrativeRegion", day: str) -> None:
	later = frappe.get_all(
		"Registry Change",
		filters={"region": ("like", f"{scope.prefix_of(place.name)}%"), "effective_on": (">", day)},
		fields=["household", "effective_on"],
		order_by="effective_on desc",
		limit=1,
	)
	if later:
		frappe.throw(
			_("Household {0} changed on {1}: choose that day or a later one.").format(
				later[0].household, formatdate(later[0].effective_on)
			)
		)


def _record(kind: str, place: "AdministrativeRegion", day: str, reason: str, **fields) -> "RegionChange":
	return frappe.get_doc(
		{
			"doctype": "Region Change",
			"kind": kind,
			"place": place.name,
			"old_name": place.region_name,
			"effective_on": day,
			"reason": reason.strip(),
		}
		| fields
	)


def _add_former_name(place: "AdministrativeRegion", name: str) -> None:
	names = [*filter(None, (place.former_names or "").split("、")), name]
	place.former_names = "、".join(dict.fromkeys(names))


def _with_subregions(place: "AdministrativeRegion") -> list[str]:
	"""The region and its subregions in use, upper levels first."""
	names = frappe.get_all(
		REGION,
		filters={"name": ("like", f"{scope.prefix_of(place.name)}%"), "disabled": 0},
		pluck="name",
	)
	return sorted(names, key=lambda name: (len(scope.prefix_of(name)), name))


def _update_full_names_below(place: "AdministrativeRegion") -> None:
	for name in _with_subregions(place)[1:]:
		below = frappe.get_doc(REGION, name)
		below.db_set("full_name", below.build_full_name())


def _make_successor(old: str, new: str, codes: dict[str, str], new_name: str | None) -> None:
	before = frappe.get_doc(REGION, old)
	successor = frappe.get_doc(
		doctype=REGION,
		region_code=new,
		region_name=new_name or before.region_name,
		level=before.level,
		is_group=before.is_group,
		former_names=before.former_names,
		parent_administrative_region=codes.get(before.parent_administrative_region or "")
		or _parent_code(new, before.level),
	)
	if successor.region_name != before.region_name:
		_add_former_name(successor, before.region_name)
	successor.insert(ignore_permissions=True)


def _transfer(codes: dict[str, str], record: "RegionChange", postings: str) -> None:
	"""Move everything in the regions to their successors, and disable the regions."""
	for old, new in codes.items():
		record.households_moved = (record.households_moved or 0) + _move_households(old, new, record)
		record.postings_moved = (record.postings_moved or 0) + _move_postings(old, new, record, postings)
		for doctype in documents_of_regions():
			table = frappe.qb.DocType(doctype)
			frappe.qb.update(table).set(table.region, new).where(table.region == old).run()
		region_taken_over.call(old, new)
		frappe.db.set_value(REGION, old, {"disabled": 1, "successor": new})


def _move_households(old: str, new: str, record: "RegionChange") -> int:
	households = frappe.get_all(
		"Household", filters={"region": old}, fields=["name", *change.HOUSEHOLD_FIELDS]
	)
	for household in households:
		moved = change.start_change(
			"Household Moved", [household], record.effective_on, record.reason, with_members=False
		)
		moved.update({"from_region": old, "to_region": new, "region": new})
		change.finish_change(moved)
	relocate([household.name for household in households], new)
	return len(households)


def _move_postings(old: str, new: str, record: "RegionChange", postings: str) -> int:
	current = [
		frappe.get_doc("Officer Posting", row.name)
		for row in frappe.get_all("Officer Posting", filters={"region": old}, fields=["name", "to_date"])
		if not row.to_date or getdate(row.to_date) >= getdate(record.effective_on)
	]
	for posting in current:
		if postings == MOVE_POSTINGS:
			_copy_posting(posting, new, record.effective_on)
		posting.to_date = max(getdate(posting.from_date), getdate(add_days(record.effective_on, -1)))
		posting.save(ignore_permissions=True)
	return len(current)


def _copy_posting(posting: "OfficerPosting", region: str, day: date | str) -> None:
	"""Give the officer the same posting in the region, unless they have it, or their account is disabled."""
	if not may_be_posted(posting.user):
		return
	filters = {"user": posting.user, "duty": posting.duty, "region": region}
	if any(
		not row.to_date or getdate(row.to_date) >= getdate(today())
		for row in frappe.get_all("Officer Posting", filters=filters, fields=["to_date"])
	):
		return
	copied = frappe.copy_doc(posting)
	copied.update({"region": region, "from_date": max(getdate(posting.from_date), getdate(day))})
	copied.insert(ignore_permissions=True)
