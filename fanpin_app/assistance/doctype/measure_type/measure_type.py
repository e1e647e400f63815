from frappe.model.document import Document


class MeasureType(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fanpin_app.assistance.doctype.measure_type_risk.measure_type_risk import MeasureTypeRisk

		description: DF.SmallText | None
		enabled: DF.Check
		measure_group: DF.Literal[
			"Industry",
			"Employment",
			"Finance",
			"Public-welfare Post",
			"Housing",
			"Drinking Water",
			"Health",
			"Compulsory Education",
			"Other Education",
			"Comprehensive Protection",
			"Social Help",
			"Relocation",
			"Living Conditions",
			"Infrastructure",
			"Consumption",
			"Asset Income",
		]
		measure_name: DF.Data
		needs_labour: DF.Check
		risks: DF.Table[MeasureTypeRisk]
	# end: auto-generated types
