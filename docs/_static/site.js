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
