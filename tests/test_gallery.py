"""Every gallery script runs alone, fails when its promise does, and links to claims that exist."""

import ast
import functools
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import NamedTuple

import alone
import pytest
from claimkit.portable import rehearsal
from claimkit.portable.driver import name_of_gpu
from claimkit.portable.optional import OPTIONAL

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = sorted((ROOT / "gallery").rglob("plot_*.py"))
SITE = ROOT / "build" / "html"
CLAIM_ROLE = re.compile(r":claim:`(?:[^`<]*<)?([^`<>]+)>?`")
ANY_ROLE = re.compile(r":(\w+):`")
NEEDS = re.compile(r"^# It needs about (\d+) GB of memory", re.MULTILINE)  # said in a script that takes more than 2 GB
CHECK = re.compile(r"^ *(?:assert |raise AssertionError)", re.MULTILINE)
HAN = re.compile("[\u4e00-\u9fff]")
HAS_GPU = name_of_gpu() is not None
CONTEXT = 3 if HAS_GPU and not rehearsal.mode() else 0  # GB of the host's that CUDA takes once it is used, at most
WITHOUT_GPU = {"CUDA_VISIBLE_DEVICES": ""} if HAS_GPU else {}

# For each script, a change that stands for a library that behaves differently: (what it says, what it says instead).
CHANGES = {
    "plot_1_numpy_round_trip": ("torch.from_numpy(array)", "torch.tensor(array)"),
    "plot_2_see_sharing": ("(torch.from_numpy, torch.tensor)", "(torch.tensor, torch.tensor)"),
    "plot_3_gpu_round_trip": ('on_cpu.to("cpu")', 'on_cpu.to("cpu", copy=True)'),
    "plot_1_numpy_or_force": ("weights.numpy(force=True)", "weights.detach().cpu().numpy().copy()"),
    "plot_2_asarray_and_copy": ("shared = np.asarray(tensor)", "shared = np.asarray(tensor).copy()"),
    "plot_3_copies_on_purpose": ("shared.append(state.numpy())", "shared.append(state.clone().numpy())"),
    "plot_4_gradients_in_the_way": ("array = x.detach().numpy()", "array = x.detach().clone().numpy()"),
    "plot_5_what_numpy_refuses": ("view.resolve_conj().numpy()", "view.conj().numpy()"),
    "plot_1_item_and_tolist": ("list(tensor)", "list(tensor.clone())"),
    "plot_2_log_a_loss": ("running += loss.detach()", "running = running + loss"),
    "plot_1_from_numpy": ("torch.from_numpy(a)", "torch.tensor(a)"),
    "plot_2_tensor": ("copied.append(torch.tensor(buffer))", "copied.append(torch.from_numpy(buffer))"),
    "plot_3_as_tensor": ("copy=True", "copy=None"),
    "plot_4_lists_and_tables": ("torch.from_numpy(joined)", "torch.tensor(joined)"),
    "plot_5_awkward_arrays": ("torch.from_numpy(masked)", "torch.from_numpy(masked.filled(0.0))"),
    "plot_6_legacy_constructors": ("torch.Tensor(array)", "torch.tensor(array)"),
    "plot_7_buffers_and_files": ("mmap_mode=mode", "mmap_mode=None"),
    "plot_8_dlpack": ("torch.from_dlpack(protected)", "torch.tensor(protected)"),
    "plot_1_images": ("torch.from_numpy(pixels)", "torch.tensor(pixels)"),
    "plot_2_batches_from_a_file": ('mmap_mode="c"', 'mmap_mode="r+"'),
    "plot_3_tables": ("pd.Series(result.numpy())", "result.numpy()"),
    "plot_4_metrics": ("half.sigmoid().float()", "half.float().sigmoid()"),
    "plot_5_windows": (".unfold(0, size=4, step=2)", ".unfold(0, size=4, step=2).contiguous()"),
    "plot_1_cost_of_a_conversion": ("shared = torch.from_numpy(a)", "shared = torch.tensor(a)"),
    "plot_1_leave_the_graph": ('"w.data": w.data', '"w.data": w.data.clone()'),
    "plot_1_move_between_devices": ('tensor.to("cpu", copy=True)', 'tensor.to("cpu")'),
    "plot_2_cost_of_a_transfer": ("same = tensor.to(device)", "same = tensor.to(device, copy=True)"),
    "plot_2_function_through_scipy": ("x.detach()[0] = 3.0", "x.data[0] = 3.0"),
    "plot_2_pinned_and_non_blocking": ('buffer.to("cpu", non_blocking=True)', "buffer.clone()"),
    "plot_3_train_from_an_array": ("TensorDataset(torch.from_numpy(x)", "TensorDataset(torch.tensor(x)"),
}

