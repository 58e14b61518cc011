"""Addresses in mails cannot be forged, and never become an open redirect."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from backend.kit.db import Sessions, transaction
from backend.mail.links import LinkSigner, Token, store_links

SIGNER = LinkSigner("k" * 32, "https://mail.tabiji.example/")
MESSAGE = UUID("01890a5d-ac96-774b-bcce-b302099a8057")


@given(st.uuids(), st.integers(0, 2**63 - 1))
def test_a_token_says_what_it_was_made_of(message: UUID, link: int) -> None:
    assert SIGNER.read(SIGNER.token("click", message, link)) == Token("click", message, link)
    assert SIGNER.read(SIGNER.token("open", message)) == Token("open", message)
    assert SIGNER.read(SIGNER.token("unsubscribe", message)) == Token("unsubscribe", message)


@given(st.text(max_size=60))
def test_no_text_is_taken_for_a_token(text: str) -> None:
    assert SIGNER.read(text) is None


@given(st.integers(0, 200), st.sampled_from("Aa0-_"))
def test_a_changed_token_is_refused(position: int, letter: str) -> None:
    token = SIGNER.token("click", MESSAGE, 1234)
    position %= len(token) - 1
    changed = token[:position] + letter + token[position + 1 :]
    assert changed == token or SIGNER.read(changed) is None


def test_another_installations_token_is_refused() -> None:
    assert LinkSigner("z" * 32, "").read(SIGNER.token("open", MESSAGE)) is None


def test_a_target_under_the_signature_cannot_be_exchanged() -> None:
    token = SIGNER.token("dynamic", MESSAGE, url="https://a.example/")
    assert SIGNER.read(token, "https://a.example/") == Token("dynamic", MESSAGE)
    assert SIGNER.read(token, "https://evil.example/") is None
    assert SIGNER.read(token) is None


async def test_two_workers_storing_the_same_links_get_the_same_numbers(sessions: Sessions) -> None:
    urls = ["https://a.example/1", "https://a.example/2"]
    async with transaction(sessions) as session:
        first = await store_links(session, urls)
    async with transaction(sessions) as session:
        second = await store_links(session, [*urls, "https://a.example/3"])
    assert first == {url: second[url] for url in urls}
    assert len(set(second.values())) == 3
