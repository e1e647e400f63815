"""Two requests that change the same rows at the same moment: the database refuses one, and its answer says so.

With `innodb_snapshot_isolation`, the default since MariaDB 11.6, the second one fails with error 1020 where earlier
versions read the newer row. Frappe 15.105.0 takes that for a deadlock, the box's and 15.55.1 for an error of the program.
All answer with status 500.
"""

from http import HTTPStatus

import frappe
from frappe.database.mariadb.database import MariaDBExceptionUtil
from pymysql.constants import ER

CONFLICTS = (ER.LOCK_DEADLOCK, ER.CHECKREAD)


def install() -> None:
	"""Replace the function in this process. Idempotent."""
	MariaDBExceptionUtil.is_deadlocked = staticmethod(is_deadlocked)
	for error in (frappe.QueryDeadlockError, frappe.QueryTimeoutError):
		error.http_status_code = HTTPStatus.CONFLICT.value


def is_deadlocked(error: Exception) -> bool:
	"""Whether the database refused a statement because another transaction has changed, or also wants, its rows."""
	return bool(error.args) and error.args[0] in CONFLICTS
