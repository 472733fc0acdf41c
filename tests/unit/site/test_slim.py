"""Pages and style sheets lose what nobody sees, and nothing else."""

import pytest
from claimkit.site.slim import Used, purged, slim, used_in, without_idle_variables


@pytest.mark.parametrize(
    ("css", "wanted"),
    [
        (".a{x:1}.b{x:2}", ".a{x:1}"),
        (".a,.b{x:1}", ".a{x:1}"),
        (".a.c{x:1}.a.d{x:2}.a.e{x:3}.a .d{x:4}", ".a.c{x:1}.a.e{x:3}.a .d{x:4}"),
        ("kbd,p:nth-child(2n + 1){x:1}", "p:nth-child(2n + 1){x:1}"),
        ("p>.a:hover,p .b{x:1}", "p>.a:hover{x:1}"),
        ("@media print{.b{x:1}}", ""),
        ("@media print{.b{x:1}.a{x:2}}", "@media print{.a{x:2}}"),
        (":not(.b) p{x:1}", ":not(.b) p{x:1}"),
        (":is(.b,.a) p{x:1}", ":is(.b,.a) p{x:1}"),
        ('.a{content:"}"}.b{x:1}', '.a{content:"}"}'),
        ("@font-face{src:url(b)}", "@font-face{src:url(b)}"),
        ("/*! licence */.b{x:1}", "/*! licence */"),
        ('@charset "utf-8";.a{x:1}', '@charset "utf-8";.a{x:1}'),
    ],
)
def test_rules_for_what_no_page_has_go(css, wanted):
    """A rule stays if one of its selectors may match."""
    assert purged(css, Used({"p", *"acde"}, [{"a", "c"}, {"d"}], {"e"})) == wanted


def test_what_pages_and_scripts_name_is_used():
    """Elements, classes and ids of pages, and any word in a string of a script, which may set it as a class."""
    used = used_in(["<p class=\"a b\" id='c'>text</p>"], ["x.className = 'd'"])
    assert used.names >= {"p", "a", "b", "c", "d"}
    assert used.has("ab")
    assert used.has("ad")
    assert not used.has("ac")
    assert "className" not in used.names


def test_variables_that_nothing_asks_for_go():
    """Also those that only such a variable asked for; another sheet may ask."""
    css = "body{--a:1;--b:var(--c);--c:2;--d:url(data:image;x)}p{x:var(--a)}"
    assert without_idle_variables(css, []) == "body{--a:1;}p{x:var(--a)}"
    assert "--d:url(data:image;x)" in without_idle_variables(css, ["q{x:var(--d)}"])


def test_code_has_no_span_for_each_word():
    """Its text stays."""
    code = '<code class="docutils literal notranslate"><span class="pre">a</span> <span class="pre">+</span></code>'
    assert slim(code) == '<code class="literal">a +</code>'


def test_a_card_of_the_gallery_is_a_link_with_its_promise():
    """Title, promise and a picture that nothing has to be fetched for."""
    card = (
        '<div class="sphx-glr-thumbcontainer" tooltip="You will see."><svg id="s"><path/></svg>\n'
        '<p><a class="reference internal" href="x.html"><span class="doc">See</span></a></p>\n'
        '  <div class="sphx-glr-thumbnail-title">See</div>\n</div>'
    )
    assert slim(card) == ('<div class="gallery-card"><svg id="s"><path/></svg><a href="x.html">See</a>'
                          "<p>You will see.</p></div>")  # fmt: skip
