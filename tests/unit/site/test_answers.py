"""The search's index, written and read by its own scripts in QuickJS."""

import json

import pytest
import quickjs
from claimkit.site.answers import INDEXING, STATIC, Document, cuts_of, in_parts, sign_of

DOCUMENTS = [
    Document("p", [], "Strides", named=["Strides"]),
    Document("s", [], "Negative strides", named=["Negative strides"]),
    Document("m", [], "torch.flip copies", asks=["how do I reverse a tensor"], idWords="flip copies"),
    Document("p", [], "Devices", named=["Devices"]),
    Document("c", [], "A pinned tensor waits", text="and pinning copies"),
]


@pytest.fixture
def engine():
    """The scripts, and `ranking` over an index of one word or so a part; `fetched` and `due` are its parts."""
    engine = quickjs.Context()
    for path in (*INDEXING, STATIC / "search" / "ranking.js"):
        engine.eval(path.read_text(encoding="utf-8"))
    engine.eval(f"const documents = {json.dumps([document._asdict() for document in DOCUMENTS])}")
    engine.eval("""
        const [due, fetched] = [new Set(), new Set()];
        const synonyms = [["backwards", "reverse", 1]];
        const index = writeIndex(documents, synonyms, 5, [], {});
        const parts = Object.fromEntries([["words", index.words], ...index.parts.map((part, at) => [`w${at}`, part])]);
        const kinds = documents.map(({ sign }) => sign).join("");
        const given = { kinds, synonyms, weights: index.weights, index };
        const ranking = makeRanking(given, (part) => fetched.has(part) ? parts[part] : undefined, due);
        const search = (query) => {
          for (let found; ; due.forEach((part) => fetched.add(part))) {
            due.clear();
            found = ranking.rank(query);
            if (!due.size) return JSON.stringify(found.hits.map(({ number }) => number));
          }
        };
    """)
    return engine


def search(engine, query):
    return json.loads(engine.eval(f"search({json.dumps(query)})"))


def test_numbers_come_back_as_they_were_written(engine):
    for numbers in [[0, 5, 5, 37, 38, 42, 1486, 1487, 99_999], [0], []]:
        for pack, unpack in [("pack", "unpack"), ("packRising", "unpackRising")]:
            assert json.loads(engine.eval(f"JSON.stringify(Index.{unpack}(Index.{pack}({numbers})))")) == numbers


def test_words_that_are_known_are_not_cut_again(engine):
    """And the index is the same with them; a text that has changed is cut."""
    engine.eval("const { known, ...rest } = index")
    engine.eval("Words.cut = Words.of = () => { throw new Error('cut again') }; Words.telling = Words.cut")
    engine.eval("const isSame = ({ known, ...others }) => JSON.stringify(others) === JSON.stringify(rest)")
    again = "isSame(writeIndex(%s, synonyms, 5, [], known))"
    assert engine.eval(again % "documents") is True
    with pytest.raises(quickjs.JSException, match="cut again"):
        engine.eval(again % "[{ ...documents[0], title: 'Steps' }]")


def test_fields_come_back_and_a_word_said_very_often_is_often(engine):
    engine.eval("const fields = { asks: new Map([[3, 1], [90, 7], [91, 40]]), title: new Map([[0, 2]]) }")
    read = json.loads(engine.eval("JSON.stringify(Index.unpackFields(Index.packFields(fields)))"))
    assert sorted(read) == [["asks", 1, [3]], ["asks", 6, [90]], ["asks", 12, [91]], ["title", 2, [0]]]


def test_words_survive_the_way_they_are_stored(engine):
    """Parts of names and methods are told from the words themselves, and a name that ends in _ stays one."""
    names = ["numpy", "~numpy", ".numpy", "torch.from_numpy", "np.random.rand", "torch.Tensor", "share_memory_"]
    for word in [*names, "==", "array>tensor", "1.5", "张量"]:
        line = json.dumps([[word, "", "1"]])
        assert engine.eval(f"[...Index.unpackWords(Index.packWords({line})).keys()][0]") == word


def test_a_query_asks_for_the_parts_that_hold_its_words(engine):
    assert search(engine, "pinned")[0] == 4
    assert engine.eval("fetched.size") == 1 < engine.eval("index.parts.length")


def test_a_heading_is_found_for_what_stands_below_it(engine):
    """Up to the next page: a section's words are its claims', and its page's are, too."""
    assert set(search(engine, "strides")) == {0, 1, 2}


def test_questions_are_found_in_other_words_and_by_other_spelling(engine):
    assert search(engine, "backwards tensor")[0] == 2
    assert search(engine, "revers tensro")[0] == 2


def test_neighbours_stay_in_one_part():
    """Small pages share one, up to its size; a large page is cut into pieces of one size."""
    pages = [[Document("p", [address, "x" * size], "x")] for address, size in [("a", 900), ("b", 900), ("c", 2800)]]
    parts, firsts = in_parts(pages)
    assert firsts == [0, 2]
    assert parts == {"t0": [0, 0, pages[0][0].told, pages[1][0].told], "t1": [pages[1][0].told, 0, pages[2][0].told]}
    large = [Document("p", ["d"], "d"), *(Document("c", ["x" * 990], "x") for _number in range(9))]
    assert [len(piece) for piece in cuts_of(large)] == [4, 3, 3]


def test_a_part_begins_with_the_headings_of_what_it_begins_with():
    """The page and the section may be told in the part before."""
    page, section = Document("p", ["d.html", "D"], "D"), Document("s", ["part", "Part"], "Part")
    claims = [Document("c", ["x" * 2900], "x") for _number in range(2)]
    parts, firsts = in_parts([[page, section, claims[0]], [claims[1]]])
    assert firsts == [0, 3]
    assert parts["t1"] == [page.told, section.told, claims[1].told]


MESSAGES = [
    "ValueError: step must be greater than zero",
    "TypeError: can't convert np.ndarray of type {type=numpy.object_}",
    "TypeError: expected {type=list} (got {type=int})",
    "ValueError: {any=x}",
]


@pytest.mark.parametrize(
    ("text", "may_be"),
    [
        ("why: step must be greater than zero", True),
        ("so must a step be greater than zero", False),
        ("can't convert np.ndarray of type object", True),
        ("must be greater", True),
        ("ndarray of", False),
        ("expected str got bytes", True),
        ("how to flip a tensor", False),
        ("负步长", False),
    ],
)
def test_what_may_be_a_message_is_known_by_its_words(engine, text, may_be):
    """A whole one by its rarest pair of words, a part of one by all its pairs; two words are no part."""
    written = json.loads(engine.eval(f"JSON.stringify(writeMessages({json.dumps(MESSAGES)}))"))
    assert bool(engine.eval(f"Messages.mayBe({json.dumps(text)}, {json.dumps(written)})")) == may_be


@pytest.mark.parametrize(
    ("address", "sign"),
    [("about/add-a-claim.html", "a"), ("about/glossary.html", "p"), ("articles/one.html", "a"),
     ("learn/index.html", "i"), ("reference/dtypes.html", "p")],
)  # fmt: skip
def test_pages_are_told_apart(address, sign):
    assert sign_of(address) == sign
