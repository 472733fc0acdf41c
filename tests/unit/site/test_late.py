"""What is folded on a heavy page is taken out of it whole, and what is open or nested stays; titles follow."""

from claimkit.site.late import without_folds, without_titles

FOLD = '<details class="late"><summary>More</summary>'


def test_a_closed_fold_is_taken_out_with_the_folds_in_it():
    """Its place is left there; the parts come in the order of their places."""
    inner = "<p>one</p><details><summary>Less</summary>two</details>"
    body = f"<h1>A</h1>{FOLD}{inner}</details><p>between</p>{FOLD}three</details>after"
    kept, parts = without_folds(body, "[here]")
    assert kept == f"<h1>A</h1>{FOLD}[here]</details><p>between</p>{FOLD}[here]</details>after"
    assert parts == [inner, "three"]


def test_what_is_open_or_not_called_late_stays():
    """So does what a page shows before anybody does anything."""
    body = '<details class="sort late" open><summary>A</summary>b</details><details><summary>C</summary>d</details>'
    assert without_folds(body, "[here]") == (body, [])


def test_titles_of_links_are_taken_out_in_their_order():
    """Each leaves an empty one; other titles stay."""
    body = '<b title="x">X</b><a class="mark" title="One &lt; two." id="m">✓</a><a title="B">b</a><a title="">c</a>'
    kept, titles = without_titles(body)
    assert kept == body.replace("One &lt; two.", "").replace('title="B"', 'title=""')
    assert titles == ["One < two.", "B", ""]
