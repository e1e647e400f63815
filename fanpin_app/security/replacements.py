"""Installs the replacements of Frappe's functions, once for each process. Each `install` says what it replaces, and why."""

from fanpin_app.database import conflicts, translation_cache
from fanpin_app.database.one_thread import one_thread_at_a_time
from fanpin_app.permissions import frappe_patches, shown_rights
from fanpin_app.printing import frappe_pdf
from fanpin_app.security.accounts import patches as accounts
from fanpin_app.security.documents import read_only_fields
from fanpin_app.security.files import patches as files
from fanpin_app.security.gate import patches as gate
from fanpin_app.security.notices import patches as notices
from fanpin_app.security.queries import patches as queries
from fanpin_app.security.text import patches as text

_MODULES = (
	translation_cache,
	conflicts,
	frappe_patches,
	shown_rights,
	queries,
	read_only_fields,
	gate,
	files,
	frappe_pdf,
	notices,
	accounts,
	text,
)
_installed: set[str] = set()


def install() -> None:
	"""Hook before every request and job."""
	if len(_installed) < len(_MODULES):
		_install()


@one_thread_at_a_time
def _install() -> None:
	"""The first requests of a process may come at the same moment: each waits until everything is replaced."""
	for module in _MODULES:
		if module.__name__ not in _installed:
			module.install()
			_installed.add(module.__name__)
