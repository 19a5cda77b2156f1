"""The programme that ships: every fact of the workshop's page, and nothing that is not on it."""

import html
import json
import re
from pathlib import Path

import pytest

from bot.core.programme import Channels, Conference, Kind, Link, Organiser, ReminderPolicy, Room, Venue

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
INVITED, CONTRIBUTED = Kind.INVITED_TALK, Kind.CONTRIBUTED_TALK
SLIDES = "https://project.inria.fr/sharp/files/2025/07/"


def test_workshop(programme):
    assert programme.title == "SHARP+Foundry workshop @ COLT 2025"
    assert programme.theme == ("Frugal and Robust Foundations for Machine Learning – Occam’s razor at the age of LLM’s")
    assert programme.description == (
        "This one-day workshop will be dedicated to recent advances in frugal and robust learning. "
        "The program mixes invited lectures and contributed presentations."
    )
    assert programme.note == "Starting time moved to 9:30 am."
    assert programme.registration == "No registration is needed."
    assert (programme.timezone, programme.languages) == ("Europe/Paris", ("en", "fr"))
    assert programme.url == "https://project.inria.fr/sharp/sharpfoundry-colt25/"
    assert programme.venue == Venue(
        name="École Normale Supérieure de Lyon (ENS de Lyon), Site Monod",
        room="Amphi A",
        address="46 allée d’Italie",
        city="Lyon",
    )
    foundry = "https://www.pepr-ia.fr/projet/foundry/"
    assert programme.organisers == (
        Organiser(name="SHARP", affiliation="PEPR IA", url="https://project.inria.fr/sharp/"),
        Organiser(name="Foundry", affiliation="PEPR IA", url=foundry),
    )
    assert programme.links == (Link(title="PEPR IA", url=foundry),)
    assert programme.conference == Conference(
        name="COLT 2025", subject="learning theory", url="https://learningtheory.org/colt2025/"
    )
    assert programme.faq == ()


def test_settings(programme):
    assert programme.rooms == (Room(name="Amphi A", channel="amphi-a"),)
    assert programme.channels == Channels(reminders="reminders", announcements="announcements", organisers="organisers")
    assert programme.roles.organiser == "Organiser"
    assert programme.reminders == ReminderPolicy(lead_minutes=(10,), breaks=False)


def test_sessions(programme):
    def clock(instant):
        return instant and f"{programme.local(instant):%H:%M}"

    table = [
        (
            clock(session.start),
            clock(session.end),
            clock(session.previous_start),
            session.kind,
            ", ".join(speaker.name for speaker in programme.speakers_of(session)),
            session.title,
        )
        for session in programme.sessions
    ]
    assert table == [
        ("09:30", "09:35", "09:00", Kind.OPENING, "", "Opening"),
        (
            "09:35", "10:30", "09:05", INVITED, "Frederik Mallmann-Trenn",
            "The Strong Lottery Ticket Hypothesis and the Random Subset Sum Problem",
        ),
        (
            "10:30", "11:00", "10:00", CONTRIBUTED, "Mathurin Massias",
            "Expectations vs reality – on the role of stochasticity in generalization of flow matching",
        ),
        ("11:00", "11:30", "10:30", Kind.BREAK, "", "Coffee break"),
        (
            "11:30", "12:30", "11:00", INVITED, "Julia Gusak",
            "Training Neural Networks Under Memory Constraints",
        ),
        ("12:30", "14:00", "12:00", Kind.BREAK, "", "Lunch break"),
        (
            "14:00", "14:50", "13:30", INVITED, "Patrick Loiseau",
            "DU-Shapley: A Shapley Value Proxy for Efficient Dataset Valuation",
        ),
        (
            "14:50", "15:20", None, CONTRIBUTED, "Pierre-Louis Cauvin",
            "The Impact of Uncertainty on Regularized Learning in Games",
        ),
        ("15:20", "15:50", None, CONTRIBUTED, "Charlotte Laclau", "Seeking for long-term fairness"),
        ("15:50", "15:50", None, Kind.CLOSING, "", "Closing"),
    ]  # fmt: skip
    assert [session.end_known for session in programme.sessions] == [True] * 9 + [False]
    assert {session.rooms for session in programme.sessions} == {("Amphi A",)}


def test_what_belongs_to_sessions(programme):
    sessions = programme.session_by_id
    assert {identifier: session.slides for identifier, session in sessions.items() if session.slides} == {
        "strong-lottery-ticket": f"{SLIDES}COLT.pdf",
        "flow-matching": f"{SLIDES}sharpfoundry_MASSIAS.pdf",
        "regularized-learning-in-games": f"{SLIDES}Learning_under_uncertainty.pdf",
    }
    assert {identifier: session.note for identifier, session in sessions.items() if session.note} == {
        "regularized-learning-in-games": "This work has been accepted at ICML 2025 (poster)."
    }
    grenoble = "Univ. Grenoble Alpes, LIG"
    assert {
        identifier: [(author.name, author.affiliation) for author in session.authors]
        for identifier, session in sessions.items()
        if session.authors
    } == {
        "flow-matching": [
            ("Quentin Bertrand", "Inria"),
            ("Anne Gagneux", "ENS de Lyon"),
            ("Mathurin Massias", "Inria"),
            ("Rémi Emonet", "Université Jean Monnet"),
        ],
        "regularized-learning-in-games": [
            ("Pierre-Louis Cauvin", grenoble),
            ("Davide Legacci", grenoble),
            ("Panayotis Mertikopoulos", grenoble),
        ],
    }


def test_speakers(programme):
    assert [(speaker.name, speaker.affiliation, speaker.url) for speaker in programme.speakers] == [
        ("Frederik Mallmann-Trenn", "King’s College London", "https://sites.google.com/view/mallmann/"),
        ("Mathurin Massias", "Inria Lyon & ENS de Lyon", ""),
        ("Julia Gusak", "Inria Bordeaux", "https://juliagusak.github.io/about/"),
        ("Patrick Loiseau", "Inria Saclay, École Polytechnique, ENSAE", "https://patrickloiseau.github.io/"),
        ("Pierre-Louis Cauvin", "Université Grenoble Alpes", ""),
        ("Charlotte Laclau", "Télécom Paris, Institut Polytechnique de Paris", ""),
    ]


@pytest.fixture(scope="module")
def page():
    """The page as text, if a copy of it is at hand: spaces made one, tags dropped."""
    if not SEEDS.is_dir():
        pytest.skip("no copy of the workshop's page here")
    rendered = json.loads(next(SEEDS.iterdir()).read_text(encoding="utf-8"))["content"]["rendered"]
    return " ".join(html.unescape(re.sub("<[^>]*>", "", rendered)).split())


def test_long_texts_are_those_of_the_page_word_for_word(programme, page):
    texts = [session.abstract for session in programme.sessions] + [each.biography for each in programme.speakers]
    assert [text for text in texts if text not in page] == []
    assert [len(text.split()) for text in texts if text] == [119, 114, 209, 147, 95, 39, 59, 60]


def test_every_address_of_the_page_is_kept(programme):
    if not SEEDS.is_dir():
        pytest.skip("no copy of the workshop's page here")
    rendered = json.loads(next(SEEDS.iterdir()).read_text(encoding="utf-8"))["content"]["rendered"]
    kept = {programme.url, programme.conference.url}
    kept |= {each.url for each in (*programme.organisers, *programme.links, *programme.speakers)}
    kept |= {session.slides for session in programme.sessions}
    assert set(re.findall('href="([^"]*)"', rendered)) - kept == set()
