"""Users to notify of a new application; the Notification calls this by name (hook `jinja`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import frappe
from pypika.terms import Criterion

from fanpin_app.discovery.applications.decisions import village_prefix
from fanpin_app.permissions.postings import ROLE_OF_DUTY, SIGNIFICANT_DIGITS, on_duty, prefix_of

if TYPE_CHECKING:
	from fanpin_app.discovery.doctype.service_application.service_application import ServiceApplication

# Clerks of the nearest window answer it or, where there are none, the nearest office.
ANSWERING_DUTIES = ("Window Clerk", "Town Officer", "District Officer")
VILLAGE_DUTIES = tuple(duty for duty, role in ROLE_OF_DUTY.items() if role == "Village Officer")


def officers_of_application(application: ServiceApplication) -> str:
	"""For Notifications: comma-separated users who answer the application or are officers of its village.

	The user who entered it is left out.
	"""
	village = village_prefix(application.region)
	found = {*_nearest_officers(village), *_village_officers(village, application.region)} - {
		frappe.session.user
	}
	return ",".join(sorted(found))


def _nearest_officers(village: str) -> set[str]:
	above = {village[:digits]: digits for digits in SIGNIFICANT_DIGITS.values() if digits <= len(village)}
	for duty in ANSWERING_DUTIES:
		posted = [
			(above[prefix_of(region)], user)
			for user, region in _posted_officers(duty, list(above))
			if prefix_of(region) in above
		]
		if posted:
			nearest = max(digits for digits, _user in posted)
			return {user for digits, user in posted if digits == nearest}
	return set()


def _village_officers(village: str, region: str) -> set[str]:
	"""The village's officers; of its grids, only those of the applicant's grid."""
	places = {village, prefix_of(region)}
	return {
		user
		for duty in VILLAGE_DUTIES
		for user, posted_to in _posted_officers(duty, [village])
		if prefix_of(posted_to) in places
	}


def _posted_officers(duty: str, prefixes: list[str]) -> list[tuple[str, str]]:
	posting = frappe.qb.DocType("Officer Posting")
	return (
		on_duty(duty)
		.select(posting.user, posting.region)
		.where(Criterion.any(posting.region.like(f"{prefix}%") for prefix in prefixes))
		.run()
	)
