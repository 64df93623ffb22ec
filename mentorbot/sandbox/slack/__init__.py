"""A local Slack that real client libraries can talk to.

async with Sandbox() as sandbox:
    team = sandbox.add_team("Future managers")
    alice = sandbox.add_user("alice", team)
    app = sandbox.add_app("helper", manifest)
    installation = sandbox.install(app, team)
    client = AsyncWebClient(installation.token, base_url=sandbox.api_url)  # of slack_sdk
"""

from mentorbot.sandbox.slack.api.errors import SlackError
from mentorbot.sandbox.slack.sandbox import Sandbox

__all__ = ["Sandbox", "SlackError"]
