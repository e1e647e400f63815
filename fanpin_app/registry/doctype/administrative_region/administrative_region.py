import frappe
from frappe import _
from frappe.utils.nestedset import NestedSet

from fanpin_app.permissions.scope import SIGNIFICANT_DIGITS, prefix_of
from fanpin_app.registry.regions.names import refuse_taken_name
from fanpin_app.security.documents.child_rows import is_written_by_client


class AdministrativeRegion(NestedSet):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		disabled: DF.Check
		former_names: DF.SmallText | None
		full_name: DF.Data | None
		is_group: DF.Check
		level: DF.Literal["City", "District", "Town", "Village", "Grid"]
		lft: DF.Int
		old_parent: DF.Link | None
		parent_administrative_region: DF.Link | None
		region_code: DF.Data
		region_name: DF.Data
		rgt: DF.Int
		successor: DF.Link | None
	# end: auto-generated types

	nsm_parent_field = "parent_administrative_region"

	def validate(self) -> None:
		self.check_code()
		self.check_parent()
		self.check_name()
		self.full_name = self.build_full_name()

	def check_code(self) -> None:
		expected = 15 if self.level == "Grid" else 12
		if not (
			self.region_code.isascii() and self.region_code.isdigit() and len(self.region_code) == expected
		):
			frappe.throw(
				_("Region code {0}: a region of level {1} has {2} digits.").format(
					self.region_code, _(self.level), expected
				)
			)
		if len(prefix_of(self.region_code)) != SIGNIFICANT_DIGITS[self.level]:
			frappe.throw(
				_("Region code {0} is not a code of level {1}. Check the level or the code.").format(
					self.region_code, _(self.level)
				)
			)

	def check_parent(self) -> None:
		parent = self.parent_administrative_region
		if parent and not self.region_code.startswith(prefix_of(parent)):
			frappe.throw(
				_("Region {0} is not below {1}: its code must begin with {2}.").format(
					self.region_code, parent, prefix_of(parent)
				)
			)

	def check_name(self) -> None:
		"""Operations check it themselves; files of regions are as the office for statistics publishes them."""
		changed = any(
			map(self.has_value_changed, ("region_name", "parent_administrative_region", "disabled"))
		)
		if changed and not self.disabled and is_written_by_client(self):
			refuse_taken_name(self.region_name, self.parent_administrative_region, self.name)

	def build_full_name(self) -> str:
		"""The region's name after those of the regions above. Starts with the district, as ID cards and notices do."""
		parent = self.parent_administrative_region
		parent_region = parent and frappe.db.get_value(
			"Administrative Region", parent, ["full_name", "level"], as_dict=True
		)
		return (
			parent_region.full_name if parent_region and parent_region.level != "City" else ""
		) + self.region_name
