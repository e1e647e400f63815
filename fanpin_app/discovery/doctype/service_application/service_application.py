from fanpin_app.discovery.applications import decisions
from fanpin_app.privacy.fields import PrivateDocument


class ServiceApplication(PrivateDocument):
	def autoname(self) -> None:
		self.name = decisions.new_receipt_number()

	def validate(self) -> None:
		decisions.complete(self)
		decisions.check(self)
