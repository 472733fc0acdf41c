"""The languages of the site: the one list of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Language:
    """A language by Sphinx's name, its tag in HTML, the folder of its pages, and its own name for itself."""

    name: str
    tag: str
    folder: str
    itself: str


LANGUAGES = (Language("en", "en", "en", "English"), Language("zh_CN", "zh-CN", "zh-cn", "中文"))
SOURCE, *TRANSLATIONS = LANGUAGES
BY_NAME = {language.name: language for language in LANGUAGES}
