"""Time limits, and days on which a check is handled, for tests of clocks."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, datetime, time
from unittest.mock import patch

import frappe
from frappe.utils import getdate

from fanpin_app.verification import stages
from fanpin_app.verification.clocks.terms import FIRST_MEASURE, WHOLE

# Where `now_datetime` is called: by Frappe for `today`, and by the check for its steps.
CLOCKS = (
	"frappe.utils.data.now_datetime",
	"fanpin_app.verification.doctype.risk_check.risk_check.now_datetime",
)
STEPS = (stages.VILLAGE, stages.TOWN, stages.DISTRICT, WHOLE, FIRST_MEASURE)


@contextmanager
def on_day(day: date | str) -> Iterator[None]:
	"""What is done inside is done at ten o'clock of this day."""
	moment = datetime.combine(getdate(day), time(10))
	with ExitStack() as stack:
		for clock in CLOCKS:
			stack.enter_context(patch(clock, return_value=moment))
		yield


def set_terms(*terms: dict, reasons: tuple[dict, ...] = ()) -> None:
	"""Replace the site's time limits, and its reasons for a pause."""
	rows = [{"counted_in": "Working Days", "remind_before": 0} | term for term in terms]
	frappe.get_doc("Statutory Clock").update({"terms": rows, "pause_reasons": list(reasons)}).save()


def set_days(*days: int, reasons: tuple[dict, ...] = (), **values) -> None:
	"""Replace the time limits: days of the three steps, of the whole procedure and until the first measure."""
	terms = [{"step": step, "days": number} | values for step, number in zip(STEPS, days, strict=False)]
	set_terms(*terms, reasons=reasons)
