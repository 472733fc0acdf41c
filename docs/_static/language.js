/* Carries the anchor across the language switch, and remembers the choice for the root page. */
document.querySelectorAll(".language-switch a").forEach((link) =>
  link.addEventListener("click", () => {
    link.hash = location.hash;
    try { localStorage.setItem("language", link.hreflang); } catch { /* storage may be off */ }
  }),
);
