import frappe

from fanpin_app.security.files import public_copies


def execute() -> None:
	"""Public copies of files of scoped documents, which Frappe made of the addresses in their Attach fields."""
	if not (withdrawn := public_copies.withdraw()):
		return
	message = f"{withdrawn} public copies of private files were withdrawn: they are private now."
	print(message)
	frappe.log_error(title="Public copies of private files withdrawn", message=message)
