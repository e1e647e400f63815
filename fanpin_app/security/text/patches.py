"""Print formats of Frappe's print format builder do not call the hook `before_print`.

This concerns `frappe.utils.weasyprint.PrintFormatGenerator` in all versions of 15; `/printpreview` shows its
pages.
"""

from frappe.model.document import Document
from frappe.utils.weasyprint import PrintFormatGenerator

from fanpin_app.security.text.stored_markup import make_print_harmless


def install() -> None:
	"""Hook before every request and job: make such prints call the hook first; once per process."""
	if PrintFormatGenerator.__init__ is _original_init:
		PrintFormatGenerator.__init__ = _init_with_hook


_original_init = PrintFormatGenerator.__init__


def _init_with_hook(
	generator: PrintFormatGenerator, print_format: str, doc: Document, letterhead: str | None = None
) -> None:
	make_print_harmless(doc, "before_print")
	_original_init(generator, print_format, doc, letterhead)
