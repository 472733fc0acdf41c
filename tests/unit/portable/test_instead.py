"""What a run says in place of what was printed is known again, and nothing that was printed is taken for it."""

import pytest
from claimkit.portable import instead

SAID = {
    instead.NOTHING: ([], []),
    instead.TOO_LONG: (["300"], ["300"]),
    instead.TOO_MUCH: (["60"], ["60"]),
    instead.IDLE: (["20"], ["20"]),
    instead.DIED: (["11 (SIGSEGV)"], ["11 (SIGSEGV)"]),
    instead.ENDED: ([3], ["3"]),
    instead.NOT_HERE: (["h5py"], ["h5py"]),
    instead.UNUSABLE: (["torchvision", "RuntimeError: operator torchvision::nms; gone"], ["torchvision"]),
}


@pytest.mark.parametrize("sentence", instead.PATTERNS)
def test_what_is_said_is_read_again(sentence):
    filled, blanks = SAID[sentence]
    assert instead.read(sentence.format(*filled)) == (sentence, blanks)


def test_all_packages_that_are_lacking_are_read():
    lacking = instead.NEXT.join(map(instead.NOT_HERE.format, ("h5py", "zarr")))
    assert instead.read(lacking) == (instead.NOT_HERE, ["h5py", "zarr"])


@pytest.mark.parametrize("printed", ["", "no output at all", "tensor(1)", "it did not end within 3 s", "needs h5py"])
def test_what_was_printed_is_not_taken_for_it(printed):
    assert instead.read(printed) is None
