"""Scripted people: they type, press and read as a person does in Slack's client."""
