"""Question sets as a yardstick: what was reached once is not lost again, and no answer states what nobody said."""

import re

import pytest

from benchmarks.questions import OWN, SHARED, ask_all, index_of, load_rows

CLOCK = re.compile(r"\b\d\d:\d\d\b")
FLOORS = {
    "sharp-foundry-typed": 0.92,
    "europython-2024-typed": 0.92,
    "36c3-bix": 0.97,
    "36c3-eli": 0.95,
    "36c3-hearsay": 0.59,
    "europython-2024-kiosk": 0.97,
    "europython-2024-cid": 0.97,
    "36c3-kiosk": 0.98,
    "36c3-pockets": 0.95,
    "36c3-corner": 0.96,
    "sharp-foundry-colt25": 0.97,
    "sharp-foundry-guichet": 0.96,
    "europython-2024-guichet": 0.96,
    "sharp-foundry-rex": 0.89,
    "europython-2024-rex": 0.93,
    "sharp-foundry-ana": 0.98,
    "iclr-2020-ana": 0.96,
    "sharp-foundry-cousins": 0.98,
    "europython-2024-cousins": 0.97,
    "voices": 0.97,
    "fosdem-2026-limits": 0.96,
    "39c3-limits": 0.93,
    "bindery-2034-limits": 0.95,
    "lutherie-2032-limits": 0.94,
    "europython-2024-unknowns": 0.97,
    "sharp-foundry-unknowns": 0.97,
    "sharp-foundry-val": 0.97,
    "sharp-foundry-plain": 0.97,
    "fosdem-2013-plain": 0.97,
    "fosdem-2013-cal": 0.97,
    "36c3-plain": 0.97,
    "europython-2024-plain": 0.97,
    "pyconuk-2015-unknowns": 0.97,
    "pyconuk-2015-verdicts": 0.97,
    "nacre-2036-unknowns": 0.95,
    "fosdem-2013-unknowns": 0.95,
    "fosdem-2013-verdicts": 0.97,
    "planar-2035-unknowns": 0.96,
    "rc3-2020-unknowns": 0.97,
    "geostat-2037": 0.95,
    "forge-2042": 0.96,
    "rivers-2041": 0.97,
    "school-2039": 0.96,
    "tramcamp-2045": 0.91,
    "kettle-2052": 0.97,
    "assises-2038": 0.94,
    "tide-2035-unknowns": 0.95,
    "36c3-unknowns": 0.97,
    "iclr-2020-unknowns": 0.95,
    "salt-2036-unknowns": 0.95,
    "harbour-2031": 0.97,
    "harbour-2031-voices": 0.94,
    "sharp-foundry-voices": 0.92,
    "pyconuk-2015": 0.96,
    "rc3-2020": 0.96,
    "fosdem-2026": 0.95,
    "39c3": 0.96,
    "sharp-foundry-visitors": 0.93,
    "glaciers-2027": 0.95,
    "archives-2028": 0.93,
    "harbour-2031-visitors": 0.88,
    "iclr-2020-visitors": 0.88,
    "39c3-visitors": 0.94,
    "36c3-visitors": 0.94,
    "fosdem-2026-visitors": 0.94,
    "europython-2024-visitors": 0.96,
    "36c3-guests": 0.96,
    "39c3-guests": 0.93,
    "archives-2028-guests": 0.92,
    "cardio-2029-guests": 0.97,
    "europython-2024-guests": 0.97,
    "fosdem-2013-guests": 0.97,
    "fosdem-2026-guests": 0.92,
    "glaciers-2027-guests": 0.92,
    "iclr-2020-guests": 0.93,
    "pyconuk-2015-guests": 0.93,
    "rc3-2020-guests": 0.93,
    "sharp-foundry-limits": 0.95,
    "harbour-2031-limits": 0.95,
    "europython-2024-limits": 0.95,
    "36c3-limits": 0.95,
    "europython-2024-clocks": 0.96,
    "sharp-foundry-clocks": 0.96,
    "kitchens-2032-people": 0.94,
    "sigdial-2023-people": 0.95,
    "cardio-2029-people": 0.97,
    "sharp-foundry-hours": 0.94,
    "cardio-2029-clocks": 0.93,
    "fosdem-2013-clocks": 0.95,
    "lutherie-2032-hours": 0.93,
    "europython-2024-hours": 0.95,
    "europython-2024-wes": 0.95,
    "sharp-foundry-hal": 0.91,
    "sharp-foundry-wes": 0.93,
    "pyconuk-2015-wes": 0.97,
    "fosdem-2026-wes": 0.88,
    "harbour-2031-people": 0.9,
    "glaciers-2027-people": 0.95,
    "39c3-people": 0.92,
    "iclr-2020-people": 0.96,
    "rc3-2020-people": 0.82,
    "fosdem-2013-people": 0.95,
    "fosdem-2026-people": 0.95,
    "lutherie-2032-clocks": 0.95,
    "36c3-clocks": 0.97,
    "pyconuk-2015-clocks": 0.97,
    "timber-2030-limits": 0.98,
    "kites-2033-limits": 0.95,
    "fosdem-2013-limits": 0.96,
    "pyconuk-2015-limits": 0.95,
    "glaciers-2027-limits": 0.96,
    "cardio-2029-limits": 0.96,
    "archives-2028-limits": 0.95,
    "pyconuk-2015-talk": 0.97,
    "nighttrains-2034-talk": 0.98,
    "36c3-talk": 0.98,
    "europython-2024-talk": 0.97,
    "sharp-foundry-talk": 0.97,
    "fosdem-2013-talk": 0.97,
    "sleepers-2034-clocks": 0.95,
    "fosdem-2026-clocks": 0.95,
    "fosdem-2013-sam": 0.97,
    "fosdem-2013-siblings": 0.97,
    "fosdem-2026-siblings": 0.97,
    "coasts-2035-clocks": 0.95,
    "quiet-2034-who": 0.94,
    "causaltime-2035-who": 0.95,
    "rc3-2020-who": 0.93,
    "sigdial-2023-who": 0.96,
    "mosses-2036-clocks": 0.95,
    "glaciers-2027-clocks": 0.97,
    "timber-2030-clocks": 0.97,
    "kites-2033-clocks": 0.97,
    "sigdial-2023-clocks": 0.96,
    "europython-2024-minutes": 0.96,
    "europython-2024-desk": 0.96,
    "sharp-foundry-desk": 0.97,
    "europython-2024-foyer": 0.97,
    "sharp-foundry-fin": 0.98,
    "sharp-foundry-foyer": 0.97,
    "europython-2024-exchanges": 0.96,
    "36c3-exchanges": 0.96,
    "36c3-dov": 0.97,
    "sharp-foundry-exchanges": 0.94,
    "europython-2024-lobby": 0.97,
    "sharp-foundry-lobby": 0.97,
    "sharp-foundry-verdicts": 0.98,
    "europython-2024-verdicts": 0.98,
    "europython-2024-stairs": 0.97,
    "sharp-foundry-stairs": 0.97,
    "39c3-clocks": 0.95,
    "sharp-foundry-atrium": 0.98,
    "europython-2024-atrium": 0.98,
    "sharp-foundry-porch": 0.97,
    "europython-2024-porch": 0.95,
    "pyconuk-2015-watch": 0.95,
    "fosdem-2026-watch": 0.96,
    "sharp-foundry-watch": 0.96,
    "36c3-turns": 0.96,
    "36c3-thumbs": 0.92,
    "fosdem-2026-thumbs": 0.92,
    "39c3-turns": 0.96,
    "europython-2024-turns": 0.96,
    "fosdem-2013-turns": 0.96,
    "fosdem-2026-turns": 0.96,
    "sharp-foundry-turns": 0.96,
    "sharp-foundry-max": 0.96,
    "europython-2024-max": 0.95,
    "pyconuk-2015-turns": 0.96,
    "rc3-2020-turns": 0.96,
    "36c3-evenings": 0.97,
    "fosdem-2013-corridor": 0.97,
    "36c3-hallway": 0.97,
    "36c3-topics": 0.77,
    "36c3-fay": 0.77,
    "36c3-late": 0.96,
    "36c3-slips": 0.95,
    "sharp-foundry-slips": 0.94,
    "europython-2024-slips": 0.94,
    "39c3-hallway": 0.92,
    "39c3-late": 0.96,
    "sigdial-2023-turns": 0.96,
    "sharp-foundry-none": 0.98,
    "europython-2024-none": 0.97,
    "36c3-none": 0.95,
    "39c3-none": 0.97,
    "fosdem-2013-none": 0.97,
    "fosdem-2026-none": 0.97,
    "pyconuk-2015-none": 0.97,
    "rc3-2020-none": 0.97,
    "iclr-2020-none": 0.97,
    "sigdial-2023-none": 0.95,
    "mosses-2036-none": 0.95,
    "coasts-2035-none": 0.95,
    "sleepers-2034-none": 0.95,
    "kitchens-2032-none": 0.95,
    "kites-2033-none": 0.93,
    "timber-2030-none": 0.95,
    "causaltime-2035-none": 0.95,
    "fosdem-2026-persons": 0.96,
    "39c3-persons": 0.95,
    "sigdial-2023-persons": 0.93,
    "36c3-mixed": 0.94,
    "36c3-ned": 0.98,
    "fosdem-2013-mixed": 0.93,
    "36c3-cousins": 0.94,
    "fosdem-2013-cousins": 0.96,
    "sharp-foundry-queue": 0.97,
    "europython-2024-queue": 0.96,
    "sharp-foundry-strays": 0.97,
    "sharp-foundry-tam": 0.93,
    "sharp-foundry-ted": 0.93,
    "sharp-foundry-una": 0.91,
    "europython-2024-strays": 0.97,
    "fosdem-2026-strays": 0.97,
    "36c3-outside": 0.95,
    "39c3-outside": 0.94,
    "glaciers-2027-offhand": 0.84,
    "sigdial-2023-offhand": 0.87,
    "europython-2024-corner": 0.93,
    "harbour-2031-corner": 0.94,
    "pyconuk-2015-noa": 0.98,
    "sigdial-2023-verdicts": 0.97,
    "fosdem-2013-counts": 0.96,
    "fosdem-2013-bea": 0.97,
    "fosdem-2013-kim": 0.97,
    "fosdem-2013-postcards": 0.93,
    "fosdem-2013-ora": 0.97,
    "sigdial-2023-noa": 0.97,
    "36c3-absent": 0.95,
    "36c3-abe": 0.965,
    "36c3-rob": 0.93,
    "36c3-strangers": 0.94,
    "36c3-afterwards": 0.93,
    "iclr-2020-strangers": 0.96,
    "lutherie-2032-absent": 0.93,
    "sharp-foundry-phones": 0.93,
    "sharp-foundry-pia": 0.97,
    "europython-2024-pia": 0.94,
    "europython-2024-pip": 0.96,
    "europython-2024-sue": 0.95,
    "sharp-foundry-ivo": 0.97,
    "pyconuk-2015-ivo": 0.98,
    "pyconuk-2015-dot": 0.97,
    "lutherie-2032-phones": 0.85,
    "europython-2024-names": 0.88,
    "europython-2024-pockets": 0.96,
    "sharp-foundry-eve": 0.97,
    "sharp-foundry-lea": 0.96,
    "europython-2024-lea": 0.96,
    "fosdem-2026-names": 0.89,
    "sharp-foundry-several": 0.96,
    "europython-2024-several": 0.89,
    "sharp-foundry-oli": 0.98,
    "europython-2024-oli": 0.98,
    "europython-2024.dev": 0.95,
    "36c3.dev": 0.9,
    "fosdem-2013.dev": 0.93,
}
SETS = [*sorted(OWN.glob("*.jsonl")), *(SHARED / "questions" / f"{name}.jsonl" for name in FLOORS if "dev" in name)]


