"""Servers that refuse, tarpit, drop and forget: every mail ends in a named outcome, and none goes out twice."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pydantic import SecretStr

from backend.mail.outcomes import SendOutcome
from backend.mail.smtp import BODY_PATIENCE, IDLE_CHECK, IDLE_LIMIT, SmtpPool
from tests.mail.servers import TIMEOUT_S, Answer, Script, Seen, smtp_server
from tests.patience import outwait, patience

DATA = b"Subject: x\r\n\r\nbody\r\n"
FROM, TO = "sato@tabiji.example", "yamada@tozai.example"
MODES = pytest.mark.parametrize("extensions", [(), ("PIPELINING",)], ids=["in_turn", "pipelined"])


class Hands:
    """A monotonic clock moved by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@asynccontextmanager
async def pool_for(script: Script, **settings: object) -> AsyncIterator[tuple[SmtpPool, Seen, Hands]]:
    async with smtp_server(script) as (found, seen):
        for name, value in settings.items():
            setattr(found, name, value)
        hands = Hands()
        pool = SmtpPool(found, monotonic_clock=hands)
        try:
            yield pool, seen, hands
        finally:
            await pool.close()


async def one(script: Script, **settings: object) -> tuple[SendOutcome, Seen]:
    async with pool_for(script, **settings) as (pool, seen, _):
        return await pool.send(FROM, TO, DATA), seen


@MODES
async def test_a_mail_that_was_taken_is_sent_with_the_servers_words(extensions: tuple[str, ...]) -> None:
    outcome, seen = await one(Script(extensions=extensions, body="250 2.0.0 queued as 4711"))
    assert (outcome.kind, outcome.code, outcome.reply) == ("sent", 250, "2.0.0 queued as 4711")
    assert seen.mails == [DATA + b".\r\n"]


@MODES
@pytest.mark.parametrize(
    ("answers", "kind", "phase", "hard"),
    [
        ({"rcpt": "550 5.1.1 no such user"}, "refused", "rcpt", True),
        ({"rcpt": "550 5.7.1 blocked"}, "refused", "rcpt", False),
        ({"rcpt": "451 4.7.1 greylisted"}, "deferred", "rcpt", False),
        ({"rcpt": "450-4.2.0 first\r\n450 4.2.0 second"}, "deferred", "rcpt", False),
        ({"mail": "550 5.7.1 sender"}, "refused", "mail", False),
        ({"data": "451 4.3.0 later"}, "deferred", "data", False),
        ({"data": "554 5.7.1 no"}, "refused", "data", False),
        ({"body": "554 5.7.1 spam"}, "refused", "body", False),
        ({"body": "452 4.3.1 full"}, "deferred", "body", False),
        ({"body": None}, "unknown", "body", False),
        ({"body": "nonsense"}, "unknown", "body", False),
        ({"rcpt": None}, "not_sent", "envelope", False),
        ({"data": None}, "not_sent", "envelope", False),
        ({"mail": "nonsense"}, "not_sent", "envelope", False),
        ({"greeting": "554 go away"}, "not_sent", "connect", False),
        ({"greeting": None}, "not_sent", "connect", False),
    ],
)
async def test_every_way_of_not_taking_a_mail_has_its_name(
    extensions: tuple[str, ...], answers: dict[str, str | None], kind: str, phase: str, hard: bool
) -> None:
    outcome, _ = await one(Script(extensions=extensions, **answers))  # pyright: ignore[reportArgumentType]
    assert (outcome.kind, outcome.phase, outcome.hard) == (kind, phase, hard)


@MODES
async def test_a_server_that_drops_in_mid_data_leaves_an_unknown_and_no_second_mail(
    extensions: tuple[str, ...],
) -> None:
    outcome, seen = await one(Script(extensions=extensions, drop_in_body=True))
    assert outcome.kind == "unknown"
    assert seen.connections == 1


@MODES
@pytest.mark.parametrize(("verb", "kind"), [("greeting", "not_sent"), ("rcpt", "not_sent"), ("body", "unknown")])
async def test_a_tarpit_holds_nobody_longer_than_the_time_out(
    extensions: tuple[str, ...], verb: str, kind: str
) -> None:
    async with patience(), pool_for(Script(extensions=extensions, once={verb: ["stall"]})) as (pool, seen, _):
        sending = asyncio.create_task(pool.send(FROM, TO, DATA))
        await seen.stalled.wait()
        outcome = await outwait(sending, TIMEOUT_S * (BODY_PATIENCE if verb == "body" else 1) + 1, again=True)
    assert (outcome.kind, outcome.reply) == (kind, "timed out")


async def test_no_server_at_all_is_not_sent() -> None:
    async with smtp_server(Script()) as (settings, _):
        pass
    assert (await SmtpPool(settings).send(FROM, TO, DATA)).kind == "not_sent"