# How many asserts each section of a script has, so that none is lost unnoticed; `raise AssertionError` is one too.
ASSERTS = {
    "plot_1_from_numpy": (2, 3, 0, 2, 0),
    "plot_2_tensor": (2, 2, 1, 3, 1, 0),
    "plot_3_as_tensor": (2, 2, 2, 2, 2, 0),
    "plot_4_lists_and_tables": (1, 2, 2, 2, 3, 0),
    "plot_5_awkward_arrays": (2, 0, 2, 1, 1, 0),
    "plot_6_legacy_constructors": (1, 2, 4, 2, 3, 0),
    "plot_7_buffers_and_files": (2, 0, 3, 1, 2, 0),
    "plot_8_dlpack": (1, 2, 1, 2, 1, 0),
    "plot_1_cost_of_a_conversion": (0, 2, 0, 0, 4, 0),
    "plot_2_cost_of_a_transfer": (0, 1, 1, 1, 0, 0),
    "plot_1_move_between_devices": (0, 2, 3, 2, 1, 2, 0),
    "plot_2_pinned_and_non_blocking": (1, 1, 1, 1, 1, 2, 0),
    "plot_3_train_from_an_array": (0, 2, 1, 2, 1, 0),
    "plot_1_leave_the_graph": (2, 0, 1, 1, 1, 0),
    "plot_2_function_through_scipy": (1, 1, 1, 1, 1, 1, 0),
    "plot_1_item_and_tolist": (1, 2, 3, 1, 3, 0),
    "plot_2_log_a_loss": (3, 2, 1, 1, 0),
    "plot_1_numpy_round_trip": (1, 2, 2, 1, 2, 0),
    "plot_2_see_sharing": (1, 1, 0, 0),
    "plot_3_gpu_round_trip": (0, 2, 2, 1, 2, 2, 0),
    "plot_1_images": (2, 2, 3, 3, 2, 0),
    "plot_2_batches_from_a_file": (1, 1, 1, 2, 2, 0),
    "plot_3_tables": (2, 4, 3, 1, 2, 0),
    "plot_4_metrics": (2, 3, 2, 3, 0),
    "plot_5_windows": (1, 0, 2, 1, 2, 2, 0),
    "plot_1_numpy_or_force": (2, 2, 2, 2, 2, 0),
    "plot_2_asarray_and_copy": (1, 2, 2, 2, 2, 0),
    "plot_3_copies_on_purpose": (2, 2, 0, 2, 0),
    "plot_4_gradients_in_the_way": (3, 3, 1, 2, 3, 0),
    "plot_5_what_numpy_refuses": (3, 2, 3, 1, 2, 0),
}

each_script = pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)


def each_script_with(text):
    """Runs a test with each script in whose code the text stands."""
    scripts = [script for script in SCRIPTS if text in script.read_text("utf-8")]
    return pytest.mark.parametrize("script", scripts, ids=lambda script: script.stem)


class Run(NamedTuple):
    """What came of a script: how it ended, what it printed, took, and left behind."""

    status: int
    stdout: str
    stderr: str
    seconds: float
    gigabytes: float
    left: list


