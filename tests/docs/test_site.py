"""The site of the documentation: no warning, nothing fetched, no link that is lost."""

from __future__ import annotations

import inspect
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import kruispunt_client
import kruispunt_law
import pytest
from kruispunt_client import flows
from kruispunt_client.calls import care_supplement
from kruispunt_client.flows.base import asked
from kruispunt_contracts import WIRE_FAULTS
from kruispunt_simulator.filelock import locked
from lxml import html
from sphinx.util.inventory import InventoryFile

from ..snippets import ROOT

NOBODY = "http://127.0.0.1:9"
"""A proxy that is not there, so that nothing can be fetched unnoticed."""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, as `make docs` builds it; once for all processes of a test run."""
    base = tmp_path_factory.getbasetemp()
    run = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    with locked(run / "site.lock", wait=True):
        if not (run / "site").exists():
            build(run / "site.new")
            (run / "site.new").rename(run / "site")
    return run / "site"


def build(folder: Path) -> None:
    """Build the site; a warning, or anything that must be fetched, is an error."""
    options = ["-W", "--keep-going", "-E", "-q", "-b", "html", "-d", f"{folder}.trees"]
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", *options, "docs", str(folder)],
        cwd=ROOT,
        env={**os.environ, "http_proxy": NOBODY, "https_proxy": NOBODY},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def pages(site: Path) -> dict[str, html.HtmlElement]:
    """Every page, by its path in the site."""
    return {
        path.relative_to(site).as_posix(): html.fromstring(path.read_bytes())
        for path in site.rglob("*.html")
    }


@pytest.fixture(scope="session")
def names(site: Path) -> dict[str, str]:
    """The kind of everything that has an entry, by its full name."""
    text = (site / "objects.inv").read_bytes()
    found = InventoryFile.loads(text, uri="")
    return {
        name: kind.removeprefix("py:")
        for kind, entries in found.data.items()
        if kind.startswith("py:")
        for name in entries
    }


def test_every_document_is_a_page(pages: dict[str, html.HtmlElement]) -> None:
    documents = (ROOT / "docs").rglob("*.md")
    expected = {d.relative_to(ROOT / "docs").with_suffix(".html") for d in documents}
    assert {path.as_posix() for path in expected} <= set(pages)


def lost_links(site: Path) -> list[str]:
    """Find links inside a site that lead to no file, or to no place in it."""
    pages = {path: html.fromstring(path.read_bytes()) for path in site.rglob("*.html")}
    ids = {path: set(page.xpath("//@id")) for path, page in pages.items()}
    lost = []
    for path, page in pages.items():
        for link in page.xpath("//a/@href | //img/@src | //script/@src | //link/@href"):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            name, anchor = unquote(parts.path), unquote(parts.fragment)
            target = (path.parent / name).resolve() if name else path
            here = target in ids and anchor
            if not target.is_file() or (here and anchor not in ids[target]):
                lost.append(f"{path.relative_to(site).as_posix()}: {link}")
    return lost


def test_no_link_inside_the_site_leads_nowhere(site: Path) -> None:
    assert lost_links(site.resolve()) == []


@pytest.mark.parametrize(
    ("link", "lost"),
    [
        ("#here", False),
        ("other.html#there", False),
        ("https://elsewhere.example/x", False),
        ("#nowhere", True),
        ("other.html#nowhere", True),
        ("missing.html", True),
    ],
)
def test_a_link_that_leads_nowhere_would_be_found(
    link: str, lost: bool, tmp_path: Path
) -> None:
    page = f'<p id="here"><a href="{link}">x</a></p>'
    (tmp_path / "page.html").write_text(page, "utf-8")
    (tmp_path / "other.html").write_text('<p id="there">x</p>', "utf-8")
    assert bool(lost_links(tmp_path.resolve())) is lost


def test_no_page_loads_anything_from_elsewhere(
    pages: dict[str, html.HtmlElement],
) -> None:
    loaded = {
        source
        for page in pages.values()
        for source in page.xpath("//script/@src | //img/@src | //link/@href")
        if urlsplit(source).netloc
    }
    assert loaded == set()


def test_nothing_of_how_pages_are_made_is_seen_on_them(
    pages: dict[str, html.HtmlElement],
) -> None:
    """No mark of a snippet, no place of a generated part, no field list as text."""
    for path, page in pages.items():
        (article,) = page.xpath("//article") or [page]
        text = article.text_content()
        for leftover in ("<!-- ", ":param ", ":returns:", "{eval-rst}", "```"):
            assert leftover not in text, f"{path}: {leftover}"


@pytest.mark.parametrize("package", [kruispunt_client, kruispunt_law])
def test_every_public_name_has_an_entry(package: object, names: dict[str, str]) -> None:
    home = package.__name__  # type: ignore[attr-defined]
    offered = package.__all__  # type: ignore[attr-defined]
    last = {name.rpartition(".")[2] for name in names if name.startswith("kruispunt_")}
    missing = [name for name in offered if f"{home}.{name}" not in names]
    assert [name for name in missing if name not in last] == []


def test_every_typed_call_is_a_method_with_its_own_signature(
    pages: dict[str, html.HtmlElement], names: dict[str, str]
) -> None:
    page = pages["reference/flows.html"]
    holder: flows.Flows[None] = flows.Flows()
    holder._open_flows(None)
    calls = {
        f"{type(flow).__module__}.{type(flow).__qualname__}.{name}": call
        for flow in vars(holder).values()
        for name, call in vars(type(flow)).items()
        if isinstance(call, asked)
    }
    assert calls
    for name, call in calls.items():
        assert names[name] == "method"
        (shown,) = page.xpath(f"//dt[@id='{name}']/..")
        text = " ".join(shown.text_content().split())
        for argument in inspect.signature(call.__wrapped__).parameters:  # type: ignore[attr-defined]
            assert f"{argument}:" in text, name
        assert "→ Answer[" in text


def test_a_docstring_below_a_field_is_shown(
    pages: dict[str, html.HtmlElement],
) -> None:
    name = f"{care_supplement.__name__}.Pijlers.pijler2"
    (shown,) = pages["reference/data.html"].xpath(f"//dt[@id='{name}']/..")
    text = " ".join(shown.text_content().split())
    assert "pijler2: int | None" in text
    assert "Participation, 0 to 12." in text


def test_every_error_stands_in_the_guide_to_errors() -> None:
    text = (ROOT / "docs" / "how-to" / "errors.md").read_text("utf-8")
    errors = [
        name
        for name in kruispunt_client.__all__
        if isinstance(kind := getattr(kruispunt_client, name), type)
        and issubclass(kind, Exception)
    ]
    groups = ("KruispuntError", "TransportFailure", "InvalidAnswer")
    rows = [name for name in errors if name not in groups]
    assert [name for name in rows if f"| `{name}` |" not in text] == []


def test_every_wire_fault_is_in_the_reference(
    pages: dict[str, html.HtmlElement],
) -> None:
    text = pages["reference/faults.html"].text_content()
    assert [key for key in WIRE_FAULTS if key not in text] == []
