"""Two alerts become one: what both say is in the one that goes on, and the other ends."""

from datetime import date

import frappe
from frappe import _
from frappe.model.document import Document

from fanpin_app.early_warning.alerts import lifecycle
from fanpin_app.early_warning.response.levels import Levels


def merge(alert: Document, into: Document) -> None:
	"""An officer finds that two open alerts of a household are one matter: `alert` ends and `into` goes on.

	What `alert` said is kept in `into` as told by people, so that no screening takes it back. After a merge of
	households all alerts lie with the household that remains, and are merged in this way too.
	Raises `frappe.ValidationError` where the two are no such alerts.
	"""
	if alert.name == into.name:
		frappe.throw(_("Choose another alert than this one."))
	if not alert.household or alert.household != into.household:
		frappe.throw(_("Alerts are merged within one household: {0} is about another.").format(into.name))
	if alert.status not in (lifecycle.OPEN, lifecycle.ACKNOWLEDGED):
		frappe.throw(_("This alert can no longer be merged: it is {0}.").format(_(alert.status)))
	if into.status not in lifecycle.STILL_OPEN:
		frappe.throw(
			_("{0} is closed: choose an alert that goes on.").format(into.name),
		)
	into.reported_level = Levels().highest([into.reported_level, alert.base_level])
	into.reported_reason = lifecycle.with_lines(into.reported_reason, alert.reason)
	unite(into, alert)
	end(alert, into)


def unite(kept: Document, other: Document) -> None:
	"""The alert that stays says what both said, is as severe as the severer and as far as the farther of them."""
	levels = Levels()
	for field in ("reported_level", "base_level", "level"):
		kept.set(field, levels.highest([kept.get(field), other.get(field)]))
	for field in ("reason", "reported_reason"):
		kept.set(field, lifecycle.with_lines(kept.get(field), other.get(field)))
	kept.status = max(kept.status, other.status, key=lifecycle.STILL_OPEN.index)
	kept.raised_on = min(kept.raised_on, other.raised_on)
	lifecycle.save_by_system(kept)


def end(alert: Document, into: Document, day: date | str | None = None) -> None:
	alert.update({"status": lifecycle.ENDED, "ended_on": day, "merged_into": into.name})
	lifecycle.save_by_system(alert)
