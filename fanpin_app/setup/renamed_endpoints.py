"""The hook `renamed_endpoints`: earlier names of methods that docs/integrators.md named, and the present ones.

They go with the release after 0.1.0.
"""

renamed_endpoints = {
	"fanpin_app.assistance.elimination.start_elimination_review": "fanpin_app.assistance.api.start_elimination_review",
	"fanpin_app.assistance.loop.get_loop": "fanpin_app.assistance.api.get_loop",
	"fanpin_app.assistance.proposals.plan_measures": "fanpin_app.assistance.api.plan_measures",
	"fanpin_app.assistance.proposals.propose_measures": "fanpin_app.assistance.api.propose_measures",
	"fanpin_app.discovery.loading.progress.cancel": "fanpin_app.discovery.api.cancel_load",
	"fanpin_app.discovery.loading.progress.get_progress": "fanpin_app.discovery.api.get_load_progress",
	"fanpin_app.discovery.loading.push.push_file": "fanpin_app.discovery.api.push_file",
	"fanpin_app.discovery.progress.cancel": "fanpin_app.discovery.api.cancel_load",
	"fanpin_app.discovery.progress.get_progress": "fanpin_app.discovery.api.get_load_progress",
	"fanpin_app.discovery.push.push_file": "fanpin_app.discovery.api.push_file",
	"fanpin_app.discovery.visits.record_no_change": "fanpin_app.discovery.api.record_visit_without_change",
	"fanpin_app.discovery.visits.recording.record_no_change": "fanpin_app.discovery.api.record_visit_without_change",
	"fanpin_app.registry.operations.head.change_head": "fanpin_app.registry.api.change_household_head",
	"fanpin_app.registry.operations.members.add_member": "fanpin_app.registry.api.add_member",
	"fanpin_app.registry.operations.members.record_death": "fanpin_app.registry.api.record_member_death",
	"fanpin_app.registry.operations.members.record_moving_out": "fanpin_app.registry.api.record_member_moving_out",
	"fanpin_app.registry.operations.merge.merge": "fanpin_app.registry.api.merge_households",
	"fanpin_app.registry.operations.move.move": "fanpin_app.registry.api.move_household",
	"fanpin_app.registry.operations.split.split": "fanpin_app.registry.api.split_household",
	"fanpin_app.registry.operations.status.correct": "fanpin_app.registry.api.correct_status",
	"fanpin_app.registry.operations.status.leave": "fanpin_app.registry.api.record_household_leaving",
	"fanpin_app.verification.start.start_check": "fanpin_app.verification.api.start_check",
}
