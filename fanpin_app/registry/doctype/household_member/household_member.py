from fanpin_app.private_fields import PrivateDocument


class HouseholdMember(PrivateDocument):
	pass
