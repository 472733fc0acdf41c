"""Sentences are asked, in words and not in code, whether they speak of all, and of what kind of source."""

import pytest
from claimkit.evidence.of_all import names_kind, speaks_of_all, speaks_of_every_source


@pytest.mark.parametrize(
    ("sentence", "of_all", "of_every_source"),
    [
        ("Always.", True, True), ("It never does.", True, True), ("Whoever asks.", True, True),
        ("It copies everything.", True, True), ("Every kind of array.", True, True), ("All dtypes.", True, True),
        ("A write through either is seen by both.", True, False), ("Only an array shares.", True, False),
        ("A read-only array is a no-op for `np.all` and `copy=None`.", False, False),
        ("A note on anybody's allocation.", False, False),
    ],
)  # fmt: skip
def test_which_sentences_speak_of_all(sentence, of_all, of_every_source):
    """By a word of their own, not by a part of one, nor by code; of every source, by fewer words."""
    assert (speaks_of_all(sentence), speaks_of_every_source(sentence)) == (of_all, of_every_source)


@pytest.mark.parametrize(
    ("sentence", "kinds"),
    [
        ("`torch.as_tensor` always copies, whatever `x` is.", ""),
        ("`torch.tensor` copies every `list`, and a `torch.nn.Parameter`.", "tensor value"),
        ("`np.asarray` shares whatever array it gets.", "array"),
        ("Scalars and tensors.", "tensor value"),
        ("`torch.tensor([1.0])` and `np.array` never listen.", ""),
    ],
)
def test_which_kind_of_source_a_sentence_names(sentence, kinds):
    """In words, or by a type in code; what a call is called says nothing."""
    assert [kind for kind in ("array", "tensor", "value") if names_kind(sentence, kind)] == kinds.split()
