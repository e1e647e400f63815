"""What clients may call of the registry: each function calls one that checks the rights and does the work.

Where more is to be said of arguments and results, the called function says it.
"""

import frappe

from fanpin_app.registry.households.change_history import get_changes
from fanpin_app.registry.households.duplicates import compare
from fanpin_app.registry.households.relations import OTHER
from fanpin_app.registry.operations.head import change_head
from fanpin_app.registry.operations.members import add_member as add
from fanpin_app.registry.operations.members import record_death, record_moving_out
from fanpin_app.registry.operations.merge import merge
from fanpin_app.registry.operations.move import move
from fanpin_app.registry.operations.split import split
from fanpin_app.registry.operations.status import correct, leave
from fanpin_app.registry.personal_data.private_values import record, reveal
from fanpin_app.registry.personal_data.subject_access import sheet
from fanpin_app.registry.regions.changes import MOVE_POSTINGS, give_new_code, put_into_grid, rename
from fanpin_app.registry.regions.changes import merge as merge_region


@frappe.whitelist(methods=["GET", "POST"])
def get_household_changes(household: str) -> list[dict]:
	"""The household's Registry Changes in the user's regions, latest first: name, day, kind, reason, officer."""
	return get_changes(household)


@frappe.whitelist(methods=["GET", "POST"])
def compare_members(member: str, other: str) -> list[dict]:
	"""What is registered in the two rows of Household Member, for each field: label, one, other, differs."""
	return compare(member, other)


@frappe.whitelist(methods=["POST"])
def add_member(household: str, member: str | dict, effective_on: str, reason: str, born: bool = False) -> str:
	"""Add a member who was born or joined; returns the name of the Registry Change."""
	return add(household, member, effective_on, reason, born)


@frappe.whitelist(methods=["POST"])
def record_member_death(
	household: str, member: str, effective_on: str, reason: str, next_head: str | None = None
) -> str:
	"""Record that a member (the row's name) died; returns the name of the Registry Change."""
	return record_death(household, member, effective_on, reason, next_head)


@frappe.whitelist(methods=["POST"])
def record_member_moving_out(
	household: str, member: str, effective_on: str, reason: str, next_head: str | None = None
) -> str:
	"""Record that a member (the row's name) moved out; returns the name of the Registry Change."""
	return record_moving_out(household, member, effective_on, reason, next_head)


@frappe.whitelist(methods=["POST"])
def change_household_head(household: str, head: str, effective_on: str, reason: str) -> str:
	"""Make a living member (the row's name) the head; returns the name of the Registry Change."""
	return change_head(household, head, effective_on, reason)


@frappe.whitelist(methods=["POST"])
def move_household(
	household: str,
	region: str,
	effective_on: str,
	reason: str,
	group_name: str | None = None,
	address: str | None = None,
) -> str:
	"""Move the household to a village or grid (its code); returns the name of the Registry Change.

	`group_name` and `address`: villagers' group and address in the new place.
	"""
	return move(household, region, effective_on, reason, group_name, address)


@frappe.whitelist(methods=["POST"])
def split_household(
	household: str,
	members: str | list,
	head: str,
	effective_on: str,
	reason: str,
	next_head: str | None = None,
	household_no: str | None = None,
) -> str:
	"""Form a new household of some members; returns the name of the Registry Change, with it as `other_household`.

	`members`: names of rows, as a list or JSON; `head`: the one who becomes the new household's head. `next_head`: the
	head of those who stay, required if the head leaves. `household_no`: the new number, generated if not given.
	"""
	return split(household, members, head, effective_on, reason, next_head, household_no)


@frappe.whitelist(methods=["POST"])
def merge_households(
	household: str, absorbed: str, effective_on: str, reason: str, relation: str = OTHER
) -> str:
	"""Merge the household `absorbed` into `household`; returns the name of the Registry Change."""
	return merge(household, absorbed, effective_on, reason, relation)


@frappe.whitelist(methods=["POST"])
def record_household_leaving(household: str, status: str, effective_on: str, reason: str) -> str:
	"""Record that the whole household has moved out of the city or ended; returns the name of the Registry Change."""
	return leave(household, status, effective_on, reason)


@frappe.whitelist(methods=["POST"])
def correct_status(household: str, status: str, reason: str, member: str | None = None) -> str:
	"""Correct the status of the household or of a member (the row's name); returns the name of the Registry Change."""
	return correct(household, status, reason, member)


@frappe.whitelist(methods=["POST"])
def reveal_private_value(
	household: str, what: str, purpose: str, remarks: str | None = None, member: str | None = None
) -> str | None:
	"""The full value, or None if none is recorded. The reading is logged."""
	return reveal(household, what, purpose, remarks, member)


@frappe.whitelist(methods=["POST"])
def record_private_value(household: str, what: str, value: str, member: str | None = None) -> None:
	"""Write a private value; `what` and `member` are those of `reveal_private_value`."""
	record(household, what, value, member)


@frappe.whitelist(methods=["POST"])
def print_subject_access_sheet(household: str, member: str, remarks: str | None = None) -> str:
	"""All that is stored about the household, as an HTML page for the member (the row's name) who asks. It is logged."""
	return sheet(household, member, remarks)


@frappe.whitelist(methods=["POST"])
def rename_region(region: str, new_name: str, effective_on: str, reason: str) -> str:
	"""Rename the region (its code); returns the name of the Region Change."""
	return rename(region, new_name, effective_on, reason)


@frappe.whitelist(methods=["POST"])
def merge_regions(
	region: str, into: str, effective_on: str, reason: str, postings: str = MOVE_POSTINGS
) -> str:
	"""Merge a village or grid into another (codes); returns the name of the Region Change."""
	return merge_region(region, into, effective_on, reason, postings)


@frappe.whitelist(methods=["POST"])
def give_region_new_code(
	region: str, new_code: str, effective_on: str, reason: str, new_name: str | None = None
) -> str:
	"""Give a town, village or grid and all regions below it a new code; returns the name of the Region Change."""
	return give_new_code(region, new_code, effective_on, reason, new_name)


@frappe.whitelist(methods=["POST"])
def put_households_into_grid(households: list[str] | str, region: str) -> int:
	"""Move households to a grid of their village, or back to the village; returns how many.

	`households`: names, as a list or JSON; `region`: the code of the grid or village.
	"""
	return put_into_grid(households, region)
