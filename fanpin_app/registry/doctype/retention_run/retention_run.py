from fanpin_app.registry.growing_log import GrowingLog


class RetentionRun(GrowingLog):
	pass
