"""Measures that answer a case's risks and fit the household's labour capacity, for the officer to choose from."""

from typing import TYPE_CHECKING

import frappe

from fanpin_app.assistance.cases import case_and_merged
from fanpin_app.database.locking import latest, lock
from fanpin_app.security.queries.reader_guards import as_names

if TYPE_CHECKING:
	from fanpin_app.assistance.doctype.monitoring_case.monitoring_case import MonitoringCase

PLANNED_STATUSES = ("Planned", "Under Way", "Delivered")


def propose_measures(case: str) -> list[dict]:
	"""Measure types for the case's unsolved risks that its plan does not contain yet, by group.

	Each is {measure_type, measure_group, risks: codes of the risks it answers}. Writes nothing.
	"""
	doc = frappe.get_doc("Monitoring Case", case)
	doc.check_permission("read")
	return proposals(doc)


def plan_measures(case: str, measure_types: str | list) -> list[str]:
	"""Add the chosen measure types to the case's plan; returns the names of the Assistance Measures.

	For a type that the plan contains already, it is the name of that measure.
	"""
	doc = frappe.get_doc("Monitoring Case", case)
	doc.check_permission("write")
	lock("Monitoring Case", doc.name)
	measures = _planned_measures(doc)
	for measure_type in as_names(measure_types):
		if measure_type not in measures:
			measure = frappe.new_doc("Assistance Measure")
			measure.update({"monitoring_case": doc.name, "measure_type": measure_type})
			measures[measure_type] = measure.insert().name
	return [measures[measure_type] for measure_type in as_names(measure_types)]


def proposals(case: "MonitoringCase") -> list[dict]:
	measure_type = frappe.qb.DocType("Measure Type")
	answer = frappe.qb.DocType("Measure Type Risk")
	query = (
		frappe.qb.from_(measure_type)
		.join(answer)
		.on(answer.parent == measure_type.name)
		.select(measure_type.name, measure_type.measure_group, answer.risk)
		.where(measure_type.enabled == 1)
		.where(answer.risk.isin(unsolved_risks(case) or [""]))
		.orderby(measure_type.measure_group)
		.orderby(measure_type.name)
	)
	if frappe.db.get_value("Household", case.household, "no_labour"):
		query = query.where(measure_type.needs_labour == 0)
	return _group_by_measure_type(query.run(as_dict=True), planned=_planned_measures(case))


def unsolved_risks(case: "MonitoringCase") -> list[str]:
	return sorted({row.risk for row in case.risks if not row.resolved})


def _planned_measures(case: "MonitoringCase") -> dict[str, str]:
	"""Measure type → measure of the case's plan."""
	planned = {
		"monitoring_case": ("in", case_and_merged(case.name)),
		"status": ("in", PLANNED_STATUSES),
	}
	rows = latest("Assistance Measure", planned, ("measure_type", "name"))
	return {row.measure_type: row.name for row in rows}


def _group_by_measure_type(rows: list[frappe._dict], planned: dict[str, str]) -> list[dict]:
	found: dict[str, dict] = {}
	for row in rows:
		if row.name in planned:
			continue
		proposal = found.setdefault(
			row.name, {"measure_type": row.name, "measure_group": row.measure_group, "risks": []}
		)
		proposal["risks"].append(row.risk)
	return list(found.values())
