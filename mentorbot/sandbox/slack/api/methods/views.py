"""Showing modals and Home tabs: `views.*`."""

from mentorbot.sandbox.slack.api import finding, views
from mentorbot.sandbox.slack.api.calls import Call, invalid
from mentorbot.sandbox.slack.api.errors import SlackError
from mentorbot.sandbox.slack.api.rate_limits import Tier
from mentorbot.sandbox.slack.api.registry import method
from mentorbot.sandbox.slack.world import payloads
from mentorbot.sandbox.slack.world.triggers import Trigger, TriggerError
from mentorbot.sandbox.slack.world.views import View
from mentorbot.sandbox.wire import Json


@method("views.open", tier=Tier.FOUR)
def open_view(call: Call) -> Json:
    """Show a modal to whoever did something just now."""
    given = views.read_view(call.world, call.arguments.get("view"), "modal")
    trigger = _trigger(call)
    view = views.open_modal(call.world, call.installation, trigger.team_id, trigger.user_id, given)
    return {"view": payloads.view(view)}


@method("views.push", tier=Tier.FOUR)
def push_view(call: Call) -> Json:
    """Put a modal on top of the one in which somebody did something just now."""
    given = views.read_view(call.world, call.arguments.get("view"), "modal")
    trigger = _trigger(call)
    if trigger.view_id not in call.world.views:
        raise SlackError("not_found")
    view = views.push_modal(call.world, call.installation, trigger.team_id, trigger.user_id, given)
    return {"view": payloads.view(view)}


@method("views.update", tier=Tier.FOUR)
def update_view(call: Call) -> Json:
    """Show something else in a modal that is open."""
    view = _found(call)
    given = views.read_view(call.world, call.arguments.get("view"), view.type)
    changed = views.change_view(call.world, view, given, given_hash=call.text("hash"))
    return {"view": payloads.view(changed)}


@method("views.publish", tier=Tier.FOUR)
def publish_view(call: Call) -> Json:
    """Show something in somebody's Home tab of the app."""
    user = finding.find_user(call, call.required("user_id"))
    given = views.read_view(call.world, call.arguments.get("view"), "home")
    if not call.app.has_home:
        raise SlackError("not_enabled")
    if user.deleted or not any(user.id in one.users for one in call.installation.teams):
        raise SlackError("user_not_found")
    view = views.publish_home(call.world, call.installation, user.id, given, given_hash=call.text("hash"))
    return {"view": payloads.view(view)}


def _trigger(call: Call) -> Trigger:
    text = call.text("trigger_id")
    if not text:
        raise invalid("missing required field: trigger_id")
    try:
        return call.world.triggers.use(text, call.app.id)
    except TriggerError as error:
        raise SlackError(str(error)) from error


def _found(call: Call) -> View:
    identifier, external = call.text("view_id"), call.text("external_id")
    if not identifier and not external:
        raise invalid("missing required field: view_id or external_id")
    for view in call.world.views.values():
        named = view.id == identifier if identifier else view.external_id == external
        if named and view.app_id == call.app.id and call.sees(view.team_id):
            return view
    raise SlackError("not_found")
