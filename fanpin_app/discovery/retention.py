"""What is cleared of visits and applications when the retention period is over."""

from fanpin_app.registry.personal_data.retention import RetentionPolicy

POLICIES = (
	RetentionPolicy("Household Visit", ends="visited_on", zero=("latitude", "longitude")),
	RetentionPolicy("Service Application", ends="answered_on"),
)
