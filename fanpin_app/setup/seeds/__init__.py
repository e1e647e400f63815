"""The records that a new site starts with. From then on they belong to the administrators.

A seed is planted once: `migrate` plants the new seeds of a later version, but never overwrites changes and never
restores deleted records. A value `{"file": …}` is the text of that file beside the seeds, as it is.
"""

import json
from pathlib import Path

import frappe

FOLDER = Path(__file__).parent
LEDGER = "fanpin_seeds"
ORDER = (
	"module_profile",
	"workflow_state",
	"workflow_action_master",
	"sector_agency",
	"indicator",
	"data_feed",
	"monitoring_standard",
	"risk_type",
	"alert_level",
	"email_template",
	"response_plan",
	"risk_rule",
	"data_defect_rule",
	"statutory_clock",
	"exclusion_situation",
	"workflow",
	"measure_type",
	"notification",
	"print_format",
)


def plant() -> int:
	"""Insert the seeds that were never planted on this site; returns their number."""
	planted = set(json.loads(frappe.db.get_default(LEDGER) or "[]"))
	fresh = [(key, seed) for key, seed in _seeds() if key not in planted]
	for key, seed in fresh:
		_insert_unless_exists(seed)
		planted.add(key)
	if fresh:
		frappe.db.set_default(LEDGER, json.dumps(sorted(planted)))
	return len(fresh)


def _seeds():
	for name in ORDER:
		path = FOLDER / f"{name}.json"
		for position, seed in enumerate(json.loads(path.read_text(encoding="utf-8"))):
			key = f"{seed['doctype']}/{seed.get('seed') or seed.get('name') or position}"
			yield key, {field: _text_of(value) for field, value in seed.items()}


def _text_of(value):
	if not isinstance(value, dict):
		return value
	return (FOLDER / value["file"]).read_text(encoding="utf-8")


def _insert_unless_exists(seed: dict) -> None:
	values = {key: value for key, value in seed.items() if key != "seed"}
	if frappe.get_meta(values["doctype"]).issingle and _has_rows(values):
		return
	if values.get("name") and frappe.db.exists(values["doctype"], values["name"]):
		return
	doc = frappe.get_doc(values)
	doc.flags.ignore_permissions = True
	doc.insert(set_name=values.get("name"))


def _has_rows(settings: dict) -> bool:
	"""Whether a table that the seed would fill has rows already: a migration wrote them, or an administrator."""
	stored = frappe.get_doc(settings["doctype"])
	return any(stored.get(field) for field, value in settings.items() if isinstance(value, list))
