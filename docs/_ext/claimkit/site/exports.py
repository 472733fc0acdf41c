"""Writes what is published beside the pages for programs: claims.json, matrix.json, and the data of our scripts."""

from __future__ import annotations

import json
import platform
from functools import partial
from importlib import metadata
from pathlib import Path

import jsonschema_rs
import rjsmin
from sphinx.locale import get_translation

from claimkit.evidence import words
from claimkit.evidence.store import STALE
from claimkit.pages.languages import BY_NAME
from claimkit.pages.messages import PARTS
from claimkit.site.view_file import view_of

_ = get_translation("sphinx")

HERE = Path(__file__).parent
STATIC = HERE.parents[2] / "_static"


def write_exports(app, error):
    """Write both, each checked against its schema."""
    if error or app.builder.format != "html":
        return
    view, tag = view_of(app.config), BY_NAME[app.config.language].tag
    write_if_new(Path(app.outdir, "claims.json"), lambda: claims_json(app, view, tag))
    write_if_new(Path(app.outdir, "matrix.json"), lambda: matrix_json(view, tag))


def write_if_new(path, make):
    text = make()
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def write_variable(path, name, data, reader=""):
    """Write data, and what reads it, as a script, which pages can load even from a disk."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    path.parent.mkdir(parents=True, exist_ok=True)
    write_if_new(path, lambda: f"var {name} = {text};\n{reader}")


def script(name):
    """A script of ours, to stand behind what it reads, so that a page loads one file for both."""
    return rjsmin.jsmin((STATIC / name).read_text(encoding="utf-8"))


def checked(data, schema):
    """The data, which fits one of our schemas, or ends the build."""
    jsonschema_rs.validate(json.loads((HERE / schema).read_text(encoding="utf-8")), data)
    return data


def claims_json(app, view, tag):
    """Every claim, statement and error, one a line."""

    domain = app.env.get_domain("claim")

    def entries(noun, export):
        found = [entry for key, entry in view.items() if key.startswith(f"{noun}/")]
        return [
            {"id": entry["id"], "url": domain.permalink(app.builder, entry["id"]), **export(entry)} for entry in found
        ]

    data = {
        "schema": 1,
        "language": tag,
        "version": app.config.version,
        "environment": {"torch": metadata.version("torch"), "numpy": metadata.version("numpy"),
                        "python": platform.python_version()},
        "checks": view["checks"],
        "claims": entries("claim", exported_claim),
        "statements": entries("statement", exported_statement),
        "errors": entries("error", exported_error),
    }  # fmt: skip
    return in_lines(checked(data, "claims.schema.json"))


def in_lines(data):
    """JSON with each item of a list on a line: it compares well, and is written in a tenth of the time of indenting."""
    told = partial(json.dumps, ensure_ascii=False)
    values = ("[\n" + ",\n".join(map(told, value)) + "\n]" if isinstance(value, list) else told(value)
              for value in data.values())  # fmt: skip
    return "{\n" + ",\n".join(f"{told(name)}: {value}" for name, value in zip(data, values)) + "\n}\n"


def exported_claim(entry):
    evidence = [
        {"environment": row["environment"], "device": badge["device"], "outcome": row["outcome"],
         "fresh": row["state"] != STALE}
        for badge in entry["badges"] for row in badge["recorded"]
    ]  # fmt: skip
    same = ("text", "about", "kind", "devices", "torch", "numpy", "not_on", "code", "digest")
    statements = [statement["id"] for statement in entry["statements"]]
    more = {"statements": statements, "reaches": entry["reaches"], "evidence": evidence}
    return {**{name: entry[name] for name in same}, **more}


def exported_statement(entry):
    return {
        "article": entry["article"], "section": entry["section"], "text": entry["text"], "verdict": entry["verdict"],
        "not_run_on": entry["unrun"], "claims": [claim["id"] for claim in entry["claims"]],
    }  # fmt: skip


def exported_error(entry):
    return {
        "title": entry["title"], "text": entry["text"], "messages": list(map(exported_message, entry["messages"])),
        "old": list(map(exported_message, entry["old"])), "claims": [claim["id"] for claim in entry["claims"]],
    }  # fmt: skip


def exported_message(message):
    return {"type": message["type"], "text": message["shown"], "pattern": message["pattern"]}


def matrix_json(view, tag):
    """The measured matrix, one cell a line, its names in the language of the pages."""
    matrix = view["matrix"]
    tables = [{**translated(table), "groups": list(map(translated, table["groups"]))}
              for table in matrix["tables"]]  # fmt: skip
    sources = {name: translated(source) for name, source in matrix["sources"].items()}
    data = {**matrix, "tables": tables, "sources": sources, "language": tag}
    text = json.dumps(checked(data, "matrix.schema.json"), ensure_ascii=False)
    return text.replace('{"route"', '\n{"route"') + "\n"


def translated(thing):
    name = thing["name"]  # not in the call itself, where it would look like a message
    return {**thing, "name": str(_(name))}


def write_finder_data(app):
    """Write what knows errors by their messages, and, for the finder alone, what to do about each."""
    if app.builder.format != "html":
        return
    static = Path(app.outdir, "_static")
    errors = [entry for key, entry in view_of(app.config).items() if key.startswith("error/")]
    texts = [[[message["text"] for message in entry[wordings]] for wordings in ("messages", "old")] for entry in errors]
    write_variable(
        static / "errors-data.js", "KNOWN_ERRORS", {"parts": PARTS, "errors": texts}, script("errors-find.js")
    )
    fixes = [[entry["id"], entry["why"], entry["fix"]] for entry in errors]  # an address follows from its id
    says = {"fix": str(_("Fix:")), "none": str(_("No entry looks like this text.")),
            "nearest": str(_("No entry has this message. The nearest:"))}  # fmt: skip
    write_variable(static / "errors-fixes.js", "FIXES", {"words": says, "errors": fixes})


def write_routes_data(app):
    """Write what routes.js shows, and what it fetches, before the pages, so that they can name its digest."""
    if app.builder.format != "html":
        return
    entry = view_of(app.config)["routes"]

    def shown(answer):
        mark, word = words.OUTCOMES[answer["outcome"]]
        proofs = [[claim["id"], f"{app.builder.get_target_uri(claim['home'])}#{claim['id']}"]
                  for claim in answer["claims"]]  # fmt: skip
        fix = answer.get("fix")
        fixed = {"fix": f"{app.builder.get_target_uri(fix['home'])}#{fix['id']}"} if fix else {}
        return {**answer, "mark": f"{mark} {_(word)}" if word else mark, "claims": proofs, **fixed}

    sources = [source for _name, found in entry["groups"] for source in found]
    more = {
        source["id"]: {"refused": list(map(shown, source["refused"])),
                       "answers": {want: list(map(shown, found)) for want, found in source["answers"].items()}}
        for source in sources
    }  # fmt: skip

    def brief(source):
        """Of the source's answers the first of each wish and how many there are besides."""
        answers = {want: [found[0], len(found) - 1] for want, found in more[source["id"]]["answers"].items()}
        return {**translated(source), "refused": len(source["refused"]), "answers": answers}

    data = {
        "wants": {want: str(_(name)) for want, name in entry["wants"].items()},
        "costs": {outcome: str(_(text)) for outcome, text in words.COSTS.items()},
        "words": {
            "none": str(_("No measured call does this.")), "missing": str(_("This machine could not measure it.")),
            "unknown": str(_("The finder does not know what this address names; it begins anew.")),
            "others": str(_("Other calls that do it")), "refused": str(_("What does not work, and what it says")),
            "result": str(_("result: %s")), "with": str(_("Measured with ")), "claims": str(_("Proof")),
            "fix": str(_("Why, and what to do")), "comma": str(_(", ")),
            "copy": str(_("Copy")), "copied": str(_("Copied")),
            "warns": str(_("warns")), "grad": str(_("requires grad")), "changed": str(_("other values")),
        },
        "groups": [[str(_(name)), list(map(brief, found))] for name, found in entry["groups"]],
    }  # fmt: skip
    write_variable(Path(app.outdir, "_static", "routes-more.js"), "ROUTES_MORE", more)
    write_variable(Path(app.outdir, "_static", "routes-data.js"), "ROUTES", data, script("routes.js"))


def setup(app):
    app.connect("builder-inited", write_finder_data)
    app.connect("builder-inited", write_routes_data)
    app.connect("build-finished", write_exports)
