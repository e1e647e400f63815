"""The message for a load that stopped at an unexpected error: where it stopped, and what to do."""

from typing import Any

from frappe import _

from fanpin_app.discovery.tables.search import Table
from fanpin_app.privacy.masks import mask_id_number
from fanpin_app.security.notices.redaction import ID_NUMBER

MAX_ERROR_LENGTH = 200


def message(table: Table | None, error: BaseException, log: Any) -> str:
	"""For the sender, with what the operator needs to find the cause. `table` is None where none was found yet."""
	where = _("Loading stopped; nothing of this file was kept.")
	if table and table.reached:
		sheet, number = list(table.reached.items())[-1]
		where = _(
			"Loading stopped near row {0} of sheet {1}; nothing of this file was kept. Look at that row."
		).format(number, sheet)
	what_to_do = _(
		"Open the file in Excel or WPS, save it as a new .xlsx, and send that. If it stops again, give the operator this sentence."
	)
	technical = " ".join(f"{type(error).__name__}: {error}".split())[:MAX_ERROR_LENGTH]
	technical = ID_NUMBER.sub(lambda found: mask_id_number(found.group()), technical)
	return f"{where} {what_to_do} ({technical}; {_('Error Log')} {getattr(log, 'name', '')})"
