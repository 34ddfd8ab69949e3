"""The language obligation: what is asked on the wire, and what the answer becomes."""

from __future__ import annotations

from typing import Any

from kruispunt_client.calls.language import LanguageStatus, language_files

from .examples import ask_example, asked_texts, example, missing

REPLY = "geef_dossier_vmsw/reply_data"


def test_a_tenant_is_asked_about(
    wiv: Any, profile: Any, person: str, user: str
) -> None:
    ask_example(wiv, profile, REPLY, language_files(person), user=user)
    assert asked_texts(wiv, "Verzoek/Vragen/Vraag/Inhoud") == [("INSZ", person)]


def test_a_file_per_housing_company_is_read_whole(
    wiv: Any, profile: Any, person: str, user: str
) -> None:
    """The third file of the example is nil: it tells nothing."""
    answer = ask_example(wiv, profile, REPLY, language_files(person), user=user)
    assert missing(example(REPLY), answer.data) == []
    reached, exempt = answer.data
    assert reached.maatschappij.kbo_nummer == "0401314140"
    assert reached.status_huurder.code is LanguageStatus.REACHED
    modified = reached.status_huurder.datum_tijd_modificatie
    assert modified.isoformat() == "2022-05-13T09:00:00"
    assert reached.vrijgesteld is None
    (test,) = reached.afgelegde_testen
    assert (test.code, test.geslaagd, test.beschrijving) == ("A2", True, "huis")
    assert exempt.status_huurder.code is LanguageStatus.EXEMPT
    assert exempt.vrijgesteld.waarde is True
    assert exempt.maatschappij.kbo_nummer is None
    assert exempt.afgelegde_testen == ()


def test_a_tenant_without_a_file_is_an_answer_without_data(
    wiv: Any, profile: Any, person: str, user: str
) -> None:
    name = "geef_dossier_vmsw/reply_not_found"
    assert (
        ask_example(wiv, profile, name, language_files(person), user=user).data is None
    )
