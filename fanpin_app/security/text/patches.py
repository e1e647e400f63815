"""Print formats of Frappe's print format builder put texts into their pages without asking the hook `before_print`.

That holds of `frappe.utils.weasyprint.PrintFormatGenerator` in all versions of 15; its pages are shown by `/printpreview`.
"""

from frappe.model.document import Document
from frappe.utils.weasyprint import PrintFormatGenerator

from fanpin_app.security.text.stored_markup import make_print_harmless


def install() -> None:
	"""Before every request and job: such prints begin with the hook from here on, once per process."""
	if PrintFormatGenerator.__init__ is _FRAPPES_OWN:
		PrintFormatGenerator.__init__ = _begin_harmless


_FRAPPES_OWN = PrintFormatGenerator.__init__


def _begin_harmless(
	generator: PrintFormatGenerator, print_format: str, doc: Document, letterhead: str | None = None
) -> None:
	make_print_harmless(doc, "before_print")
	_FRAPPES_OWN(generator, print_format, doc, letterhead)
