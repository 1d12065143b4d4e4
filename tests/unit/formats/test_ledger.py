from __future__ import annotations

import json
from dataclasses import asdict

from spanloop.formats.ledger import Ledger, LedgerEntry


def two_losses() -> Ledger:
    ledger = Ledger()
    ledger.add("span.misaligned", "U.S. ends inside a word", article="a.txt", quote="U.S.")
    ledger.add("key.not_read", "the key 'tokens' is not read", line=3)
    ledger.add("span.misaligned", "IS ends inside a word", article="b.txt", quote="IS")
    return ledger


def test_an_empty_ledger_is_false_and_has_no_summary() -> None:
    assert not Ledger()
    assert Ledger().summary() == []
    assert json.loads(Ledger().to_json()) == {"counts": {}, "entries": []}


def test_keeps_the_order_in_which_things_were_met() -> None:
    assert [entry.code for entry in two_losses().entries] == ["span.misaligned", "key.not_read", "span.misaligned"]
    assert two_losses().entries[1] == LedgerEntry("key.not_read", "the key 'tokens' is not read", line=3)
    assert len(two_losses()) == 3


def test_the_summary_has_one_line_for_each_kind_of_loss() -> None:
    assert two_losses().summary() == [
        "line 3: the key 'tokens' is not read",
        "a.txt: U.S. ends inside a word (and 1 more like it)",
    ]


def test_every_case_of_a_kind_has_its_line_where_that_is_asked_for() -> None:
    cases = two_losses().summary(each={"span.misaligned"})
    assert len(cases) == 3
    assert cases[0] == "line 3: the key 'tokens' is not read"
    assert cases[1].startswith("a.txt: U.S. ends inside a word (\u201cU.S.")


def test_the_file_is_the_same_for_the_same_losses_and_can_be_written() -> None:
    assert two_losses().to_json() == two_losses().to_json()
    document = json.loads(two_losses().to_json())
    assert document["counts"] == {"key.not_read": 1, "span.misaligned": 2}
    assert document["entries"][0]["quote"] == "U.S."
    ledger = Ledger()
    ledger.add("odd", "a name from the file system", article="caf\udce9.txt")
    ledger.to_json().encode("utf-8")


def test_a_long_quote_is_cut_in_its_middle() -> None:
    ledger = Ledger()
    ledger.add("long", "a whole page", quote="a" * 5000 + "z" * 5000)
    (entry,) = ledger.entries
    assert len(entry.quote) < 250
    assert entry.quote.startswith("aaa")
    assert entry.quote.endswith("zzz")


def test_its_file_in_parts_is_the_document_as_json_writes_it() -> None:
    ledger = Ledger()
    for number in range(3):
        document = {"counts": ledger.counts(), "entries": [asdict(entry) for entry in ledger.entries]}
        assert "".join(ledger.json_parts()) == json.dumps(document, ensure_ascii=False, indent=1) + "\n"
        ledger.add("span.refused", 'line one\nline "two"', quote="\u0645 \\", line=number)


def test_an_entry_says_in_which_file_it_is_and_the_article_where_that_is_not_its_name() -> None:
    ledger = Ledger()
    with ledger.reading("a/one.ann"):
        ledger.add("x", "odd", article="one", line=3)
        ledger.add("x", "odd", article="two", line=3)
    ledger.add("x", "odd", article="one", line=3)
    assert [entry.file for entry in ledger.entries] == ["a/one.ann", "a/one.ann", ""]
    assert ledger.summary(each={"x"}) == ["a/one.ann, line 3: odd", "a/one.ann, line 3 (two): odd", "one, line 3: odd"]
    assert ledger.since(2) == [ledger.entries[2]]
