"""What a letter looks like on its way: no header is anybody's but ours, and every text arrives as it was written."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Mistake
from app.mail.addresses import LONGEST_ADDRESS, checked_address, find_address
from app.mail.letters import Letter, LetterUnreadable, Written, written
from app.mail.relay import Relay
from app.words.codes import Word
from app.words.saying import Language, Said
from tests.mail.servers import relay_to

HEADERS = ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"]
RELAY = relay_to(25, "Le guide d’Élodie <guide@example.org>")
# What may stand in a name or a title, and what may not and comes all the same.
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=120) | st.sampled_from(
    ["a\r\nBcc: all@example.org", "a\nX: y", "a\u2028Bcc: b", "a\x85Bcc: b", ".", "..\r\n.\r\nQUIT", "=?utf-8?q?x?="]
)


def arrived(message: bytes) -> EmailMessage:
    return message_from_bytes(message, _class=EmailMessage, policy=policy.default)


def letter(site: str, **more: str) -> Letter:
    return Letter(
        Said.of(Word.LETTER_TRIAL_SUBJECT, site=site),
        (Said.of(Word.LETTER_TRIAL, site=site),),
        button=Said.of(Word.LETTER_TRIAL_SUBJECT, site=site),
        footnotes=(Said.of(Word.LETTER_TRIAL_SUBJECT, site=site),),
        **more,
    )


@pytest.mark.slow
@given(texts, st.sampled_from(Language))
def test_nobody_adds_a_header_or_a_recipient(site: str, language: Language) -> None:
    found = arrived(RELAY.message("k", "zoe@example.org", written(letter(site), language)))
    assert [*found.keys()] == HEADERS
    assert found["To"].addresses[0].addr_spec == "zoe@example.org"
    assert len(found["To"].addresses) == 1
    assert found["From"].addresses[0].display_name == "Le guide d’Élodie"


@pytest.mark.slow
@given(texts)
def test_what_is_written_arrives_in_text_and_in_html(site: str) -> None:
    asked = letter(site, link="https://guide.example/?a=1&b=2#x")
    sent = written(asked, Language.ENGLISH)
    found = arrived(RELAY.message("k", "zoe@example.org", sent))
    text, html = (found.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    # Ends of lines are those of mail; everything else is as it was.
    assert text.get_content().split() == sent.text.split()
    assert html.get_content().split() == sent.html.split()
    assert "https://guide.example/?a=1&b=2#x" in sent.text
    assert "https://guide.example/?a=1&b=2#x" in unescape(sent.html)
    assert sent.html.count("<") == written(letter("x", link=asked.link or ""), Language.ENGLISH).html.count("<")


def test_a_header_of_two_lines_is_refused_wherever_it_comes_from() -> None:
    with pytest.raises(ValueError, match="linefeed"):
        RELAY.message("k", "zoe@example.org", Written("a\r\nBcc: all@example.org", "", ""))


@given(texts)
def test_a_letter_is_stored_and_read_without_loss(site: str) -> None:
    assert Letter.read(letter(site).stored()) == letter(site)
    assert Letter.read(Letter(letter(site).subject, ()).stored()) == Letter(letter(site).subject, ())


def test_a_letter_whose_words_are_gone_is_told() -> None:
    with pytest.raises(LetterUnreadable):
        Letter.read(letter("x").stored().replace("letter-trial-subject", "gone"))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Zoe@Example.ORG", "zoe@example.org"),
        ("  zoe+guide@mail.example.org ", "zoe+guide@mail.example.org"),
        ("o'neil@münchen.example", "o'neil@xn--mnchen-3ya.example"),
    ],
)
def test_an_address_is_kept_in_one_form(given: str, kept: str) -> None:
    assert checked_address(given) == kept
    assert checked_address(kept) == kept


@pytest.mark.parametrize(
    "given",
    [
        *("", "zoe", "@example.org", "zoe@", "zoe@example", "zoe@example..org", "zoe@-a.org", "a b@example.org"),
        *("zoe@example.org\r\nBcc: x@example.org", "zoe@example.org,x@example.org", "<zoe@example.org>", "zoé@a.org"),
        *('"zoe"@example.org', "zoe@[127.0.0.1]", ".zoe@example.org", "z..o@example.org", "zoe@ex\u2028ample.org"),
        *(f"{'z' * 65}@example.org", f"zoe@{'a.' * 130}org", "=?utf-8?q?x?=@example.org x", "zoe@exa\0mple.org"),
    ],
)
def test_what_is_no_address_is_refused(given: str) -> None:
    assert find_address(given) is None
    with pytest.raises(Mistake):
        checked_address(given)


@pytest.mark.slow
@given(st.text(max_size=300) | st.emails())
def test_every_address_that_is_kept_can_be_written_to(given: str) -> None:
    found = find_address(given)
    if found is not None:
        assert len(found) <= LONGEST_ADDRESS
        [address] = arrived(RELAY.message("k", found, Written("a", "b", "c")))["To"].addresses
        assert address.addr_spec == found


def test_the_way_out_is_read_from_the_settings() -> None:
    assert (RELAY.scheme, RELAY.port, RELAY.domain, RELAY.user) == ("smtp", 25, "guide.example", None)
    assert isinstance(RELAY, Relay)
