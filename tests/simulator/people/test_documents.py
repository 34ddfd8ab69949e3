"""Cutting a file into its documents, by its lines alone."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_contracts.yamlfile import read
from kruispunt_simulator.people.documents import chunks


def cut(text: str) -> list[tuple[int, str]]:
    return [(c.line, c.text) for c in chunks(text.splitlines(keepends=True))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a: 1\n", [(1, "a: 1\n")], id="one, without a marker"),
        pytest.param("---\na: 1\n", [(1, "---\na: 1\n")], id="one, with a marker"),
        pytest.param(
            "a: 1\n---\nb: 2\n", [(1, "a: 1\n"), (2, "---\nb: 2\n")], id="two"
        ),
        pytest.param(
            "# of all\n---\na: 1\n---\n# of b\nb: 2\n",
            [(1, "# of all\n---\na: 1\n"), (4, "---\n# of b\nb: 2\n")],
            id="comments belong to what follows",
        ),
        pytest.param(
            "a: 1\n...\n# between\nb: 2\n",
            [(1, "a: 1\n...\n"), (3, "# between\nb: 2\n")],
            id="an end, and a document without a marker",
        ),
        pytest.param(
            "%YAML 1.2\n---\na: 1\n",
            [(1, "%YAML 1.2\n---\na: 1\n")],
            id="a directive",
        ),
        pytest.param(
            "--- {a: 1}\n--- {b: 2}\n",
            [(1, "--- {a: 1}\n"), (2, "--- {b: 2}\n")],
            id="on the line of the marker",
        ),
        pytest.param("---a: 1\n", [(1, "---a: 1\n")], id="no marker"),
        pytest.param(
            "a: |\n  ---\n  x\n", [(1, "a: |\n  ---\n  x\n")], id="inside a text"
        ),
        pytest.param("a: 1\n---\n", [(1, "a: 1\n")], id="nothing behind the last"),
        pytest.param(
            "---\n# none\n---\na: 1\n",
            [(1, "\n# none\n---\na: 1\n")],
            id="an empty document is none",
        ),
        pytest.param("", [(1, "")], id="nothing at all"),
        pytest.param("# only\n", [(1, "# only\n")], id="only a comment"),
    ],
)
def test_a_file_is_cut_where_documents_begin(
    text: str, expected: list[tuple[int, str]]
) -> None:
    """Source: YAML 1.2.2, sections 9.1 and 9.2."""
    assert cut(text) == expected


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30),
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(st.text(max_size=5), inside, max_size=3)
    ),
    max_leaves=8,
)


@settings(database=None, deadline=None)
@given(st.lists(VALUES.filter(lambda value: value is not None), min_size=1, max_size=4))
def test_the_documents_are_those_that_yaml_sees(values: list[object]) -> None:
    text = yaml.safe_dump_all(values, explicit_start=True, allow_unicode=True)
    found = [yaml.safe_load(chunk.text) for chunk in chunks(text.splitlines(True))]
    assert found == list(yaml.safe_load_all(text))


@settings(database=None, deadline=None)
@given(st.lists(st.sampled_from(["---", "...", "# c", "", "a: 1", "b: 2", "---x"])))
def test_no_line_is_lost_but_those_of_empty_documents(lines: list[str]) -> None:
    text = "".join(f"{line}\n" for line in lines)
    kept = [line for _, part in cut(text) for line in part.splitlines()]
    for content in ("a: 1", "b: 2", "---x"):
        assert kept.count(content) == lines.count(content)


def test_lines_are_told_as_they_stand_in_the_file() -> None:
    first, second = chunks(["a: 1\n", "---\n", "b: 2\n", "b: 3\n"])
    assert read(first.text, first.line).line(("a",)) == 1
    document = read(second.text, second.line)
    assert document.line(("b",)) == 3
    assert document.problems == ((4, "b stands here a second time"),)
