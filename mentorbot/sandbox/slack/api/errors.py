"""What Slack answers when it refuses."""

from mentorbot.sandbox.wire import Json


class SlackError(Exception):
    """Slack refuses a call.

    Args:
        error: Slack's word for why.
        more: Further fields of the answer, such as `needed` and `provided`.
        messages: What is wrong, in sentences, under `response_metadata`.
        status: The HTTP status.
        headers: Further headers.
    """

    def __init__(
        self,
        error: str,
        *,
        messages: list[str] | None = None,
        status: int = 200,
        headers: dict[str, str] | None = None,
        **more: object,
    ) -> None:
        self.error = error
        self.messages = messages
        self.status = status
        self.headers = headers or {}
        self.more = more
        super().__init__(": ".join([error, *(messages or [])]))

    def body(self) -> Json:
        """The answer."""
        body: Json = {"ok": False, "error": self.error, **self.more}
        if self.messages:
            body["response_metadata"] = {"messages": list(self.messages)}
        return body


class RateLimitedError(SlackError):
    """Calls came too fast.

    Args:
        seconds: After how many it may be tried again.
    """

    def __init__(self, seconds: int) -> None:
        super().__init__("ratelimited", status=429, headers={"Retry-After": str(seconds)})
