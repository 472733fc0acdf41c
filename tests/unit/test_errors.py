"""What tests/test_errors.py notices: an entry that is missing or wrong, on pages made for the purpose."""

import pytest
import test_errors
from claimkit.pages import reader
from claimkit.portable.run import Code, run
from unit.pages.bad_pages import CODE, ERROR, GOOD, RAISES

RAISING = GOOD.replace(CODE, RAISES)
TEXT = "RuntimeError: a Tensor with {number=3} elements cannot be converted to Scalar"
EXPLAINED = ERROR.replace("TypeError: topic has {number=1} of {dtype=Float}", TEXT)
CASES = {
    "explained": (RAISING + EXPLAINED, None, ""),
    "no-entry": (RAISING, test_errors.test_every_message_has_one_entry,
                 "docs/topic.md:4: topic.good tells 'RuntimeError: a Tensor with 2 elements cannot"),
    "other-type": (RAISING + EXPLAINED.replace("RuntimeError", "ValueError"),
                   test_errors.test_the_claims_of_an_entry_raise_it, "no claim raises 'ValueError: a Tensor with 3"),
    "other-text": (RAISING + EXPLAINED.replace("elements", "items"),
                   test_errors.test_the_claims_of_an_entry_raise_it, "error topic-error: topic.good tells"),
    "never-raised": (GOOD + EXPLAINED, test_errors.test_the_claims_of_an_entry_raise_it,
                     "error topic-error: topic.good tells () instead"),
    "not-named": (GOOD.replace("kind: value", "kind: error"), test_errors.test_claims_about_errors_have_an_entry,
                  "docs/topic.md:4: topic.good is about an error without"),
}  # fmt: skip
TESTS = [test_errors.test_every_message_has_one_entry, test_errors.test_the_claims_of_an_entry_raise_it,
         test_errors.test_claims_about_errors_have_an_entry]  # fmt: skip


@pytest.mark.parametrize(("text", "failing", "told"), CASES.values(), ids=CASES)
def test_an_entry_that_is_missing_or_wrong_is_noticed(tmp_path, text, failing, told):
    """No entry, another type, another text, a claim that raises nothing: the place is named, and what to do."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "topic.md").write_text(text, encoding="utf-8")
    pages = reader.load(tmp_path / "docs")
    (claim,) = pages.claims.values()
    heard = {claim: run(Code(claim.id, claim.path, claim.code_line, claim.code), "cpu").told}
    for test in TESTS:
        if test is not failing and not told:
            test(heard, pages)
    if failing:
        with pytest.raises(pytest.fail.Exception) as caught:
            failing(heard, pages)
        assert told in str(caught.value)
