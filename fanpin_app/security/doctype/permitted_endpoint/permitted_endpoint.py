import frappe
from frappe import _
from frappe.core.doctype.server_script.server_script_utils import get_server_script_map
from frappe.model.base_document import get_controller
from frappe.model.document import Document
from frappe.modules.utils import get_doctype_module, get_module_app

from fanpin_app.security.gate import open_endpoints
from fanpin_app.security.gate.requested_endpoint import page
from fanpin_app.security.roles import is_system_manager

PLATFORM = "frappe"
# Roles that nobody is given: of guests and accounts, of all accounts, and of all who use the desk.
EVERY_ACCOUNT = (open_endpoints.EVERYBODY, "All", open_endpoints.DESK, "Desk User")


class PermittedEndpoint(Document):
	"""An endpoint that an administrator opens to a role, beyond the lists that the app ships."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		enabled: DF.Check
		endpoint: DF.Data
		reason: DF.SmallText
		role: DF.Literal[None]
	# end: auto-generated types

	def validate(self) -> None:
		self.endpoint = (self.endpoint or "").strip()
		if not frappe.db.exists("Role", self.role):
			frappe.throw(_("Role: there is no role “{0}”.").format(self.role))
		self._refuse_duplicate()
		if self.endpoint.startswith("/"):
			self.endpoint = page(self.endpoint)
			self._check_page()
			function = None
		elif self._is_server_script():
			function = None
		else:
			function = self._whitelisted_function()
		self._check_who_opens(function)
		if self.role == open_endpoints.EVERYBODY:
			self._check_guests(function)

	def on_update(self) -> None:
		open_endpoints.forget_permitted()

	def after_delete(self) -> None:
		open_endpoints.forget_permitted()

	def _refuse_duplicate(self) -> None:
		same = {"endpoint": self.endpoint, "role": self.role, "name": ("!=", self.name or "")}
		if frappe.db.exists("Permitted Endpoint", same):
			frappe.throw(_("{0} is opened to {1} already.").format(self.endpoint, _(self.role)))

	def _check_page(self) -> None:
		if self.endpoint in ("/", open_endpoints.SUBPAGES) or "*" in self.endpoint.removesuffix("/*"):
			frappe.throw(
				_("Endpoint: name one page (/about) or all pages below one (/shop/*), not “{0}”.").format(
					self.endpoint
				)
			)

	def _is_server_script(self) -> bool:
		return self.endpoint in get_server_script_map().get("_api", {})

	def _whitelisted_function(self):
		function = self._document_function() if ":" in self.endpoint else self._function()
		if function not in frappe.allowed_http_methods_for_whitelisted_func:
			frappe.throw(
				_("Endpoint: “{0}” is there, but no client may call it: it is not whitelisted.").format(
					self.endpoint
				)
			)
		return function

	def _document_function(self):
		doctype, method = self.endpoint.split(":", 1)
		if not frappe.db.exists("DocType", doctype):
			frappe.throw(_("Endpoint: there is no DocType “{0}”.").format(doctype))
		return getattr(get_controller(doctype), method, None) or self._refuse_unknown()

	def _function(self):
		try:
			return frappe.get_attr(self.endpoint)
		except (ImportError, AttributeError, ValueError, frappe.AppNotInstalledError):
			self._refuse_unknown()

	def _refuse_unknown(self) -> None:
		frappe.throw(
			_(
				"Endpoint: “{0}” is not there. Write the method as clients call it, DocType:method for one of documents, or the API method of a Server Script."
			).format(self.endpoint)
		)

	def _check_who_opens(self, function) -> None:
		"""Only a System Manager may open pages and functions of Frappe, which access all data, or open
		anything to guests."""
		if not self.enabled or is_system_manager():
			return
		if self.role in EVERY_ACCOUNT or self._is_of_platform(function):
			frappe.throw(
				_(
					"“{0}”: only a System Manager opens pages, what belongs to the platform itself, or anything to guests or to every account."
				).format(self.endpoint),
				frappe.PermissionError,
			)

	def _is_of_platform(self, function) -> bool:
		if not function:
			return self.endpoint.startswith("/")
		if ":" in self.endpoint:
			doctype = self.endpoint.split(":", 1)[0]
			return get_module_app(get_doctype_module(doctype)) == PLATFORM
		return function.__module__.split(".")[0] == PLATFORM

	def _check_guests(self, function) -> None:
		if function and function not in frappe.guest_methods:
			frappe.throw(
				_("“{0}” refuses guests by itself: opening it to them changes nothing.").format(self.endpoint)
			)
		if self.enabled:
			frappe.msgprint(
				_("“{0}” is open to everybody on the network from now on, without logging in.").format(
					self.endpoint
				),
				indicator="orange",
				alert=True,
			)
