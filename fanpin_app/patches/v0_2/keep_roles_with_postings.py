"""Roles were withdrawn with every ended posting of their duty; now only those that a posting gave are. Of earlier postings
this is not known."""

import frappe


def execute() -> None:
	posting = frappe.qb.DocType("Officer Posting")
	frappe.qb.update(posting).set(posting.gave_role, 1).run()
