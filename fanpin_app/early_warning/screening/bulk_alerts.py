"""A screening's new alerts, written at once where nobody listens to documents (decision 7).

Both ways leave the same behind. What a document might be refused for goes by its document, which tells the reason.
"""

import frappe
from frappe.model import data_fieldtypes
from frappe.model.document import Document

from fanpin_app.database import bulk, insert_listeners
from fanpin_app.early_warning.alerts import lifecycle
from fanpin_app.early_warning.response.deadlines import Response
from fanpin_app.early_warning.response.levels import Levels
from fanpin_app.early_warning.rules.subjects import Subject

DOCTYPE = "Risk Alert"


def divide(told: list[dict], subject: Subject) -> tuple[list[dict], list[dict]]:
	"""Which new alerts (their fields) may be written at once, completed by what they show of their subject, and
	which are to be raised one by one."""
	if not told or not insert_listeners.can_bulk_insert(DOCTYPE):
		return [], told
	shown = _shown_of(sorted({values[subject.link] for values in told}), subject)
	at_once = [values | shown[values[subject.link]] for values in told if values[subject.link] in shown]
	return at_once, [values for values in told if values[subject.link] not in shown]


def write(told: list[dict], levels: Levels) -> int:
	"""Write the alerts, tell those who listen by the hook `risk_alerts_raised`, and return how many there are."""
	if not told:
		return 0
	blank = frappe.new_doc(DOCTYPE).as_dict(no_nulls=True)
	response = Response(levels=levels)
	made = [_completed(blank | values, response) for values in told]
	columns = [field for field in _columns() if any(alert.get(field) is not None for alert in made)]
	names = bulk.reserve_names(DOCTYPE, len(made))
	rows = ((name, *map(alert.get, columns)) for name, alert in zip(names, made, strict=True))
	bulk.insert(DOCTYPE, ("name", *columns), rows)
	for listener in frappe.get_hooks("risk_alerts_raised"):
		frappe.get_attr(listener)(names)
	return len(made)


def _shown_of(names: list[str], subject: Subject) -> dict[str, dict]:
	"""Title and region of those whose region is known; an alert elsewhere is refused."""
	about, region = subject.table, frappe.qb.DocType("Administrative Region")
	shown = {}
	for some in bulk.chunks(names):
		rows = (
			frappe.qb.from_(about)
			.join(region)
			.on(region.name == about.region)
			.select(about.name, about[subject.title], about.region)
			.where(about.name.isin(some))
			.run()
		)
		shown |= {name: {"head_name": title, "region": code} for name, title, code in rows}
	return shown


def _completed(values: dict, response: Response) -> Document:
	alert = frappe.get_doc(values)
	alert.set("__islocal", True)
	lifecycle.complete(alert, response)
	return alert


def _columns() -> list[str]:
	return [
		field.fieldname for field in frappe.get_meta(DOCTYPE).fields if field.fieldtype in data_fieldtypes
	]
