"""All commands in the order of the day."""

from hitl_app.commands.figures import agreement, stats
from hitl_app.commands.going_out import backup, export, verify
from hitl_app.commands.later import threshold
from hitl_app.commands.policies import policy
from hitl_app.commands.reviewing import decide, next_case, take_back
from hitl_app.commands.setting_up import init, person
from hitl_app.commands.starting import demo, root
from hitl_app.commands.taking_in import import_sources

for command in (
    init,
    person,
    import_sources,
    next_case,
    decide,
    take_back,
    policy,
    agreement,
    threshold,
    export,
    verify,
    backup,
    stats,
    demo,
):
    root.add_command(command)

__all__ = ["root"]
