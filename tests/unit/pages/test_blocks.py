"""A page is cut where its author would cut it, and code that looks as if it ran, and does not, is refused."""

import pytest
from claimkit.pages.blocks import blocks_of
from unit.pages.bad_pages import CLAIM, GOOD

SPELLINGS = ["python", "py", "Python", "PYTHON3", "python3.11", "ipython3", "py3", "pycon3", "python-repl", "doctest",
             "{code-block} python", "{code-block} ipython", "{code} py", "{sourcecode} python3", "{code-block}",
             "{code-block} pycon", "{doctest}", "{testcode}", "{code-cell}", "{code-cell} ipython3", "",
             "{literalinclude} x.py"]  # fmt: skip
SHOWN = ["text", "bash", "console", "toml", "json", "{code-block} bash", "{code-block} text", "{math}", "pytb"]
CODE = ">>> 1\n1\n"


def cut(text):
    """The blocks of a page, and what is said of it."""
    said = []
    return blocks_of(text.splitlines(), lambda *problem: said.append(problem)), said


@pytest.mark.parametrize("marks", ["```", "~~~~", "   ```"])
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_python_that_nothing_runs_is_refused(spelling, marks):
    """In every spelling, and where nobody can say what it is, with its line and what to do."""
    _blocks, ((line, what, remedy),) = cut(f"# Title\n\n{marks}{spelling}\n1\n{marks}\n")
    assert line == 3
    assert what in ("Python that nothing runs", "code of which nobody can say whether it runs")
    assert remedy


@pytest.mark.parametrize(
    "text",
    [
        "> ```python\n> 1\n> ```\n",
        "- ```py\n  1\n  ```\n",
        "1. ~~~python\n   1\n   ~~~\n",
        "> - ```pycon\n>   >>> 1\n>   ```\n",
        "---\nfile_format: mystnb\n---\n> ```{code-cell}\n> 1\n> ```\n",
        "    >>> import torch\n",
        "\t>>> 1\n",
        "    import torch\n",
        "    from torch import Tensor\n",
        ":::{note}\n```python\n1\n```\n:::\n",
        "````{tab-item} CPU\n```python\n1\n```\n````\n",
    ],
)
def test_python_that_hides_is_refused(text):
    """In a quotation, a list, an admonition, or by being indented."""
    _blocks, said = cut(text)
    assert said
    assert all(problem[1] != "a fence that is never closed swallows the rest of the page" for problem in said)


@pytest.mark.parametrize("info", SHOWN)
def test_what_is_no_python_is_left_alone(info):
    """Texts, commands and data may be shown."""
    assert cut(f"```{info}\nls\n```\n\n- ```{info}\n  ls\n  ```\n")[1] == []


def test_a_session_may_stand_in_an_admonition_or_tab():
    """It runs with the others of its page."""
    blocks, said = cut(f"```pycon\n{CODE}```\n\n:::{{note}}\n```pycon\n{CODE}```\n:::\n")
    assert (said, [block.name for block in blocks]) == ([], ["session"])
    assert [number for number, _line in blocks[0].body] == [2, 3, 8, 9]


@pytest.mark.parametrize("marks", ["````", "~~~~"])
@pytest.mark.parametrize("language", ["markdown", "{code-block} markdown"])
def test_a_claim_shown_as_an_example_is_not_read(marks, language):
    """Inside a literal fence a claim is text, with the fences that it holds."""
    blocks, said = cut(f"{marks}{language}\n{CLAIM}\n```python\n1\n```\n{marks}\n\n{GOOD}")
    assert said == []
    assert [(block.name, block.argument) for block in blocks] == [("claim", "topic.good")]


def test_a_line_that_begins_with_inline_code_opens_no_fence():
    """Three backticks with another backtick on their line are inline code."""
    blocks, said = cut("```x``` is code.\n\n" + GOOD)
    assert (len(blocks), said) == (1, [])


def test_cells_are_those_of_a_notebook():
    """Only on a page that is one; elsewhere nothing runs them."""
    cell = "```{code-cell}\n1 + 1\n```\n"
    (block,), said = cut("---\nfile_format: mystnb\n---\n\n" + cell)
    assert (block.name, block.body, said) == ("cell", [(6, "1 + 1")], [])
    assert cut(cell)[0] == []
