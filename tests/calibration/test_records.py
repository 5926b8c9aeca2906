import csv
import datetime as dt
import re
import shutil
from collections import defaultdict
from dataclasses import replace
from math import isnan

import pytest
import yaml

from sim.calibration.agreement import agreement
from sim.calibration.records import read_case
from sim.shipped import CASES

GAZA = CASES / "gaza"
ADDRESS = re.compile(r"://|www\.|\b[\w-]+\.(?:com|org|net|int|info|co|io|tv|uk|il)\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def gaza():
    """The record as shipped."""
    return read_case("gaza")


@pytest.fixture(scope="module")
def scales():
    """The scales as shipped."""
    return yaml.safe_load((GAZA / "issues.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def a_copy(tmp_path):
    """A copy of the case that a test may break."""
    shutil.copytree(GAZA, tmp_path / "gaza")
    return tmp_path


def change(cases, file, row, **cells):
    """Rewrite the cells of the row that starts with an id; return its line in the file."""
    path = cases / "gaza" / file
    with path.open(encoding="utf-8", newline="") as stream:
        lines = list(csv.reader(stream))
    header = lines[0]
    number = next(i for i, line in enumerate(lines) if line[0] == row)
    for column, cell in cells.items():
        lines[number][header.index(column)] = cell
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(lines)
    return number + 1


def test_the_case_is_read_whole(gaza):
    """Every row of the files becomes a row of the case."""
    for name, rows in {
        "sources": gaza.sources, "statements": gaza.statements, "second_coding": gaza.recodings, "texts": gaza.texts,
        "text_terms": gaza.terms, "answers": gaza.answers, "events": gaza.events,
    }.items():  # fmt: skip
        with (GAZA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            assert len(rows) == sum(1 for _ in csv.reader(file)) - 1 > 0


def test_the_shipped_record_is_large_enough(gaza):
    """Half of the statements at least were coded twice, about a dozen texts at least are known, and both principals are placed on every issue."""
    assert len(gaza.recodings) >= len(gaza.statements) / 2
    assert len(gaza.texts) >= 12
    placed = {(row.party, row.issue) for row in gaza.statements if row.span}
    assert {(party, issue) for party in gaza.setting.principals for issue in gaza.negotiable} <= placed


def test_ids_are_unique(gaza):
    """No id names two rows."""
    for ids in ([row.source_id for row in gaza.sources], [row.statement_id for row in gaza.statements], [row.event_id for row in gaza.events]):
        assert len(set(ids)) == len(ids)


def test_every_source_is_used(gaza):
    """No source stands in the list without a row that rests on it."""
    used = {row.source_id for row in gaza.statements}
    used |= {name for row in (*gaza.events, *gaza.texts, *gaza.terms, *gaza.answers) for name in row.source_ids}
    assert {row.source_id for row in gaza.sources} == used


def test_nothing_is_later_than_the_record(gaza):
    """No date in the data, and no year in any of its texts, lies after 25 July 2025."""
    days = [row.date for row in (*gaza.sources, *gaza.statements, *gaza.events)]
    days += [row.event_date for row in gaza.statements] + [row.end_date for row in gaza.events]
    ends = gaza.setting.record_ends
    assert max(day for day in days if day) <= ends == dt.date(2025, 7, 25)
    coded = {str(row.coded_at) for row in gaza.statements}
    for file in (path for path in GAZA.iterdir() if path.is_file()):
        text = file.read_text(encoding="utf-8")
        for day in set(re.findall(r"\b20\d\d-\d\d-\d\d\b", text)) - coded:
            assert dt.date.fromisoformat(day) <= ends, (file.name, day)
        assert not re.search(r"\b(?:August|September|October|November|December) 2025\b", text), file.name


def test_no_addresses():
    """Reports are cited by outlet, headline and date, never by an address on the web."""
    for file in (path for path in GAZA.iterdir() if path.is_file()):
        found = ADDRESS.search(file.read_text(encoding="utf-8"))
        assert not found, (file.name, found)


def test_a_report_has_one_reliability(gaza):
    """The letter belongs to the report, so all statements of one report share it."""
    letters = defaultdict(set)
    for row in gaza.statements:
        letters[row.source_id].add(row.reliability)
    assert all(len(found) == 1 for found in letters.values()), letters


def test_credibility_follows_its_rule(gaza):
    """The figure can be derived from the other columns by the codebook's rule."""
    reports = defaultdict(set)
    for row in gaza.statements:
        reports[row.report_of or row.statement_id].add(row.source_id)
    for row in gaza.statements:
        if len(reports[row.report_of or row.statement_id]) > 1 or "also T" in row.note:
            expected = "1"
        elif row.attribution == "on_record":
            expected = "2"
        elif row.attribution in {"paraphrase", "anonymous"} or (row.attribution == "newsroom" and row.kind in {"event", "attendance", "context"}):
            expected = "3"
        elif (row.attribution, row.kind) == ("newsroom", "assessment"):
            expected = "6"
        else:
            expected = "4"
        assert row.credibility == expected, row.statement_id


def test_confirming_events_exist(gaza):
    """An event that a note names as confirming a statement is in the record, with a source from the public record."""
    public = {row.event_id for row in gaza.events if row.origin == "public record"}
    named = {event for row in gaza.statements for event in re.findall(r"also (T\d{3})", row.note)}
    assert named
    assert named <= public


def test_scales_cover_the_issues(scales):
    """The scales are those that a statement may name: nine negotiable issues and the process variables."""
    assert len(scales["negotiable"]) == 9
    assert not set(scales["negotiable"]) & set(scales["process"])


def test_anchors_say_what_they_rest_on(gaza, scales):
    """Each anchor is a judgement or names rows that exist, of the kind that its basis says."""
    documents = {row.statement_id for row in gaza.statements}
    public = {row.event_id for row in gaza.events if row.origin == "public record"}
    for scale in (*scales["negotiable"].values(), *scales["process"].values()):
        for anchor in scale["anchors"].values():
            rows = {"judgement": set(), "document": documents, "public record": public}[anchor["basis"]]
            assert set(anchor.get("from", [])) <= rows, anchor
            assert ("from" in anchor) == (anchor["basis"] != "judgement"), anchor


def test_no_point_rests_on_a_later_anchor(gaza, scales):
    """Whoever is placed at an anchor's own point said so no earlier than the anchor was worded; such an anchor may only bound an interval."""
    anchors = {name: scale["anchors"] for part in ("negotiable", "process") for name, scale in scales[part].items()}
    for row in gaza.statements:
        if row.pos is not None:
            for point in {int(row.pos // 25 * 25), int(-(-row.pos // 25) * 25)}:
                assert anchors[row.issue][point].get("worded_after", row.date) <= row.date, row.statement_id


def test_a_case_that_is_not_there(tmp_path):
    """An unknown case is refused with the names of those there are."""
    with pytest.raises(ValueError, match=r"atlantis: no such case, allowed: .*gaza"):
        read_case("atlantis")
    with pytest.raises(ValueError, match="allowed: none here"):
        read_case("gaza", tmp_path)


@pytest.mark.parametrize(
    ("file", "row", "cells", "column", "message"),
    [
        ("sources.csv", "cbc_2024_08_14", {"date": "2025-07-26"}, "date", "found '2025-07-26', allowed: a day up to 2025-07-25, where the record ends"),
        ("sources.csv", "cbc_2024_08_14", {"date": "20240814"}, "date", "found '20240814', allowed: a day as YYYY-MM-DD"),
        ("sources.csv", "cbc_2024_08_14", {"date": "2024-02-30"}, "date", "found '2024-02-30', allowed: a day that the calendar has"),
        ("sources.csv", "cbc_2024_08_14", {"date": ""}, "date_precision", "found 'day', allowed: unknown where the date is empty, and only there"),
        ("sources.csv", "cbc_2024_08_14", {"outlet": ""}, "outlet", "found nothing, allowed: a value"),
        ("sources.csv", "reuters_2025_03_05", {"source_id": "cbc_2024_08_14"}, "source_id", "found 'cbc_2024_08_14' as in line 2, allowed: each id once"),
        ("statements.csv", "S000-07", {"pos": "125"}, "pos", "found '125', allowed: less than or equal to 100"),
        ("statements.csv", "S000-07", {"pos": "nan"}, "pos", "found 'nan', allowed: a finite number"),
        ("statements.csv", "S002-08", {"pos_lo": "100", "pos_hi": "50"}, "pos_hi", "found '50', allowed: at least pos_lo, 100"),
        ("statements.csv", "S002-08", {"pos_hi": ""}, "pos_hi", "found nothing, allowed: pos_lo and pos_hi together, or neither"),
        ("statements.csv", "S002-08", {"pos": "75"}, "pos_hi", "found '100', allowed: a point in pos or an interval, not both"),
        ("statements.csv", "S000-07", {"party": "atlantis"}, "party", "found 'atlantis', allowed: 'canada', 'egypt', "),
        ("statements.csv", "S000-07", {"issue": "honour"}, "issue", "found 'honour', allowed: 'hostage_release', "),
        ("statements.csv", "S000-07", {"reliability": "G"}, "reliability", "found 'G', allowed: 'A', 'B', 'C', 'D', 'E' or 'F'"),
        ("statements.csv", "S000-07", {"source_id": "hearsay"}, "source_id", "found 'hearsay', allowed: an id in sources.csv"),
        ("statements.csv", "S001-02", {"report_of": "S009-01"}, "report_of", "found 'S009-01', allowed: an id in this file"),
        ("statements.csv", "S000-15", {"reference_text": "scroll"}, "reference_text", "found 'scroll', allowed: 'israeli_truce_offer_2023_12', "),
        ("texts.csv", "may_6_text", {"author": "atlantis"}, "author", "found 'atlantis', allowed: 'canada', "),
        ("text_terms.csv", "may_6_text", {"issue": "blame"}, "issue", "found 'blame', allowed: 'hostage_release', "),
        ("answers.csv", "may_6_text", {"answer": "shrugged"}, "answer", "found 'shrugged', allowed: 'accepted', 'refused', 'amended' or 'disputed'"),
        ("answers.csv", "may_6_text", {"text_id": "scroll"}, "text_id", "found 'scroll', allowed: 'israeli_truce_offer_2023_12', "),
        ("second_coding.csv", "S000-05", {"statement_id": "S999-99"}, "statement_id", "found 'S999-99', allowed: an id in statements.csv"),
        ("second_coding.csv", "S000-05", {"pos": "140"}, "pos", "found '140', allowed: less than or equal to 100"),
        ("events.csv", "T003", {"end_date": "2023-11-01"}, "end_date", "found '2023-11-01', allowed: a day from 2023-11-22 on"),
        ("events.csv", "T003", {"parties": "israel;atlantis"}, "parties", "found 'atlantis', allowed: 'canada', "),
        ("events.csv", "T003", {"source_ids": ""}, "source_ids", "found nothing, allowed: empty where the origin is unverified, and only there"),
        ("events.csv", "T003", {"source_ids": "hearsay"}, "source_ids", "found 'hearsay', allowed: an id in sources.csv"),
        ("events.csv", "T003", {"origin": "hearsay"}, "origin", "found 'hearsay', allowed: 'document', 'public record' or 'unverified'"),
    ],
)
def test_a_broken_cell_is_named(a_copy, file, row, cells, column, message):
    """A mistake is reported with its file, line and column, what was found and what is allowed."""
    line = change(a_copy, file, row, **cells)
    with pytest.raises(ValueError) as caught:  # noqa: PT011  # the message is what is compared
        read_case("gaza", a_copy)
    first = str(caught.value).splitlines()[0]
    assert first.startswith(f"{a_copy / 'gaza' / file}:{line}: {column}: {message}"), first


def test_every_mistake_of_a_file_at_once(a_copy):
    """Two broken rows give two lines."""
    first, second = change(a_copy, "events.csv", "T001", type="miracle"), change(a_copy, "events.csv", "T002", date="soon")
    with pytest.raises(ValueError, match=rf"events\.csv:{first}: type: .*\n.*events\.csv:{second}: date: "):
        read_case("gaza", a_copy)


@pytest.mark.parametrize("file", ["sources.csv", "statements.csv", "events.csv"])
def test_a_wrong_header_or_width(a_copy, file):
    """A file with other columns, or a row with too few cells, is refused with its line."""
    path = a_copy / "gaza" / file
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole + "alone\n", encoding="utf-8")
    with pytest.raises(ValueError, match=rf"{file}:{len(whole.splitlines()) + 1}: row: found 1 cells, allowed: \d+"):
        read_case("gaza", a_copy)
    path.write_text("colour," + whole, encoding="utf-8")
    with pytest.raises(ValueError, match=rf"{file}:1: header: found 'colour,"):
        read_case("gaza", a_copy)


@pytest.mark.parametrize("file", ["case.yaml", "issues.yaml", "texts.csv", "answers.csv"])
def test_a_file_that_is_missing(a_copy, file):
    """A case without one of its files is refused with its name."""
    (a_copy / "gaza" / file).unlink()
    with pytest.raises(ValueError, match=rf"{file}: found no such file|no such case"):
        read_case("gaza", a_copy)


def test_a_wrong_encoding(a_copy):
    """A table that a spreadsheet saved in another encoding is refused with its line and the remedy."""
    path = a_copy / "gaza" / "statements.csv"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:5], "caf\xe9".encode("latin-1"), *lines[5:]]))
    with pytest.raises(ValueError, match=r"statements\.csv:6: found a byte that is not UTF-8, allowed: text saved as UTF-8"):
        read_case("gaza", a_copy)


def test_columns_in_another_order(a_copy, gaza):
    """The order of columns is nobody's business."""
    path = a_copy / "gaza" / "sources.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(row[::-1] for row in rows)
    assert read_case("gaza", a_copy).sources == gaza.sources


def test_principals_are_parties(a_copy):
    """A principal that is no party is refused."""
    path = a_copy / "gaza" / "case.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("principals: [hamas, israel]", "principals: [hamas, atlantis]"), encoding="utf-8")
    with pytest.raises(ValueError, match=r"case\.yaml:6:1: principals: found .*atlantis.*, allowed: names among parties"):
        read_case("gaza", a_copy)


SCALE_MISTAKES = [
    (
        "wants: {hamas: less, israel: more}",
        "wants: {hamas: less, israel: More}",
        r"issues.yaml:9:\d+: negotiable.hostage_release.wants.israel: found 'More', allowed: 'more' or 'less'",
    ),
    (
        "wants: {hamas: less, israel: more}",
        "wants: {hamas: less, isreal: more}",
        r"issues.yaml:9:\d+: .*wants.isreal: found 'isreal', allowed: a principal of case.yaml \(hamas, israel\)",
    ),
    ("    anchors:\n", "    anchor:\n", r"issues.yaml:12:5: negotiable.hostage_release.anchor: found an unknown name, allowed: .*\(did you mean 'anchors'\?\)"),
    (
        "basis: judgement",
        "basis: judgment",
        r"issues.yaml:13:\d+: negotiable.hostage_release.anchors.0.basis: found 'judgment', allowed: 'document', 'public record' or 'judgement'",
    ),
    (
        "      0: {text: none",
        "      140: {text: none",
        r"issues.yaml:13:\d+: negotiable.hostage_release.anchors.140: found .*, allowed: less than or equal to 100",
    ),
    ("worded_after: 2025-03-05", "worded_after: March", r"issues.yaml:14:\d+: .*worded_after: found 'March', allowed: "),
    ("    label: Release of hostages\n", "", r"issues.yaml:7:3: negotiable.hostage_release.label: found nothing, allowed: it is required"),
    ("\nprocess:", "\nproces:", r"issues.yaml:1\d\d:\d+: proces: found an unknown name, allowed: negotiable, process \(did you mean 'process'\?\)"),
    ("negotiable:\n", "negotiable: [\n", r"issues.yaml:\d+:\d+: not valid YAML"),
]


@pytest.mark.parametrize(("right", "wrong", "said"), SCALE_MISTAKES)
def test_a_mistake_in_the_scales_is_named_with_its_line(a_copy, right, wrong, said):
    """Every word of issues.yaml is checked before anything is worked out from it: what is misspelt is not taken for something else."""
    path = a_copy / "gaza" / "issues.yaml"
    text = path.read_text(encoding="utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(ValueError, match=said):
        read_case("gaza", a_copy)


def test_a_mistake_in_who_speaks_is_named_with_its_line(a_copy):
    """So is every word of case.yaml."""
    path = a_copy / "gaza" / "case.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("record_ends: 2025-07-25", "record_ends: in July"), encoding="utf-8")
    with pytest.raises(ValueError, match=r"case.yaml:3:1: record_ends: found 'in July', allowed: "):
        read_case("gaza", a_copy)


def test_agreement_where_nobody_is_placed(gaza):
    """Where no statement was placed by both coders, there is no agreement to be measured, and no failure."""
    unplaced = [row.model_copy(update={"pos": None, "pos_lo": None, "pos_hi": None}) for row in gaza.recodings]
    found = agreement(replace(gaza, recodings=tuple(unplaced)))
    assert [one.units for one in found[:2]] == [0, 0]
    assert all(isnan(one.alpha) for one in found[:2])
    assert all(isnan(one.alpha) for one in agreement(replace(gaza, recodings=())))
