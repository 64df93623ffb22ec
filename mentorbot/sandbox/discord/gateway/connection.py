"""One client's websocket to the gateway: what it may send, and what closes it.

Source: https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway
"""

import asyncio
import json
import re
import traceback
import zlib
from typing import Any

from aiohttp import WSMsgType, web

from mentorbot.sandbox.discord.gateway import payload_checks
from mentorbot.sandbox.discord.gateway.compression import COMPRESSORS, Compressor
from mentorbot.sandbox.discord.gateway.gateway import Gateway
from mentorbot.sandbox.discord.gateway.payload_checks import MEMBERS, PRESENCE, SOUNDBOARD
from mentorbot.sandbox.discord.gateway.sessions import Session
from mentorbot.sandbox.discord.world import intents as wants
from mentorbot.sandbox.discord.world import payloads
from mentorbot.sandbox.wire import Json

HEARTBEAT, IDENTIFY, RESUME = 1, 2, 6
NO_VOICE = "voice that a bot could be connected to"
NO_MEMBERS = "answer to a request for all members without the intent for members, nor has Discord"
LONGEST_PAYLOAD = 4096
MOST_SENT_A_MINUTE = 120
MOST_GUILDS_A_SHARD = 2500
HALF = re.compile("[\ud800-\udfff]")  # half a character, which JSON can write only as \\uXXXX
ACK = '{"t":null,"s":null,"op":11,"d":null}'

REASONS = {
    4000: "Unknown error.",
    4001: "Unknown opcode.",
    4002: "Error while decoding payload.",
    4003: "Not authenticated.",
    4004: "Authentication failed.",
    4005: "Already authenticated.",
    4007: "Invalid seq.",
    4008: "Rate limited.",
    4009: "Session timed out.",
    4010: "Invalid shard.",
    4011: "Sharding required.",
    4012: "Invalid API version.",
    4013: "Invalid intent(s).",
    4014: "Disallowed intent(s).",
}
NO_RESUME = {1000, 1001, 4003, 4004, 4007, 4009, 4010, 4011, 4012, 4013, 4014}


class CloseError(Exception):
    """The client did something that closes its connection.

    Args:
        code: The close code, whose usual reason is in `REASONS`.
    """

    def __init__(self, code: int) -> None:
        self.code = code
        super().__init__(f"{code} {REASONS[code]}")


