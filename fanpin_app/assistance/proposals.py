"""Measures that answer a case's risks and fit the household's labour; the officer chooses among them."""

import frappe
from frappe.model.document import Document

from fanpin_app.assistance.cases import with_merged

IN_THE_PLAN = ("Planned", "Under Way", "Delivered")


@frappe.whitelist(methods=["POST"])
def propose_measures(case: str) -> list[dict]:
	"""The measure types for the case's unsolved risks that its plan does not hold yet, by group.

	Each is {measure_type, measure_group, risks: codes of the risks it answers}. Writes nothing.
	"""
	doc = frappe.get_doc("Monitoring Case", case)
	doc.check_permission("read")
	return proposals(doc)


@frappe.whitelist(methods=["POST"])
def plan_measures(case: str, measure_types: str | list) -> list[str]:
	"""Put the chosen measure types into the case's plan; returns the names of the Assistance Measures."""
	doc = frappe.get_doc("Monitoring Case", case)
	doc.check_permission("write")
	return [
		frappe.get_doc(doctype="Assistance Measure", monitoring_case=doc.name, measure_type=measure_type)
		.insert()
		.name
		for measure_type in frappe.parse_json(measure_types)
	]


def proposals(case: Document) -> list[dict]:
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
	return _one_each(query.run(as_dict=True), planned=_planned(case))


def unsolved_risks(case: Document) -> list[str]:
	return sorted({row.risk for row in case.risks if not row.resolved})


def _planned(case: Document) -> set[str]:
	return set(
		frappe.get_all(
			"Assistance Measure",
			filters={"monitoring_case": ("in", with_merged(case.name)), "status": ("in", IN_THE_PLAN)},
			pluck="measure_type",
		)
	)


def _one_each(rows: list[dict], planned: set[str]) -> list[dict]:
	found: dict[str, dict] = {}
	for row in rows:
		if row.name in planned:
			continue
		proposal = found.setdefault(
			row.name, {"measure_type": row.name, "measure_group": row.measure_group, "risks": []}
		)
		proposal["risks"].append(row.risk)
	return list(found.values())
