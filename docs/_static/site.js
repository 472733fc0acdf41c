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
