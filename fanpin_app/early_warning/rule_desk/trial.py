"""Trying a rule out on real data before it is in force: where, as of which day, and by which town. Nothing is written."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

import frappe
from frappe import _
from frappe.utils import getdate, today
from pypika.functions import Count, Substring

from fanpin_app.database import bulk
from fanpin_app.early_warning.rule_queries.compiler import CompiledRule
from fanpin_app.early_warning.rules.context import Frame
from fanpin_app.early_warning.rules.subjects import HOUSEHOLD, Subject
from fanpin_app.permissions import scope
from fanpin_app.privacy import masks

TOWN_DIGITS = scope.SIGNIFICANT_DIGITS["Town"]


def frames(subject: Subject, as_of: date | str | None, region: str | None) -> list[Frame]:
	"""Where the officer may read what the rule warns about, in `region` where one is named, on the day (default: today).

	Raises `frappe.PermissionError` where none of them is the officer's.
	"""
	asked = scope.prefix_of(region) if region else scope.WHOLE
	allowed = [
		max(prefix, asked, key=len)
		for prefix in scope.prefixes(doctype=subject.doctype)
		if prefix.startswith(asked) or asked.startswith(prefix)
	]
	if not allowed:
		frappe.throw(_("Choose a region that you are posted to."), frappe.PermissionError)
	return [Frame(prefix, getdate(as_of or today())) for prefix in allowed]


def count_by_town(compiled: Iterable[CompiledRule]) -> Counter:
	"""How many households are hit in each town (its 9 digits)."""
	counts: Counter = Counter()
	for each in compiled:
		hit = each.found.as_("hit")
		town = Substring(hit.region, 1, TOWN_DIGITS)
		counts.update(dict(frappe.qb.from_(hit).select(town, Count("*")).groupby(town).run()))
	return counts


def named(regions: Iterable[str]) -> dict[str, str]:
	"""The full names of regions by their codes."""
	codes = sorted(
		{scope.code_at("Town", region) if len(region) == TOWN_DIGITS else region for region in regions}
	)
	found = frappe.get_all(
		"Administrative Region",
		filters={"name": ("in", codes)},
		fields=["name", "region_name", "full_name"],
		limit=0,
	)
	return {row.name: row.full_name or row.region_name for row in found}


def titles(subject: Subject, names: Iterable[str]) -> dict[str, str]:
	"""What people know them by: heads of households, all but the family name hidden, or a subject's own titles."""
	found = {}
	for some in bulk.chunks(names):
		named = {"name": ("in", some)}
		for row in frappe.get_all(subject.doctype, filters=named, fields=["name", subject.title], limit=0):
			title = row[subject.title]
			found[row.name] = masks.mask_name(title) if subject.name == HOUSEHOLD else title
	return found
