"""What clients may call of coordination: each function calls one that checks the rights and does the work."""

import frappe

from fanpin_app.coordination.posters.catalogue import choices, draw
from fanpin_app.coordination.posters.paper import download


@frappe.whitelist(methods=["GET", "POST"])
def get_poster_choices() -> dict:
	"""The posters that the user may draw, and the region of the user's own office."""
	return choices()


@frappe.whitelist(methods=["GET", "POST"])
def get_poster(poster: str, region: str, day: str | None = None) -> list[str]:
	"""The sheets of a poster of the office of a region as of the day (default: today), as SVG documents."""
	return draw(poster, region, day)


@frappe.whitelist(methods=["GET", "POST"])
def download_poster(poster: str, region: str, day: str | None = None) -> None:
	"""The same as PDF, a page of A3 for each sheet."""
	download(poster, region, day)
