"""What clients may call: whitelisted functions by name, and methods of documents."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import frappe
from frappe.model.base_document import get_controller

from fanpin_app.security.queries.function_guards import signature_of
from fanpin_app.tests.support.security import whitelisted_functions

# These end the caller's session or key, or lock the account after some wrong passwords, so that all further
# calls would be refused; they name no document.
ENDS_SESSION = (
	"frappe.core.doctype.user.user.generate_keys",
	"frappe.core.doctype.user.user.reset_password",
	"frappe.core.doctype.user.user.update_password",
	"frappe.core.doctype.user.user.verify_password",
	"frappe.handler.logout",
	"frappe.handler.web_logout",
	"frappe.integrations.doctype.ldap_settings.ldap_settings.login",
	"frappe.integrations.doctype.ldap_settings.ldap_settings.reset_password",
	"frappe.sessions.clear",
	"frappe.www.login.login_via_key",
	"frappe.www.login.login_via_token",
	"frappe.www.login.send_login_link",
)
# A monitoring administrator may screen everywhere, which changes foreign alerts in the background.
CITYWIDE_SCREENING = ("fanpin_app.early_warning.api.screen_now", "start")
# Methods of all documents are only called for this DocType.
SAMPLE_DOCTYPE = "Household"


@dataclass(frozen=True)
class Endpoint:
	"""A function or, with `doctype`, a method of its documents."""

	name: str
	parameters: tuple[str, ...]
	doctype: str | None = None

	@property
	def takes_a_doctype(self) -> bool:
		"""Whether its answer depends on a DocType; functions without parameters read the request."""
		return not self.parameters or any("doctype" in name or name in DOCTYPES for name in self.parameters)


DOCTYPES = (
	"dt",
	"doc",
	"docs",
	"document",
	"args",
	"items",
	"kwargs",
	"chart",
	"reference_type",
	"document_type",
)


def functions() -> list[Endpoint]:
	"""Every whitelisted function of every installed app, by its canonical name."""
	found = whitelisted_functions.canonical()
	return [
		Endpoint(name, _parameters(function))
		for name, function in sorted(found.items())
		if name not in ENDS_SESSION
	]


def document_methods() -> list[Endpoint]:
	"""Every whitelisted method of every DocType's documents."""
	methods = {}
	for doctype in frappe.get_all(
		"DocType", filters={"istable": 0, "is_virtual": 0}, pluck="name", order_by="name"
	):
		for name, function in _methods_of(doctype):
			shared = (
				f"Document.{name}" if function.__qualname__.startswith("Document.") else f"{doctype}.{name}"
			)
			owner = SAMPLE_DOCTYPE if shared.startswith("Document.") else doctype
			methods.setdefault(shared, Endpoint(name, _parameters(function)[1:], owner))
	return list(methods.values())


def _methods_of(doctype: str) -> Iterator[tuple[str, Callable]]:
	try:
		controller = get_controller(doctype)
	except ImportError:
		return
	for name, function in inspect.getmembers(controller, inspect.isfunction):
		if function in frappe.allowed_http_methods_for_whitelisted_func:
			yield name, function


def _parameters(function: Callable) -> tuple[str, ...]:
	return tuple(signature_of(function).parameters)
