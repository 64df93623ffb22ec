"""The tables of the workspaces that the app is installed in."""

from datetime import datetime
from typing import Final

from sqlalchemy import CheckConstraint, Column, Index, Named, String, Table, Text, TypedColumns

from mentorbot.db import UTCDateTime, belongs_to, metadata


class _Installation(TypedColumns):
    id: Named[int] = Column(primary_key=True)
    # Of the workspace; or of the organization, in all of whose workspaces it is.
    external_id: Named[str] = Column(String(64), unique=True)
    org_wide: Named[bool]
    name: Named[str] = Column(String(200))
    scopes: Named[str] = Column(Text)
    # Both encrypted with the key in the settings.
    token: Named[str] = Column(Text)
    refresh_token: Named[str | None] = Column(Text)
    # Of the token; a token without an end is never renewed.
    ends_at: Named[datetime | None] = Column(UTCDateTime)
    # Who renews the token has until then; nobody else tries meanwhile.
    renewed_until: Named[datetime | None] = Column(UTCDateTime)
    installed_at: Named[datetime] = Column(UTCDateTime)
    # The person who installed it; unknown of installations of earlier versions.
    installer_id: Named[str | None] = Column(String(64))
    # Since when Slack does not renew the token: the app has to be installed again.
    refused_at: Named[datetime | None] = Column(UTCDateTime)


SLACK_INSTALLATION: Final = Table(
    "slack_installation",
    metadata,
    _Installation,
    CheckConstraint("length(external_id) > 0", name="external_id_given"),
    CheckConstraint("(refresh_token IS NULL) = (ends_at IS NULL)", name="renewed_or_endless"),
)
"""The app in one workspace, or in an organization."""


class _SlackTeam(TypedColumns):
    team_id: Named[str] = Column(String(64), primary_key=True)
    installation_id: Named[int] = belongs_to("slack_installation")


SLACK_TEAM: Final = Table("slack_team", metadata, _SlackTeam, Index(None, "installation_id"))
"""A workspace of an organization, and the installation that reaches it."""


class _SlackHeard(TypedColumns):
    # Slack's, of a press, a form, a command or an event.
    id: Named[str] = Column(String(255), primary_key=True)
    heard_at: Named[datetime] = Column(UTCDateTime)


SLACK_HEARD: Final = Table("slack_heard", metadata, _SlackHeard, Index(None, "heard_at"))
"""What was carried out; a day long, for Slack tells again what it got no answer to."""
