"""Values for a printed receipt besides the application itself; print formats call it by name (hook `jinja`)."""

import base64
import io

import frappe
from frappe.utils import get_url
from pyqrcode import create

from fanpin_app.discovery.applications.decisions import grouped

PROGRESS_PAGE = "application-progress"


def application_slip(receipt: str) -> dict[str, str]:
	"""For print formats: number (in groups of four), address of the progress page, qr_code (SVG, base64), contact."""
	address = get_url(f"/{PROGRESS_PAGE}")
	return {
		"number": grouped(receipt),
		"address": address,
		"qr_code": _qr_code(f"{address}?receipt={receipt}"),
		"contact": frappe.get_cached_doc("Service Window").contact or "",
	}


def _qr_code(text: str) -> str:
	drawn = io.BytesIO()
	create(text).svg(drawn, scale=3, quiet_zone=1)
	return base64.b64encode(drawn.getvalue()).decode()
