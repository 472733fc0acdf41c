"""Where the site is served is said in one place, and not guessed for what is published."""

import pytest
from claimkit.pages import address


@pytest.mark.parametrize(
    ("environment", "url", "unknown"),
    [
        ({}, address.DEFAULT, False),
        ({"SITE_URL": "https://docs.example/x"}, "https://docs.example/x/", False),
        ({"SITE_URL": "https://docs.example/x/", "PUBLISH": "1"}, "https://docs.example/x/", False),
        ({"PUBLISH": "1"}, address.DEFAULT, True),
    ],
    ids=["nobody says", "without a slash", "published", "published nowhere"],
)
def test_the_address_is_given_or_the_default(monkeypatch, environment, url, unknown):
    """With one slash at the end; what is to be published must be given one."""
    for name in ("SITE_URL", "PUBLISH"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert (address.site_url(), address.is_unknown()) == (url, unknown)
