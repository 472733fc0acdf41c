"""The Chinese catalogs: complete, current, with the same code and references, and typeset as Chinese is."""

import re
import subprocess
import sys
from collections import Counter

import pytest
from babel.messages.pofile import read_po
from built_site import ROOT

LOCALE = ROOT / "docs" / "locale" / "zh_CN" / "LC_MESSAGES"
CATALOGS = sorted(path.relative_to(LOCALE).as_posix() for path in LOCALE.rglob("*.po"))

ROLE = re.compile(r"(?:\{([\w:-]+)\}|:([\w:-]+):)`([^`]*)`")  # {claim}`x` in MyST, :claim:`x` in reStructuredText
LINK = re.compile(r"`[^`<]*<([^>`]+)>`_+")  # a titled link in reStructuredText
CODE = re.compile(r"(`+)(.+?)\1")
HAN = "[\u4e00-\u9fff]"
HALF_WIDTH = re.compile(rf"{HAN}[,;:?!()]|[,;:?!()]{HAN}|\\([^()]*\uff09|\uff08[^\uff08\uff09]*\\)")
NO_SPACE = re.compile(rf"{HAN}[A-Za-z0-9`{{]|[A-Za-z0-9`]{HAN}")


def messages(catalog):
    with (LOCALE / catalog).open("rb") as file:
        return [message for message in read_po(file, locale="zh_CN") if message.id]


def code_of(text):
    """Every inline code and every role with its target; terms alone are named in the page's own language."""
    roles = Counter((a or b, re.sub(r".*<(.+)>", r"\1", target)) for a, b, target in ROLE.findall(text))
    roles = Counter({role: count for role, count in roles.items() if role[0] != "term"})
    rest = ROLE.sub(" ", text)
    return roles + Counter(LINK.findall(rest)) + Counter(code for _marks, code in CODE.findall(LINK.sub(" ", rest)))


def shown_role(found):
    """A role as it reads on the page: a claim is code, a term or a titled link is its words, others may be either."""
    title = found[3].partition(" <")[0]
    if (found[1] or found[2]) == "claim":
        return "`claim`"
    return title if re.search(HAN, title) else "\N{IDEOGRAPHIC COMMA}"


def complain(catalog, wrong):
    __tracebackhide__ = True
    if wrong:
        lines = [f"docs/locale/zh_CN/LC_MESSAGES/{catalog}: {what}" for what in wrong]
        pytest.fail("\n".join(lines), pytrace=False)


@pytest.mark.parametrize("catalog", CATALOGS)
def test_every_string_is_translated(catalog):
    """No string is left empty or fuzzy; either would show English on the Chinese page, silently."""
    complain(catalog, [f"untranslated: {message.id!r}" for message in messages(catalog) if not message.string]
             + [f"fuzzy: {message.id!r}" for message in messages(catalog) if message.fuzzy])  # fmt: skip


@pytest.mark.parametrize("catalog", CATALOGS)
def test_code_and_references_are_those_of_the_english(catalog):
    """Inline code and the targets of roles are the same in both languages."""
    wrong = []
    for message in messages(catalog):
        english, chinese = code_of(message.id), code_of(message.string or message.id)
        if english != chinese:
            wrong.append(f"{dict(english - chinese)} became {dict(chinese - english)} in {message.string!r}")
    complain(catalog, wrong)


@pytest.mark.parametrize("catalog", CATALOGS)
def test_chinese_is_typeset_as_chinese(catalog):
    """Prose has full-width punctuation, and a space between Han and Latin or code."""
    wrong = []
    for message in messages(catalog):
        prose = re.sub(r"\]\([^)]*\)", "]", message.string)
        plain = ROLE.sub(shown_role, prose)
        shown = CODE.sub(lambda found: "`" + re.sub(HAN, "", found[2]) + "`", plain)
        for pattern, what in ((HALF_WIDTH, "half-width punctuation"), (NO_SPACE, "no space beside Latin or code")):
            wrong += [f"{what} at {found[0]!r} in {message.string!r}" for found in pattern.finditer(shown)]
    complain(catalog, wrong)


@pytest.mark.parametrize("catalog", CATALOGS)
def test_prose_is_chinese(catalog):
    """A string with prose in it has Han characters; only names and code may stay as they are."""
    wrong = []
    for message in messages(catalog):
        prose = CODE.sub(" ", ROLE.sub(" ", re.sub(r"\]\([^)]*\)", "]", message.id)))
        if len(re.findall(r"\b[a-z]{2,}\b", prose)) >= 3 and not re.search(HAN, message.string):
            wrong.append(f"still English: {message.string!r}")
    complain(catalog, wrong)


def test_catalogs_hold_what_the_pages_hold(tmp_path):
    """The catalogs have just been refreshed: no page's string is missing from them, and none is left over."""
    command = [sys.executable, "-m", "sphinx", "-c", ROOT, "-b", "gettext", "-q", "-d", tmp_path / "doctrees",
               ROOT / "docs", tmp_path / "pot"]  # fmt: skip
    done = subprocess.run(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == 0, done.stdout
    for template in sorted((tmp_path / "pot").rglob("*.pot")):
        catalog = template.relative_to(tmp_path / "pot").with_suffix(".po").as_posix()
        if catalog == "sphinx.po":  # interface strings come from the extensions and the theme as well
            continue
        with template.open("rb") as file:
            english = {message.id for message in read_po(file) if message.id}
        assert (LOCALE / catalog).exists(), f"{catalog} is missing: run 'make gettext'"
        assert english == {message.id for message in messages(catalog)}, f"{catalog} is stale: run 'make gettext'"
