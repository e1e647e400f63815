from fanpin_app.registry.personal_data.append_only_log import GrowingLog


class RetentionRun(GrowingLog):
	pass
