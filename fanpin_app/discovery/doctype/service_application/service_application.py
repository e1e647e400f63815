from fanpin_app.discovery import applications
from fanpin_app.privacy.fields import PrivateDocument


class ServiceApplication(PrivateDocument):
	def autoname(self) -> None:
		self.name = applications.new_receipt_number()

	def validate(self) -> None:
		applications.complete(self)
		applications.check(self)