@functools.cache
def run(script, **env):
    """Run the script as a reader would, within limits."""
    done = subprocess.run(
        [sys.executable, alone.__file__, script], env=environment(**env), capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return Run(**json.loads(done.stdout))


@pytest.fixture(scope="session")
def fork():
    """Runs a script in a fork of one Python, with a hash seed of its own: where it is not the point to run alone."""
    command, env = [sys.executable, Path(alone.__file__).with_name("forks.py")], environment(PYTHONHASHSEED="1")
    with subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:

        def forked(script):
            print(script, file=server.stdin, flush=True)
            return Run(**json.loads(server.stdout.readline()))

        yield forked


def environment(**env):
    """With the engine, and where a cluster's modules may have torch."""
    folders = (rehearsal.folder(), ROOT / "docs" / "_ext", os.environ.get("PYTHONPATH"))
    return {**os.environ, "PYTHONPATH": os.pathsep.join(str(folder) for folder in folders if folder), **env}


def test_what_a_machine_has_on_its_path_stays(tmp_path, monkeypatch):
    """As torch may, of a cluster's modules; of the engine a script sees nothing, and what breaks the run is told."""
    (tmp_path / "of_the_cluster.py").write_text("")
    script = tmp_path / "script.py"
    script.write_text("import of_the_cluster\ntry:\n    import claimkit\nexcept ImportError:\n    print('alone')\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert run(script).stdout == "alone\n", run(script).stderr
    with pytest.raises(RuntimeError, match="No such file"):
        run(tmp_path / "gone.py")


@each_script
def test_runs_alone(script):
    """Plain Python runs the script to its end, without a warning, and the reader sees something, and finds no file."""
    done = run(script)
    assert done.status == 0, done.stderr
    assert "Warning" not in done.stderr
    assert done.stdout.strip()
    assert done.left == [], f"{script.name} leaves files behind"


@each_script
def test_prints_the_same_each_time(script, fork):
    """Only a script that measures prints anything that varies, and then it says on which machine it measured."""
    first, second = fork(script).stdout, run(script).stdout
    if "platform.processor()" in script.read_text("utf-8") or "get_device_name" in script.read_text("utf-8"):
        assert re.search("^measured on ", first, re.MULTILINE), f"{script.name} does not print 'measured on …'"
    else:
        assert first == second


@each_script
def test_needs_little(script):
    """A script ends within 15 s of work and peaks under 2 GB, or says in a comment how many it needs."""
    done = run(script)
    said = NEEDS.search(script.read_text("utf-8"))
    assert done.gigabytes < (int(said[1]) if said else 2) + CONTEXT, script.name
    assert done.seconds < 15, script.name


@each_script
def test_keeps_its_asserts(script):
    """The script checks itself, and each section as much as it did."""
    sections = script.read_text("utf-8").split("\n# %%\n")[1:]
    found = {section.partition("\n")[0][2:]: len(CHECK.findall(section)) for section in sections}
    assert any(found.values()), f"{script.name} asserts nothing"
    assert tuple(found.values()) == ASSERTS[script.stem], f"{script.name}: if {found} is meant, change ASSERTS"


@each_script
def test_fails_when_a_library_behaves_differently(script, fork, tmp_path):
    """A broken promise ends the script with an AssertionError and a non-zero status, not with other output."""
    says, instead = CHANGES[script.stem]
    source = script.read_text("utf-8")
    assert says in source, f"CHANGES names '{says}', which {script.name} no longer holds: name what it says now"
    changed = tmp_path / script.name
    changed.write_text(source.replace(says, instead), "utf-8")
    done = fork(changed)
    assert done.status != 0
    assert "AssertionError" in done.stderr


@each_script
def test_links_claims_that_exist(script, pages):
    """The script links to its proof, and each claim it names is on a page."""
    linked = CLAIM_ROLE.findall(script.read_text("utf-8"))
    assert linked, f"{script.name} links to no claim: name one with :claim:`topic.id`"
    assert set(ANY_ROLE.findall(script.read_text("utf-8"))) == {"claim"}, "in a download, only claims become links"
    missing = sorted(set(linked) - set(pages.claims))
    assert not missing, f"{script.name} links to claims that do not exist: {missing}"


@each_script
def test_is_one_lesson(script):
    """The script is 40 to 120 lines long and ends with what to remember."""
    lines = [line for line in script.read_text("utf-8").splitlines() if not line.startswith("# sphinx_gallery_")]
    assert 40 <= len(lines) <= 120
    last_heading = [line for line, below in zip(lines, lines[1:]) if re.fullmatch(r"# -{3,}", below)][-1]
    assert last_heading == "# What to remember"


def test_the_gallery_is_complete():
    """Every script has a change that must make it fail, and its asserts counted."""
    assert sorted(script.stem for script in SCRIPTS) == sorted(CHANGES) == sorted(ASSERTS)


@each_script_with("has_cuda")
def test_gpu_script_says_what_it_skipped(script):
    """Where no CUDA device can be seen, a GPU script says each step that it skipped, and why."""
    done = run(script, **WITHOUT_GPU)
    skipped = [line for line in done.stdout.splitlines() if line.startswith("skipped: ")]
    guarded = script.read_text("utf-8").count("\nif has_cuda:")
    assert done.status == 0, done.stderr
    assert len(skipped) == guarded > 0
    assert all(line.endswith("torch.cuda.is_available() is False") for line in skipped)


@pytest.mark.skipif(not HAS_GPU, reason="no CUDA device: nvidia-smi finds none")
@each_script_with("cuda.is_available()")
def test_gpu_script_skips_nothing_on_a_gpu(script):
    """Where there is a CUDA device, a GPU script runs every step on it."""
    done = run(script)
    lacking = re.search(r"No module named '(\w+)'", done.stderr)
    if lacking and lacking[1] in OPTIONAL:
        pytest.skip(f"needs {lacking[1]}, which is not installed here")
    assert done.status == 0, done.stderr
    assert "running on cuda" in done.stdout
    assert "skipped" not in done.stdout


@pytest.mark.parametrize("folder", ["en", "zh-cn"])
@each_script
def test_downloads_hold_the_same_code(script, folder):
    """Script, notebook and archive of both languages hold the code as it is and the prose in the page's language."""
    assert (SITE / "index.html").exists(), "the site is not built: run 'make html'"
    (source,) = (SITE / folder / "_downloads").glob(f"*/{script.name}")
    (notebook,) = (SITE / folder / "_downloads").glob(f"*/{script.stem}.ipynb")
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    assert without_docstring(source.read_text("utf-8")) == without_docstring(script.read_text("utf-8"))
    assert ast.dump(ast.parse(code)) == without_docstring(script.read_text("utf-8"))
    prose = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    assert all(bool(HAN.search(text)) == (folder == "zh-cn") for text in prose)
    assert ":claim:" not in source.read_text("utf-8") + "".join(prose)
    with zipfile.ZipFile(SITE / folder / "learn" / "gallery" / "shared-or-copied.zip") as archive:
        inside = script.relative_to(ROOT / "gallery").as_posix()
        assert archive.read(inside).decode() == source.read_text("utf-8")


def without_docstring(source):
    tree = ast.parse(source)
    if ast.get_docstring(tree):
        tree.body.pop(0)
    return ast.dump(tree)