class Connection:
    """A websocket; its frames leave in order through a queue.

    Args:
        gateway: What it connects to.
        request: The request that opens the websocket.
    """

    def __init__(self, gateway: Gateway, request: web.BaseRequest) -> None:
        self.gateway = gateway
        self.session: Session | None = None
        self._request = request
        self._socket = web.WebSocketResponse(max_msg_size=1 << 20, compress=False, timeout=1.0)
        self._outgoing: asyncio.Queue[str | tuple[int, str]] = asyncio.Queue()
        self._compressor: Compressor | None = None
        self._sent: list[float] = []
        self._last_beat = 0.0
        self._closing = False

    def send(self, frame: str) -> None:
        """Send a frame after those that are waiting."""
        if not self._closing:
            self._outgoing.put_nowait(frame)

    def close(self, code: int, reason: str = "") -> None:
        """Close after the frames that are waiting."""
        if not self._closing:
            self._closing = True
            self._leave()
            self._outgoing.put_nowait((code, reason or REASONS.get(code, "")))

    def invalid_session(self, *, resumable: bool) -> None:
        """Send INVALID_SESSION; the session is gone unless it is `resumable`."""
        if not resumable and self.session is not None:
            self.gateway.end(self.session)
            self._leave()
        self.send(f'{{"t":null,"s":null,"op":9,"d":{"true" if resumable else "false"}}}')

    async def run(self) -> web.StreamResponse:
        """Talk until one side closes."""
        query = self._request.query
        await self._socket.prepare(self._request)
        compression = query.get("compress", "")
        maker = COMPRESSORS.get(compression)
        self._compressor = maker() if maker else None
        writer = asyncio.create_task(self._write())
        try:
            if query.get("v", "10") not in {"9", "10"}:
                raise CloseError(4012)  # noqa: TRY301  (the same way out as for everything a client does wrong)
            if (encoding := query.get("encoding", "json")) != "json":
                self.gateway.unknown.append(f"gateway with encoding={encoding}")
                self.close(4002, "This sandbox speaks JSON only. Ask for encoding=json.")
                return self._socket
            if compression and maker is None:
                self.gateway.unknown.append(f"gateway with compress={compression}")
                raise CloseError(4002)  # noqa: TRY301
            interval = self.gateway.heartbeat_interval
            self._last_beat = asyncio.get_running_loop().time()
            self.send(f'{{"t":null,"s":null,"op":10,"d":{{"heartbeat_interval":{int(interval * 1000)}}}}}')
            await self._read()
        except CloseError as refused:
            if self.session is not None and refused.code in NO_RESUME:
                self.gateway.end(self.session)
            self.close(refused.code)
        except Exception:
            self.gateway.crashes.append(f"the gateway: {traceback.format_exc()}")
            self.close(4000)
        finally:
            self._leave()
            if not self._closing:
                writer.cancel()
            await asyncio.wait([writer])
        return self._socket

    def _leave(self) -> None:
        if self.session is not None and self.session.connection is self:
            self.session.connection = None
        self.session = None

    async def _write(self) -> None:
        while True:
            frame = await self._outgoing.get()
            try:
                if isinstance(frame, tuple):
                    code, reason = frame
                    await self._socket.close(code=code, message=reason.encode())
                    return
                try:
                    await self._put(frame)
                except UnicodeEncodeError:
                    await self._put(HALF.sub(lambda found: f"\\u{ord(found[0]):04x}", frame))
            except ConnectionError:
                return

    async def _put(self, frame: str) -> None:
        if self._compressor is not None:
            await self._socket.send_bytes(self._compressor.frame(frame))
        else:
            await self._socket.send_str(frame)

    async def _read(self) -> None:
        loop = asyncio.get_running_loop()
        patience = self.gateway.heartbeat_interval * 1.5
        while True:
            left = self._last_beat + patience - loop.time()
            try:
                message = await self._socket.receive(timeout=max(left, 0.001))
            except TimeoutError:
                raise CloseError(4009 if self.session is None else 4000) from None
            if message.type in {WSMsgType.TEXT, WSMsgType.BINARY}:
                self._take(message.data)
                continue
            code = self._socket.close_code
            if self.session is not None and code in {1000, 1001}:
                self.gateway.end(self.session)
            return

    def _take(self, raw: str | bytes) -> None:
        now = asyncio.get_running_loop().time()
        self._sent = [moment for moment in self._sent if moment > now - 60]
        self._sent.append(now)
        if len(self._sent) > MOST_SENT_A_MINUTE:
            raise CloseError(4008)
        message = _decode(raw)
        self._note(message)
        operation, data = message.get("op"), message.get("d")
        if operation == HEARTBEAT:
            self._beat(data, now)
        elif operation == IDENTIFY:
            self._identify(data)
        elif operation == RESUME:
            self._resume(data)
        elif not isinstance(operation, int) or operation not in payload_checks.BY_OPERATION:
            raise CloseError(4001)
        elif self.session is None:
            raise CloseError(4003)
        elif not payload_checks.BY_OPERATION[operation](data):
            raise CloseError(4001)
        else:
            self._ask(self.session, operation, data)

    def _note(self, message: Json) -> None:
        data = message.get("d")
        if isinstance(data, dict) and "token" in data:
            message = {**message, "d": {**data, "token": "…"}}
        bot = self.session.app.name if self.session is not None else ""
        self.gateway.saw(bot, json.dumps(message), False)

    def _beat(self, data: Any, now: float) -> None:
        if data is not None and (isinstance(data, bool) or not isinstance(data, int)):
            raise CloseError(4001)
        self._last_beat = now
        if self.session is not None and data is not None:
            self.session.confirm(data)
        self.send(ACK)

    def _identify(self, data: Any) -> None:
        if self.session is not None:
            raise CloseError(4005)
        if not isinstance(data, dict) or not isinstance(data.get("token"), str):
            raise CloseError(4002)
        app = self.gateway.world.by_token.get(data["token"])
        if app is None:
            raise CloseError(4004)
        intents = data.get("intents")
        if isinstance(intents, bool) or not isinstance(intents, int) or intents & ~wants.KNOWN or intents < 0:
            raise CloseError(4013)
        if intents & wants.PRIVILEGED & ~app.privileged:
            raise CloseError(4014)
        shard = _shard(data.get("shard", [0, 1]))
        guilds = sum(1 for _ in self.gateway.world.guilds_of(app.bot.id))
        if guilds > MOST_GUILDS_A_SHARD * shard[1]:
            raise CloseError(4011)
        if not payload_checks.is_presence(data.get("presence")):
            raise CloseError(4002)
        if not self.gateway.starts.begin(
            app, asyncio.get_running_loop().time(), self.gateway.max_concurrency
        ):
            self.invalid_session(resumable=False)
            return
        self.gateway.begin(self, app, intents, shard)

    def _resume(self, data: Any) -> None:
        if self.session is not None:
            raise CloseError(4005)
        if not isinstance(data, dict) or not isinstance(data.get("seq"), int):
            raise CloseError(4002)
        if data.get("token") not in self.gateway.world.by_token:
            raise CloseError(4004)
        session = self.gateway.sessions.get(str(data.get("session_id")))
        if session is None or session.app.token != data["token"]:
            self.invalid_session(resumable=False)
        elif data["seq"] > session.sequence:
            raise CloseError(4007)
        elif not session.can_resume_after(data["seq"]):
            self.gateway.end(session)
            self.invalid_session(resumable=False)
        else:
            self.gateway.resume(self, session, data["seq"])

    def _ask(self, session: Session, operation: int, data: Any) -> None:
        """Do what a bot asks of the gateway besides being told of things."""
        guilds = self.gateway.world.guilds
        bot_id = session.app.bot.id
        if operation == PRESENCE:
            return  # nobody here is told who is online
        if operation == SOUNDBOARD:
            for guild_id in map(str, data["guild_ids"]):
                if guild_id in guilds and bot_id in guilds[guild_id].members:
                    told = {"guild_id": guild_id, "soundboard_sounds": []}
                    session.send("SOUNDBOARD_SOUNDS", json.dumps(told))
            return
        guild = guilds.get(str(payload_checks.guild_id_of(data)))
        if guild is None or bot_id not in guild.members:
            return
        if operation == MEMBERS:
            chunks = list(payloads.member_chunks(guild, data, session.intents))
            for chunk in chunks:
                session.send("GUILD_MEMBERS_CHUNK", json.dumps(chunk))
            if not chunks:
                self._note_unknown(NO_MEMBERS)
        elif data["channel_id"] is not None:
            self._note_unknown(NO_VOICE)

    def _note_unknown(self, what: str) -> None:
        if what not in self.gateway.unknown:
            self.gateway.unknown.append(what)


async def serve(gateway: Gateway, request: web.BaseRequest) -> web.StreamResponse:
    """Talk to one client until it leaves.

    Args:
        gateway: What it connects to.
        request: The request that opens its websocket.
    """
    if gateway.away:
        return web.Response(status=503)
    connection = Connection(gateway, request)
    gateway.connections.add(connection)
    try:
        return await connection.run()
    finally:
        gateway.connections.discard(connection)


def _decode(raw: str | bytes) -> Json:
    if len(raw) > LONGEST_PAYLOAD:
        raise CloseError(4002)
    try:
        if isinstance(raw, bytes) and not raw.lstrip().startswith(b"{"):
            raw = zlib.decompress(raw)
        message = json.loads(raw)
    except (ValueError, RecursionError, zlib.error) as error:
        raise CloseError(4002) from error
    if not isinstance(message, dict):
        raise CloseError(4002)
    return message


def _shard(given: Any) -> tuple[int, int]:
    match given:
        case [int(number), int(count)] if 0 <= number < count and not isinstance(number, bool):
            return number, count
    raise CloseError(4010)