@MODES
async def test_a_refusal_does_not_spoil_the_next_mail_on_the_connection(extensions: tuple[str, ...]) -> None:
    empty: list[Answer] = ["554 5.5.1 no recipients"] if extensions else []
    script = Script(extensions=extensions, once={"rcpt": ["550 5.1.1 no"], "body": [*empty, "554 5.7.1 spam"]})
    async with pool_for(script, smtp_connections=1) as (pool, seen, _):
        kinds = [(await pool.send(FROM, TO, DATA)).kind for _ in range(4)]
    assert kinds == ["refused", "refused", "sent", "sent"]
    assert seen.connections == 1


async def test_a_server_that_still_wants_the_mail_it_refused_gets_an_empty_one() -> None:
    script = Script(extensions=("PIPELINING",), rcpt="550 5.1.1 no such user")
    outcome, seen = await one(script)
    assert (outcome.kind, outcome.hard) == ("refused", True)
    assert DATA not in b"".join(seen.mails)


@MODES
@pytest.mark.parametrize("verb", ["mail", "rcpt"])
async def test_a_server_shutting_down_costs_a_reconnect_not_a_mail(extensions: tuple[str, ...], verb: str) -> None:
    script = Script(extensions=extensions)
    async with pool_for(script) as (pool, seen, _):
        assert (await pool.send(FROM, TO, DATA)).kind == "sent"
        script.once = {verb: ["421 4.3.2 shutting down"]}
        assert (await pool.send(FROM, TO, DATA)).kind == "sent"
        assert (seen.connections, len(seen.mails)) == (2, 2)


async def test_a_server_that_always_says_421_is_not_asked_for_ever() -> None:
    outcome, seen = await one(Script(mail="421 4.7.0 slow down"))
    assert (outcome.kind, outcome.code, seen.connections) == ("deferred", 421, 1)


async def test_connections_are_kept_for_many_mails() -> None:
    async with pool_for(Script(), smtp_connections=3) as (pool, seen, _):
        outcomes = await asyncio.gather(*(pool.send(FROM, TO, DATA) for _ in range(60)))
        assert {outcome.kind for outcome in outcomes} == {"sent"}
        assert seen.connections <= 3


async def test_a_connection_that_the_server_dropped_while_idle_is_noticed() -> None:
    async with pool_for(Script(cut_after=1), smtp_connections=1) as (pool, seen, _):
        for _ in range(3):
            assert (await pool.send(FROM, TO, DATA)).kind == "sent"
            await asyncio.sleep(0.02)
        assert seen.connections == 3


async def test_a_connection_that_rested_is_asked_and_a_dead_one_replaced() -> None:
    script = Script()
    async with pool_for(script, smtp_connections=1) as (pool, seen, hands):
        await pool.send(FROM, TO, DATA)
        hands.now += IDLE_CHECK + 1
        assert (await pool.send(FROM, TO, DATA)).kind == "sent"
        assert seen.commands.count("NOOP") == 1
        script.noop = None
        hands.now += IDLE_CHECK + 1
        assert (await pool.send(FROM, TO, DATA)).kind == "sent"
        assert seen.connections == 2
        hands.now += IDLE_LIMIT + 1
        assert (await pool.send(FROM, TO, DATA)).kind == "sent"
        assert seen.connections == 3


async def test_a_connection_is_replaced_before_the_server_counts_too_many() -> None:
    async with smtp_server(Script()) as (settings, seen):
        settings.smtp_connections = 1
        pool = SmtpPool(settings, recycle_after=2)
        for _ in range(5):
            await pool.send(FROM, TO, DATA)
        await pool.close()
    assert seen.connections == 3
    assert seen.commands.count("QUIT") == 3


