"""What the errors page says of versions, and what its tests notice, on pages and records made for the purpose."""

import shutil

import claims
import errors
import pytest
from meta.bad_pages import CODE, ERROR, GOOD, RAISES
from meta.test_pytest import ROOT, project, run_pytest  # noqa: F401

RAISING = GOOD.replace(CODE, RAISES)
TEXT = "RuntimeError: a Tensor with {number=3} elements cannot be converted to Scalar"
EXPLAINED = ERROR.replace("TypeError: topic has {number=1} of {dtype=Float}", TEXT)


def record(version, outcome, claim, got=""):
    result = {"outcome": outcome, "digest": claim.digest, **({"got": got} if got else {})}
    return {
        "environment": {"name": f"torch-{version}", "torch": version, "numpy": "1.26.4"},
        "results": {claim.id: {"cpu": result}},
    }


def test_versions_are_those_of_the_record(tmp_path):
    """Neighbours are joined, gaps are not; an older wording is in the versions that printed it instead."""
    (tmp_path / "topic.md").write_text(RAISING + EXPLAINED, encoding="utf-8")
    pages = claims.load(tmp_path)
    (error,), (claim,) = pages.errors.values(), pages.claims.values()
    records = [
        record("1.4.0", "failed", claim, "TypeError: topic had none"),
        record("1.8.1+cu102", "failed", claim, "TypeError: something else"),
        record("1.13.1", "passed", claim),
        record("2.0.1", "passed", claim),
        record("2.2.2", "absent", claim, "AttributeError: no item"),
        record("2.3.1", "passed", claim),
    ]
    history = errors.history(error, pages.claims, records)
    assert history["recorded"] == ["1.4.0", "1.8.1", "1.13.1", "2.0.1", "2.2.2", "2.3.1"]
    assert history["raised"] == [("1.13.1", "2.0.1"), ("2.3.1", "2.3.1")]
    assert history["old"] == [(error.old[0], [("1.4.0", "1.4.0")])]


def test_stale_evidence_proves_no_version(tmp_path):
    """What passed with other code says nothing of this one."""
    (tmp_path / "topic.md").write_text(RAISING + EXPLAINED, encoding="utf-8")
    pages = claims.load(tmp_path)
    (claim,) = pages.claims.values()
    stale = record("2.0.1", "passed", claim)
    stale["results"][claim.id]["cpu"]["digest"] = "sha256:other"
    assert errors.history(pages.errors["topic-error"], pages.claims, [stale])["raised"] == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (RAISING + EXPLAINED, ""),
        (RAISING, "docs/topic.md:4: topic.good tells 'RuntimeError: a Tensor with 2 elements cannot"),
        (RAISING + EXPLAINED.replace("RuntimeError", "ValueError"), "no claim raises 'ValueError: a Tensor with 3"),
        (RAISING + EXPLAINED.replace("elements", "items"), "error topic-error: topic.good tells"),
        (GOOD + EXPLAINED, "error topic-error: topic.good tells () instead"),
        (GOOD.replace("kind: value", "kind: error").replace(">>> ", ">>> 'Error' and "), "about an error without"),
    ],
)
def test_an_entry_that_is_missing_or_wrong_is_noticed(project, text, told):  # noqa: F811
    """No entry, another type, another text, a claim that raises nothing: the place is named, and what to do."""
    for name in ("tests/test_errors.py", "docs/_ext/errors.py", "docs/_ext/evidence.py", "docs/evidence/schema.json"):
        (project / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, project / name)
    (project / "docs" / "topic.md").write_text(text, encoding="utf-8")
    status, output = run_pytest(project, "tests/test_errors.py", "-k", "cpu", "--device", "cpu")
    assert status == (pytest.ExitCode.TESTS_FAILED if told else pytest.ExitCode.OK), output
    assert told in output
    assert "Traceback" not in output