@pytest.fixture(scope="module", params=SETS, ids=lambda path: path.stem)
def outcomes(request):
    if not request.param.is_file():
        pytest.skip(f"{request.param} is not there")
    rows = load_rows(request.param)
    try:
        index_of(rows[0]["programme"])
    except FileNotFoundError:
        pytest.skip(f"the programme {rows[0]['programme']} is not there")
    return request.param.stem, list(ask_all(rows, index_of(rows[0]["programme"])))


def test_accuracy_stays_above_its_floor(outcomes):
    name, found = outcomes
    wrong = {outcome.row["q"]: outcome.wrong for outcome in found if outcome.wrong}
    assert 1 - len(wrong) / len(found) >= FLOORS[name], wrong


def test_questions_without_an_answer_are_refused(outcomes):
    _, found = outcomes
    refusals = [outcome for outcome in found if outcome.row["expect"].get("kind") == "none"]
    taken = [outcome.row["q"] for outcome in refusals if outcome.answer.kind != "none"]
    assert len(taken) <= max(2, 0.03 * len(refusals)), taken


def test_no_answer_names_a_time_that_nobody_said(outcomes):
    _, found = outcomes
    programme = index_of(found[0].row["programme"]).programme
    told = {programme.local(at).strftime("%H:%M") for one in programme.sessions for at in moments_of(one)}
    told |= set(CLOCK.findall(programme.model_dump_json()))
    for outcome in found:
        said = [outcome.question.at, outcome.question.selection.when]
        asked = {programme.local(interval.start).strftime("%H:%M") for interval in said if interval is not None}
        assert set(CLOCK.findall(outcome.answer.headline)) <= told | asked, outcome.row["q"]


def test_no_answer_names_a_link_that_the_programme_has_not(outcomes):
    _, found = outcomes
    held = index_of(found[0].row["programme"]).programme.model_dump_json()
    for outcome in found:
        assert all(link.rstrip(".,:)") in held for link in re.findall(r"https?://\S+", outcome.text)), outcome.row["q"]


def test_all_questions_of_a_set_are_about_one_programme(outcomes):
    _, found = outcomes
    assert len({outcome.row["programme"] for outcome in found}) == 1


def moments_of(session):
    return [at for at in (session.start, session.end, session.previous_start) if at is not None]


def test_no_answer_names_a_session_that_the_programme_has_not(outcomes):
    _, found = outcomes
    for outcome in found:
        programme = index_of(outcome.row["programme"]).programme
        assert all(programme.session_by_id[session.id] == session for session in outcome.answer.sessions)
        assert all(programme.speaker_by_id[speaker.id] == speaker for speaker in outcome.answer.speakers)
