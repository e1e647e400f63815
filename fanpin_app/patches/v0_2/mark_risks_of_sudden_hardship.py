import frappe

# The risks that suggested it before Risk Type had the field: illness or disability, accident, unsafe housing.
RISKS = ("R1", "R2", "R3")


def execute() -> None:
	frappe.db.set_value("Risk Type", {"name": ("in", RISKS)}, "suggests_sudden_hardship", 1)
