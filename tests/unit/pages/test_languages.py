"""The languages of the site are those that there are catalogs of."""

from pathlib import Path

from claimkit.pages.languages import LANGUAGES, SOURCE, TRANSLATIONS

LOCALE = Path(__file__).resolve().parents[3] / "docs" / "locale"


def test_every_translation_has_its_catalogs():
    """And the other way round."""
    assert {language.name for language in TRANSLATIONS} == {path.name for path in LOCALE.iterdir() if path.is_dir()}


def test_no_two_share_a_folder():
    """The source is the first of them."""
    assert LANGUAGES[0] is SOURCE
    assert len({language.folder for language in LANGUAGES}) == len(LANGUAGES)
