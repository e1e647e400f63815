"""Bulk insertion of a screening's new alerts where nothing listens to their document events (decision 7).

Both ways have the same result. Alerts that might fail validation are inserted as documents, which gives the reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import frappe
from frappe.model import data_fieldtypes

from fanpin_app.database import bulk, insert_listeners
from fanpin_app.early_warning.alerts import lifecycle
from fanpin_app.early_warning.response.deadlines import ResponseTerms
from fanpin_app.early_warning.response.levels import Levels
from fanpin_app.early_warning.rules.subjects import Subject
from fanpin_app.extension_points import risk_alerts_raised

if TYPE_CHECKING:
	from fanpin_app.early_warning.doctype.risk_alert.risk_alert import RiskAlert

DOCTYPE = "Risk Alert"


def partition(alerts: list[dict], subject: Subject) -> tuple[list[dict], list[dict]]:
	"""Split new alerts (dicts of field values) into those that can be inserted in bulk, completed with title and region
	of their subject, and those that must be inserted one by one."""
	if not alerts or not insert_listeners.can_bulk_insert(DOCTYPE):
		return [], alerts
	subject_values = _subject_values(sorted({values[subject.link] for values in alerts}), subject)
	complete = [
		values | subject_values[values[subject.link]]
		for values in alerts
		if values[subject.link] in subject_values
	]
	return complete, [values for values in alerts if values[subject.link] not in subject_values]


def bulk_insert(alerts: list[dict], levels: Levels) -> int:
	"""Insert the alerts, let later steps follow them, and return their number."""
	if not alerts:
		return 0
	blank = frappe.new_doc(DOCTYPE).as_dict(no_nulls=True)
	response = ResponseTerms(levels=levels)
	documents = [_completed(blank | values, response) for values in alerts]
	columns = [field for field in _columns() if any(alert.get(field) is not None for alert in documents)]
	names = bulk.reserve_names(DOCTYPE, len(documents))
	rows = ((name, *map(alert.get, columns)) for name, alert in zip(names, documents, strict=True))
	bulk.insert(DOCTYPE, ("name", *columns), rows)
	risk_alerts_raised.call(names)
	return len(documents)


def _subject_values(names: list[str], subject: Subject) -> dict[str, dict]:
	"""Title and region of the subjects whose region exists; alerts of others would fail validation."""
	subject_table, region = subject.table, frappe.qb.DocType("Administrative Region")
	subject_values = {}
	for chunk in bulk.chunks(names):
		rows = (
			frappe.qb.from_(subject_table)
			.join(region)
			.on(region.name == subject_table.region)
			.select(subject_table.name, subject_table[subject.title], subject_table.region)
			.where(subject_table.name.isin(chunk))
			.run()
		)
		subject_values |= {name: {"head_name": title, "region": code} for name, title, code in rows}
	return subject_values


def _completed(values: dict, response: ResponseTerms) -> RiskAlert:
	alert = frappe.get_doc(values)
	alert.set("__islocal", True)
	lifecycle.set_derived_fields(alert, response)
	return alert


def _columns() -> list[str]:
	return [
		field.fieldname for field in frappe.get_meta(DOCTYPE).fields if field.fieldtype in data_fieldtypes
	]
