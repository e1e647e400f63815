"""The hooks by which later steps of the loop and other apps extend earlier steps, all in one place.

An app lists dotted paths under a point's name in its `hooks.py`; the apps are asked in the order of their
installation. A step declares nothing about who listens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, Generic, ParamSpec, TypeVar

import frappe
from frappe.model.document import Document
from pypika.queries import QueryBuilder

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class Functions(Generic[Arguments, Result]):
	"""A hook that lists functions."""

	def __init__(self, hook: str):
		self.hook = hook

	def call(self, *arguments: Arguments.args, **named: Arguments.kwargs) -> list[Result]:
		"""Call all functions; returns their results."""
		return [function(*arguments, **named) for function in self._functions()]

	def _functions(self) -> Iterator[Callable[Arguments, Result]]:
		return map(frappe.get_attr, frappe.get_hooks(self.hook))


class Values(Generic[Result]):
	"""A hook that lists objects."""

	def __init__(self, hook: str):
		self.hook = hook

	def all(self) -> list[Result]:
		return [frappe.get_attr(path) for path in frappe.get_hooks(self.hook)]


class Followers:
	"""A hook that lists modules. Each has functions for the events that it follows."""

	def __init__(self, hook: str):
		self.hook = hook

	def call(self, event: str, *arguments: Any) -> None:
		"""Call the modules' functions of this name."""
		for path in frappe.get_hooks(self.hook):
			if function := getattr(frappe.get_module(path), event, None):
				function(*arguments)


# After changes of the register, in the same transaction. A module may have:
# follow_move(households: list[str], region: str): the named households are in the region with this code now;
# follow_split(change: Document): members left a household, by the Registry Change, on which what moved is recorded;
# follow_merge(change: Document): two households are one;
# follow_head(change: Document): a household has another head.
household_followers = Followers("household_followers")

# Before two households merge: takes the surviving and the absorbed Household, returns what must be finished before, as
# sentences.
household_merge_guards: Functions[[Document, Document], list[str]] = Functions("household_merge_guards")

# After a posting was handed over: takes the Posting Handover, moves the predecessor's documents to the successor and
# records them on it.
posting_handed_over: Functions[[Document], None] = Functions("posting_handed_over")

# After a region became part of another or got a new code: takes the old code and the new one.
region_taken_over: Functions[[str, str], None] = Functions("region_taken_over")

# The kinds of documents besides households that rules may warn about (early_warning/rules/subjects.py, Subject).
screened_subjects: Values[Any] = Values("screened_subjects")

# The documents of households that rules may ask about (early_warning/rules/related_sources.py, RelatedSource).
household_rule_sources: Values[Any] = Values("household_rule_sources")

# After alerts were inserted in bulk, without document events: takes their names.
risk_alerts_raised: Functions[[list[str]], None] = Functions("risk_alerts_raised")

# Before a Risk Check is approved: takes it, returns objections as sentences.
risk_check_approval_guards: Functions[[Document], list[str]] = Functions("risk_check_approval_guards")

# What is cleared of documents when the retention period is over (registry/personal_data/retention.py, RetentionPolicy);
# each path names a tuple of policies.
retention_policies: Values[tuple] = Values("retention_policies")

# The households of which all is still needed: takes the day before which documents ended that are due, returns a query
# for the households' names.
retention_holds: Functions[[date], QueryBuilder] = Functions("retention_holds")


def feed_target(target: str) -> type:
	"""The class that loads files of feeds with this target, a `Target` of discovery/targets; of several apps, the last
	one's.

	Hook `feed_targets`: target → dotted path.
	"""
	return frappe.get_attr(frappe.get_hooks("feed_targets")[target][-1])


def documents_of_regions() -> list[str]:
	"""The DocTypes with a region of their own, without a household: their documents follow a region that becomes part of
	another. Hook `documents_of_regions`: their names."""
	return frappe.get_hooks("documents_of_regions")


def frozen_when(doctype: str) -> dict[str, list[str]]:
	"""The field and its values by which documents of the DocType are at their end, so that their files stay as they are.

	Hook `files_frozen_when`: DocType → field → values.
	"""
	return frappe.get_hooks("files_frozen_when", {}).get(doctype, {})


def file_guards(doctype: str) -> list[Callable[[Document, Document | None, str], str | None]]:
	"""Functions that take a document, its file (or None) and a user, and return why the user may not change the
	document's files, as a sentence, or None. Hook `document_file_guards`: DocType → dotted paths."""
	return [frappe.get_attr(path) for path in frappe.get_hooks("document_file_guards", {}).get(doctype, [])]
