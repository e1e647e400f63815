"""Frappe's User, whose roles are only those that an administrator gave (hook `override_doctype_class`)."""

from frappe.core.doctype.user.user import User


class AssignedRolesUser(User):
	def add_system_manager_role(self) -> None:
		"""Early Frappe 15 gives the role System Manager to the first desk user of a site that has none: here a village
		cadre could get it. Later versions do not call this."""
		if self.name == "Administrator":
			super().add_system_manager_role()
