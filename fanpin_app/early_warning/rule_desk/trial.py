"""Trial of a rule on real data before it is in force: contexts, counts by town, and display names. Nothing is written."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

import frappe
from frappe import _
from frappe.utils import getdate, today
from pypika.functions import Count, Substring

from fanpin_app.database import bulk
from fanpin_app.early_warning.rule_queries.compiler import CompiledRule
from fanpin_app.early_warning.rules.context import RuleContext
from fanpin_app.early_warning.rules.subjects import HOUSEHOLD, Subject
from fanpin_app.permissions import scope
from fanpin_app.privacy import masks

TOWN_DIGITS = scope.SIGNIFICANT_DIGITS["Town"]


def contexts(subject: Subject, as_of: date | str | None, region: str | None) -> list[RuleContext]:
	"""Contexts for the regions in which the user may read the rule's subject, limited to `region` if given, as of the day
	(default: today). Raises `frappe.PermissionError` if there are none.

	A trial reveals nothing of households outside of the user's regions, by no rule.
	"""
	readable = scope.prefixes(doctype=subject.doctype)
	wanted = scope.prefix_of(region) if region else scope.WHOLE
	allowed = [
		max(prefix, wanted, key=len)
		for prefix in readable
		if prefix.startswith(wanted) or wanted.startswith(prefix)
	]
	if not allowed:
		frappe.throw(_("Choose a region that you are posted to."), frappe.PermissionError)
	return [RuleContext(prefix, getdate(as_of or today()), visible=tuple(readable)) for prefix in allowed]


def count_by_town(compiled: Iterable[CompiledRule]) -> Counter:
	"""The number of hits in each town (its 9 digits)."""
	counts: Counter = Counter()
	for each in compiled:
		hit = each.found.as_("hit")
		town = Substring(hit.region, 1, TOWN_DIGITS)
		counts.update(dict(frappe.qb.from_(hit).select(town, Count("*")).groupby(town).run()))
	return counts


def region_names(regions: Iterable[str]) -> dict[str, str]:
	"""Code → full name of regions; a town may be given by its 9 digits."""
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
	"""Name → display name: the head of a household, masked except for the family name, or another subject's title."""
	found = {}
	for chunk in bulk.chunks(names):
		filters = {"name": ("in", chunk)}
		for row in frappe.get_all(subject.doctype, filters=filters, fields=["name", subject.title], limit=0):
			title = row[subject.title]
			found[row.name] = masks.mask_name(title) if subject.name == HOUSEHOLD else title
	return found
