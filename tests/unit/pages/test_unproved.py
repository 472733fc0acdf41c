"""Prose that names a call rests on a claim in the same sentence, or on code that runs right behind it."""

import pytest
from claimkit.commands import ROOT
from claimkit.pages import index
from claimkit.pages.unproved import RUNS
from claimkit.pages.unproved import unproved as unproved_of
from sphinx_gallery.py_source_parser import split_code_and_text_blocks

PROSE = ("docs/**/*.md", "gallery/**/*.rst", "gallery/**/plot_*.py")
CALL = "`torch.from_numpy(a)` shares."
RUN = "\n\n```pycon\n>>> 1\n1\n```\n"
TOLD = {"topic.good": ">>> torch.from_numpy(a), t.numpy(), t.item()"}


def unproved(text):
    return unproved_of(text, lambda name: TOLD.get(name, "another call"))


@pytest.mark.parametrize(
    "text",
    [
        "Nothing is named: `a`.", CALL + " {claim}`topic.good`", CALL + RUN, f"---\nkey: {CALL}\n---\n",
        f":::{{claim}} topic.good\n\n{CALL}\n:::\n", f"```bash\n{CALL}\n```\n",
        "| `t.numpy()` | {claim}`topic.good` |\n", "(a-label)=\n## `torch.from_numpy`\n",
        "- {doc}`/topic`: all claims about `t.item()`.\n", "| What instead of `torch.Tensor(a)`? | {doc}`topic` |\n",
        "| What of `np.asarray(t)`? ([asked](https://example.org)) | {claim}`topic.other` |\n",
        "`torch.from_numpy(a)`: {claim}`it shares <topic.good>`",
        "Under ``torch.from_numpy``: :claim:`topic.good`.", CALL + "\n\n:::{matrix} into-torch\n:::\n",
        "| Under | `t.item()` |\n|---|:-:|\n| nothing | {claim}`topic.good` |\n",
    ],
    ids=["no call", "a claim", "code behind it", "head", "in a claim", "other code", "row with a claim", "heading",
         "link", "question", "question with a link", "titled claim", "in a script", "measured", "head of a table"],
)  # fmt: skip
def test_what_is_proved_is_not_listed(text):
    """Nor what names no call."""
    assert list(unproved(text)) == []


def test_each_paragraph_and_row_stands_for_itself():
    """With its line; a claim elsewhere in the table proves nothing of another row."""
    text = (
        f"# Head\n\n{CALL}\n\nOther words.{RUN}\n| `t.numpy()` | {{claim}}`topic.good` |\n| `t.item()` | a number |\n"
    )
    assert list(unproved(text)) == [(3, CALL), (13, "| `t.item()` | a number |")]


def told_by(pages):
    """Gives the words and the code of an item and of its proofs, by the item's id or a former one; '' for no item."""
    items = {name: item for item in pages.items for name in (item.id, *item.formerly)}

    def told(name):
        shown = [items[name], *(pages.claims[claim] for claim in getattr(items[name], "claims", ()))]
        return " ".join(
            part for one in shown for part in (one.text, *getattr(one, "about", ()), getattr(one, "code", ""))
        )

    return lambda name: told(name) if name in items else ""


def prose_of_script(path):
    """A script's prose in its lines, with RUNS for code; what opens it speaks of all the code."""
    page = ""
    for kind, text, line in split_code_and_text_blocks(path)[1]:
        page += "\n" * (line - 1 - page.count("\n")) + (text.rstrip() if kind == "text" else RUNS)
        page += "\n\n" + RUNS if line == 1 else "\n"
    return page


def test_no_page_asserts_beside_its_claims():
    """Pages and gallery; each sentence or row that does is named with its file and line."""
    told, wrong = told_by(index.load(ROOT / "docs", ROOT / "build")), []
    for path in sorted(path for part in PROSE for path in ROOT.glob(part)):
        text = prose_of_script(path) if path.suffix == ".py" else path.read_text(encoding="utf-8")
        wrong += [f"{path.relative_to(ROOT)}:{line}: {words}" for line, words in unproved_of(text, told)]
    assert wrong == []


def test_each_item_of_a_list_stands_for_itself():
    """A claim proves the item that names it, with the lines that belong to it."""
    text = f"- {CALL}\n  {{claim}}`topic.good`\n- `t.item()` is a number.\n\n1. {CALL}\n2. {{claim}}`topic.good`\n"
    assert [line for line, _words in unproved(text)] == [3, 5]


def test_a_claim_proves_its_own_sentence_alone():
    """It may stand behind the dot; a list's item has sentences of its own."""
    text = f"{CALL} {{claim}}`topic.good`.\n`t.item()` is e.g. a number.\n\n- Good {{claim}}`topic.good`. {CALL}\n"
    assert list(unproved(text)) == [(1, "`t.item()` is e.g. a number."), (4, CALL)]


def test_a_claim_about_another_call_proves_nothing():
    """Of what is linked to, one names one of the calls."""
    text = f"{CALL} ({{claim}}`topic.other`)\n\n{CALL} ({{claim}}`topic.other`, {{claim}}`topic.good`)\n"
    assert [line for line, _words in unproved(text)] == [1]


def test_an_item_tells_its_proofs_too():
    """By a former id as well; what is no item tells nothing."""
    pages = index.load(ROOT / "docs", ROOT / "build")
    told = told_by(pages)
    statement = next(item for item in pages.statements.values() if item.claims)
    former = next(item for item in pages.claims.values() if item.formerly)
    assert pages.claims[statement.claims[0]].code in told(statement.id)
    assert former.code in told(former.formerly[0])
    assert told("id") == ""


def test_prose_of_a_script_rests_on_its_code(tmp_path):
    """On that behind it, and what opens the script on all of it; the end rests on claims."""
    script = tmp_path / "plot_1_lesson.py"
    end = f"# %%\n# {CALL}\n#\n# - `t.item()`: :claim:`topic.good`\n"
    script.write_text(f'"""\nLesson\n======\n\n{CALL}\n"""\n\n# %%\n# {CALL}\n\nx = 1\n\n{end}', encoding="utf-8")
    assert list(unproved(prose_of_script(script))) == [(14, CALL)]


def test_an_assertion_under_a_heading_is_listed():
    """Only the heading is left out, and only the question of a row."""
    text = f"(a-label)=\n## `torch.tensor`\n\n{CALL}\n\n| Does `t.numpy()` copy? | `t.numpy()` shares |\n"
    assert [line for line, _words in unproved(text)] == [4, 6]