async def test_words_out_of_turn_are_not_taken_for_the_answer_to_the_next_mail() -> None:
    async def chatty(script: Script, seen: Seen, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 test.example\r\n")
        while line := await reader.readline():
            if line.startswith(b"DATA"):
                writer.write(b"354 go on\r\n")
                seen.mails.append(await reader.readuntil(b"\r\n.\r\n"))
                writer.write(b"250 kept\r\n250 and by the way\r\n")
            else:
                writer.write(b"250 ok\r\n")

    async with smtp_server(Script(), talk=chatty) as (settings, seen):
        settings.smtp_connections = 1
        pool = SmtpPool(settings)
        for _ in range(3):
            assert (await pool.send(FROM, TO, DATA)).kind == "sent"
            await asyncio.sleep(0.02)
        await pool.close()
    assert (seen.connections, len(seen.mails)) == (3, 3)


@pytest.mark.parametrize("line", [b"x" * 100_000, b"250-more\r\n" * 20_000])
async def test_a_server_that_talks_without_end_does_not_fill_the_memory(line: bytes) -> None:
    async def endless(script: Script, seen: Seen, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 test.example\r\n")
        await reader.readline()
        writer.write(b"250 ok\r\n")
        await reader.readline()
        writer.write(line)
        await reader.readline()

    async with smtp_server(Script(), talk=endless) as (settings, _):
        pool = SmtpPool(settings)
        assert (await pool.send(FROM, TO, DATA)).kind == "not_sent"
        await pool.close()


@pytest.mark.parametrize("rcpt", ["x@y.example>\r\nRCPT TO:<evil@z.example", "x@y.example\r\nDATA", "", "no address"])
async def test_an_address_with_a_command_in_it_never_reaches_the_server(rcpt: str) -> None:
    async with pool_for(Script()) as (pool, seen, _):
        outcome = await pool.send(FROM, rcpt, DATA)
    assert (outcome.kind, outcome.phase, outcome.hard) == ("refused", "address", False)
    assert seen.connections == 0


async def test_a_line_with_a_dot_alone_does_not_end_the_mail() -> None:
    async with pool_for(Script()) as (pool, seen, _):
        await pool.send(FROM, TO, b".first\nsecond\r.\rlast\r\n.\r\nMAIL FROM:<x>")
    assert seen.mails == [b"..first\r\nsecond\r\n..\r\nlast\r\n..\r\nMAIL FROM:<x>\r\n.\r\n"]


async def test_a_mail_cancelled_in_its_body_hangs_up_instead_of_mixing_up_replies() -> None:
    script = Script(once={"body": ["stall"]})
    async with pool_for(script, smtp_connections=1) as (pool, seen, _):
        sending = asyncio.create_task(pool.send(FROM, TO, DATA))
        await seen.body.wait()
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        assert (await pool.send(FROM, TO, DATA)).kind == "sent"
        assert seen.connections == 2


async def test_a_wrong_password_is_not_sent_and_says_so() -> None:
    script = Script(extensions=("AUTH PLAIN",))

    async def refuse(script: Script, seen: Seen, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 test.example\r\n")
        while line := await reader.readline():
            writer.write(b"250-x\r\n250 AUTH PLAIN\r\n" if line.startswith(b"EHLO") else b"535 5.7.8 no\r\n")

    async with smtp_server(script, talk=refuse) as (settings, _):
        settings.smtp_username, settings.smtp_password = "x", SecretStr("wrong")
        outcome = await SmtpPool(settings).send(FROM, TO, DATA)
    assert (outcome.kind, outcome.code, outcome.phase) == ("not_sent", 535, "auth")


def certificate(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's and a client's TLS context that trust each other."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "cert.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    pem.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(pem)
    return server, ssl.create_default_context(cafile=str(pem))


async def test_mail_goes_over_tls(tmp_path: Path) -> None:
    server, client = certificate(tmp_path)
    async with smtp_server(Script(extensions=("PIPELINING",)), tls=server) as (settings, seen):
        settings.smtp_tls, settings.smtp_host = "tls", "localhost"
        pool = SmtpPool(settings, tls_context=client)
        assert [(await pool.send(FROM, TO, DATA)).kind for _ in range(3)] == ["sent"] * 3
        await pool.close()
    assert seen.connections == 1


async def test_starttls_that_is_not_offered_sends_nothing_in_the_clear() -> None:
    async with smtp_server(Script()) as (settings, seen):
        settings.smtp_tls = "starttls"
        outcome = await SmtpPool(settings).send(FROM, TO, DATA)
    assert outcome.kind == "not_sent"
    assert not seen.mails


async def test_mail_goes_over_starttls(tmp_path: Path) -> None:
    server, client = certificate(tmp_path)

    async def upgrade(script: Script, seen: Seen, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 test.example\r\n")
        secure = False
        while line := await reader.readline():
            if line.startswith(b"EHLO"):
                writer.write(b"250-x\r\n250 PIPELINING\r\n" if secure else b"250-x\r\n250 STARTTLS\r\n")
            elif line.startswith(b"STARTTLS"):
                writer.write(b"220 go on\r\n")
                await writer.start_tls(server)
                secure = True
            elif line.startswith(b"DATA"):
                writer.write(b"354 go on\r\n")
                seen.mails.append(await reader.readuntil(b"\r\n.\r\n"))
                writer.write(b"250 kept\r\n" if secure else b"554 in the clear\r\n")
            else:
                writer.write(b"250 ok\r\n")

    async with smtp_server(Script(), talk=upgrade) as (settings, seen):
        settings.smtp_tls, settings.smtp_host = "starttls", "localhost"
        pool = SmtpPool(settings, tls_context=client)
        assert [(await pool.send(FROM, TO, DATA)).kind for _ in range(3)] == ["sent"] * 3
        await pool.close()
    assert len(seen.mails) == 3
