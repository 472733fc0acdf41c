"""What is folded on a heavy page is taken out of it whole, and what is open or nested stays; titles follow."""

from claimkit.site.late import FIRST, without_folds, without_texts, without_titles

FOLD = '<details class="late"><summary>More</summary>'


def test_a_closed_fold_is_taken_out_with_the_folds_in_it():
    """Its summary is left there; the parts come in the order of their places."""
    inner = "<p>one</p><details><summary>Less</summary>two</details>"
    body = f"<h1>A</h1>{FOLD}{inner}</details><p>between</p>{FOLD}three</details>after"
    kept, parts = without_folds(body)
    assert kept == f"<h1>A</h1>{FOLD}</details><p>between</p>{FOLD}</details>after"
    assert parts == [inner, "three"]


def test_what_is_open_or_not_called_late_stays():
    """So does what a page shows before anybody does anything."""
    body = '<details class="sort late" open><summary>A</summary>b</details><details><summary>C</summary>d</details>'
    assert without_folds(body) == (body, [])


def test_titles_of_links_are_taken_out_in_their_order():
    """Each leaves an empty one; other titles stay."""
    body = '<b title="x">X</b><a class="mark" title="One &lt; two." id="m">✓</a><a title="B">b</a><a title="">c</a>'
    kept, titles = without_titles(body)
    assert kept == body.replace("One &lt; two.", "").replace('title="B"', 'title=""')
    assert titles == ["One < two.", "B", ""]


def test_a_long_list_keeps_the_texts_of_its_beginning():
    """Those below come in their order; each leaves its place."""
    lines = [f'<b>{number}</b><p class="late">text {number}</p><p>more</p>' for number in range(FIRST + 2)]
    body, texts = without_texts("".join(lines))
    assert texts == [f"text {FIRST}", f"text {FIRST + 1}"]
    assert body == "".join(lines[:FIRST]) + "".join(lines[FIRST:]).replace(texts[0], "").replace(texts[1], "")
