"""What clients may call of assistance: each function calls one that checks the rights and does the work."""

import frappe

from fanpin_app.assistance.elimination.review import start_elimination_review as start_review
from fanpin_app.assistance.loop import get_loop as loop_of
from fanpin_app.assistance.proposals import plan_measures as plan
from fanpin_app.assistance.proposals import propose_measures as propose


@frappe.whitelist(methods=["GET", "POST"])
def get_loop(case: str) -> dict:
	"""The history of a Monitoring Case in the user's language: steps, each with title and events, and what is left."""
	return loop_of(case)


@frappe.whitelist(methods=["POST"])
def propose_measures(case: str) -> list[dict]:
	"""Measure types that the case's plan lacks: measure_type, measure_group and the risks that it answers."""
	return propose(case)


@frappe.whitelist(methods=["POST"])
def plan_measures(case: str, measure_types: str | list) -> list[str]:
	"""Add measure types (names, as a list or JSON) to the case's plan; returns the names of the Assistance Measures."""
	return plan(case, measure_types)


@frappe.whitelist(methods=["POST"])
def start_elimination_review(case: str) -> str:
	"""Start the check for elimination of the case's household; returns the name of the Risk Check."""
	return start_review(case)
