"use strict";

/* The language switch carries the anchor along, and remembers the choice for the root page. */
document.querySelectorAll(".language-switch a").forEach((link) =>
  link.addEventListener("click", () => {
    link.hash = location.hash;
    try { localStorage.setItem("language", link.hreflang); } catch { /* storage may be off */ }
  }),
);

/* Sphinx's highlighter is fetched only by a reader who comes from the search page, which has it and leaves its words. */
try {
  if (localStorage.getItem("sphinx_highlight_terms") && !location.pathname.endsWith("/search.html")) {
    const script = document.createElement("script");
    script.src = document.documentElement.dataset.content_root + "_static/sphinx_highlight.js";
    document.head.append(script);
  }
} catch { /* storage may be off */ }

/* "Cite" below a claim is filled in here: written out forty times, it is a seventh of the page. */
const canonical = document.querySelector("link[rel=canonical]");
document.querySelectorAll("details.cite").forEach((cite) => {
  const id = cite.closest(".claim").id;
  const url = `${canonical.href}#${id}`;
  const bibtex = [`@misc{${id.replace(".", ":")},`, `  title = {Shared or Copied? ${id}},`, `  howpublished = {\\url{${url}}}`, "}"];
  const formats = { Markdown: `[${id}](${url})`, reStructuredText: `\`${id} <${url}>\`__`, BibTeX: bibtex.join("\n") };
  for (const [name, text] of Object.entries(formats)) {
    cite.append(Object.assign(document.createElement("p"), { textContent: name }));
    cite.append(Object.assign(document.createElement("pre"), { textContent: text }));
  }
  cite.hidden = false;
});

/* The search: what answers is fetched when a field is first used; `/` leads to the field, or to the page of search. */
const root = document.documentElement.dataset.content_root;
const load = (name) =>
  new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src: `${root}_static/${name}`, async: false, onload: resolve, onerror: reject });
    document.head.append(script);
  });
let panel;
const answers = () => {
  if (!panel) {
    const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: `${root}_static/search.css` });
    if (!document.querySelector("link[href*='search.css']")) document.head.append(style);
    panel = Promise.all(["errors-data.js", "answers.js", "search.bundle.js"].map(load)).then(() => makePanel(root));
    panel.then(({ widen }) => load("answers-more.js").then(() => setTimeout(() => widen(MORE)))); // after what can be shown
  }
  return panel;
};
const ownField = document.getElementById("search-field");
const fields = [...document.querySelectorAll("input[name=q]")];
for (const field of fields) {
  if (field !== ownField) field.addEventListener("focus", () => answers().then(({ attach }) => attach(field)), { once: true });
}
if (ownField) {
  const asked = new URLSearchParams(location.search);
  ownField.value = asked.get("q") || "";
  const results = document.getElementById("search-results");
  if (asked.has("full")) {
    answers().then(() => Object.assign(Documentation, { PLURAL_EXPR: (number) => Number(number !== 1), TRANSLATIONS: ANSWERS.sphinx, LOCALE: document.documentElement.lang }));
    ["sphinx_highlight.js", "searchtools.js", "language_data.js", "../searchindex.js"].forEach(load);
  } else answers().then(({ page }) => page(ownField, results));
}
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const seen = fields.find((field) => field.checkVisibility?.() !== false && field.getBoundingClientRect().right > 0);
  event.preventDefault();
  if (ownField || seen) (ownField || seen).focus();
  else location.href = `${root}search.html`;
});
