from fanpin_app.registry.personal_data.append_only_log import AppendOnlyLog


class RetentionRun(AppendOnlyLog):
	pass
