"use strict";

/* The language switch carries along what the address holds at the click, and remembers the choice for the root page. */
document.querySelectorAll(".language-switch a").forEach((link) =>
  link.addEventListener("click", () => {
    Object.assign(link, { search: location.search, hash: location.hash });
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

/* Code can be copied: of a session what was typed, without prompts and output; of anything else, all. */
const words = document.getElementById("words").dataset;
const typed = (text) => {
  const lines = text.split("\n");
  if (!lines.some((line) => line.startsWith(">>> "))) return text;
  return lines.filter((line) => /^(>>>|\.\.\.)( |$)/.test(line)).map((line) => line.slice(4)).join("\n");
};
const addCopyButton = (code) => {
  let box = code.parentElement;
  if (!box.matches(".highlight")) {
    box = document.createElement("div");
    box.className = "copy-box";
    code.replaceWith(box);
    box.append(code);
  }
  const button = Object.assign(document.createElement("button"), { type: "button", className: "copy-button" });
  button.setAttribute("aria-label", words.copy);
  box.append(button);
};
const copy = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
  } catch { // a page from a file may not; this old way may
    const area = Object.assign(document.createElement("textarea"), { value: text, className: "copy-source" });
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
};
document.querySelectorAll("div.highlight pre, .error-text").forEach(addCopyButton);
document.addEventListener("click", async (event) => {
  const button = event.target.closest(".copy-button");
  if (!button) return;
  await copy(typed(button.parentElement.querySelector("pre").textContent.trim()));
  const say = (done) => {
    button.classList.toggle("copied", done);
    button.setAttribute("aria-label", done ? words.copied : words.copy);
  };
  say(true);
  setTimeout(say, 2000, false);
});

/* "Cite" below a claim is filled in here: written out forty times, it is a seventh of the page. */
const canonical = document.querySelector("link[rel=canonical]");
document.querySelectorAll("details.cite").forEach((cite) => {
  const id = cite.closest(".claim").id;
  const url = `${canonical.href}#${id}`;
  const title = document.querySelector("meta[property='og:site_name']").content;
  const bibtex = [`@misc{${id.replace(".", ":")},`, `  title = {${title} ${id}},`, `  howpublished = {\\url{${url}}}`, "}"];
  const formats = { Markdown: `[${id}](${url})`, reStructuredText: `\`${id} <${url}>\`__`, BibTeX: bibtex.join("\n") };
  cite.hidden = false;
  cite.addEventListener("toggle", () => {
    if (cite.childElementCount > 1) return;
    for (const [name, text] of Object.entries(formats)) {
      const [label, code] = [document.createElement("p"), document.createElement("pre")];
      label.textContent = name;
      code.textContent = text;
      code.tabIndex = 0;
      cite.append(label, code);
      addCopyButton(code);
    }
  });
});

/* The search: what answers is fetched when a field is first used; `/` leads to the field, or to the page of search. */
const root = document.documentElement.dataset.content_root;
const load = (name, async = false) => // if not, it runs after those that were asked for before
  new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src: `${root}_static/${name}`, async, onload: resolve, onerror: reject });
    document.head.append(script);
  });
const whenRead = new Promise((resolve) => addEventListener("DOMContentLoaded", resolve));
let panel;
const ownField = document.getElementById("search-field");
const answers = () => {
  if (!panel) {
    const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: `${root}_static/search.css` });
    if (!document.querySelector("link[href*='search.css']")) document.head.append(style);
    panel = (ownField ? whenRead : load("answers.js")).then(() => makePanel(root)); // its own page has it
  }
  return panel;
};
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
    ["sphinx_highlight.js", "searchtools.js", "language_data.js", "../searchindex.js"].forEach((name) => load(name));
  } else {
    let shown;
    const show = () => {
      results.firstElementChild.hidden = !ownField.value;
      shown ??= answers().then(({ page }) => page(ownField, results));
    };
    if (ownField.value) show();
    else if (asked.has("q")) ownField.focus({ preventScroll: true }); // whom `/` led here; what they type fetches the rest
    for (const use of ["focus", "input"]) ownField.addEventListener(use, show, { once: true });
  }
}
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const seen = fields.find((field) => field.checkVisibility?.() !== false && field.getBoundingClientRect().right > 0);
  event.preventDefault();
  if (ownField || seen) (ownField || seen).focus();
  else location.href = `${root}search.html?q=`;
});
/* What a heavy page does not show at first is fetched, all of it at once: folds when one is unfolded, titles of links when
   somebody comes near one, and texts of a long list when it is scrolled to them. */
const folds = document.querySelectorAll("details.late > summary:only-child");
let late;
const fetchLate = () => (late ??= words.late ? load(words.late).then(() => {
  document.querySelectorAll("a[title='']").forEach((link, index) => (link.title = LATE.titles[index]));
  folds.forEach((summary, index) => summary.insertAdjacentHTML("afterend", LATE.folds[index]));
  document.querySelectorAll("p.late:empty").forEach((place, index) => (place.innerHTML = LATE.texts[index]));
}) : Promise.resolve());
for (const summary of folds) summary.parentElement.addEventListener("toggle", fetchLate, { once: true });
{
  const near = new IntersectionObserver((seen) => {
    if (seen.some(({ isIntersecting }) => isIntersecting)) fetchLate().then(() => near.disconnect());
  }, { rootMargin: "50%" });
  for (const place of document.querySelectorAll("p.late:empty")) near.observe(place);
}
/* A group of claims is unfolded by its address. */
const unfold = () => {
  const group = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (group?.matches("details")) group.open = true;
};
addEventListener("hashchange", unfold);
unfold();

/* Menu and contents: Furo's labels become buttons, which say whether their drawer is open; Escape closes it. */
for (const name of ["navigation", "toc"]) {
  const box = document.getElementById(`__${name}`);
  const drawer = document.querySelector(name === "toc" ? ".toc-drawer" : ".sidebar-drawer");
  const buttons = [...document.querySelectorAll(`label[for=__${name}]:not(.overlay)`)].map((label) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = label.className;
    button.setAttribute("aria-label", box.getAttribute("aria-label"));
    button.append(...label.childNodes);
    label.replaceWith(button);
    button.addEventListener("click", () => open(!box.checked, button));
    return button;
  });
  let opener = null;
  const say = () => buttons.forEach((button) => button.setAttribute("aria-expanded", box.checked));
  const open = (wanted, button) => {
    box.checked = wanted;
    say();
    if (wanted) {
      opener = button;
      const seen = [...drawer.querySelectorAll("a, input, button")].find((one) => one.offsetParent); // the contents begin with a hidden link
      seen?.focus({ preventScroll: true });
    } else opener?.focus();
  };
  box.addEventListener("change", say);
  drawer.addEventListener("focusout", ({ relatedTarget: next }) => { // Tab has left it: it must not cover what has the focus
    if (!box.checked || !next || drawer.contains(next) || buttons.includes(next)) return;
    box.checked = false;
    say();
  });
  drawer.addEventListener("click", (event) => { if (box.checked && event.target.closest("a")) open(false); });
  addEventListener("keydown", (event) => { if (event.key === "Escape" && box.checked) open(false); });
  say();
}

/* What scrolls can be scrolled from the keyboard. */
const scrolling = "pre, .table-wrapper, .cell_output, .math-wrapper";
const reach = () => {
  for (const box of document.querySelectorAll(`article :is(${scrolling})`)) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0; else box.removeAttribute("tabindex");
  }
};
const later = (run) => ("requestIdleCallback" in window ? requestIdleCallback(run, { timeout: 1000 }) : setTimeout(run, 200));
later(reach);
addEventListener("resize", () => later(reach)); // a phone is turned, a window made narrow

/* A mark shows its claim on hover and focus, and at the first tap; the second tap, or a click, goes there. */
{
  const tip = Object.assign(document.createElement("div"), { className: "mark-tip", id: "mark-tip", hidden: true });
  tip.setAttribute("role", "tooltip");
  (document.querySelector("[role=main]") ?? document.body).append(tip); // where who goes from region to region meets it
  let shown = null;
  let touched = false;
  const hide = () => {
    shown?.removeAttribute("aria-describedby");
    tip.hidden = true;
    shown = null;
  };
  const show = (mark) => {
    if (mark === shown || !(mark.title || mark.dataset.says)) return;
    hide();
    if (mark.title) {
      mark.dataset.says = mark.title;
      mark.removeAttribute("title");
    }
    const link = Object.assign(document.createElement("a"), { href: mark.href, textContent: mark.hash.slice(1), tabIndex: -1 });
    tip.replaceChildren(link, mark.dataset.says);
    tip.hidden = false;
    shown = mark;
    mark.setAttribute("aria-describedby", tip.id);
    const at = mark.getBoundingClientRect();
    const left = Math.max(8, Math.min(at.left - 16, innerWidth - tip.offsetWidth - 8));
    const above = at.bottom + tip.offsetHeight > innerHeight && at.top > tip.offsetHeight;
    const around = tip.offsetParent.getBoundingClientRect();
    tip.style.left = `${left - around.left}px`;
    tip.style.top = `${(above ? at.top - tip.offsetHeight : at.bottom) - around.top}px`;
  };
  const tell = ({ target }) => {
    const link = target.closest?.("a[title='']");
    if (link) fetchLate().then(() => link.matches(".mark:is(:hover, :focus)") && show(link));
  };
  addEventListener("pointerover", tell);
  addEventListener("focusin", tell);
  const markOf = (event) => event.target.closest?.("a.mark");
  addEventListener("pointerdown", (event) => {
    touched = event.pointerType === "touch";
    if (shown && !markOf(event) && !tip.contains(event.target)) hide();
  });
  addEventListener("pointerover", (event) => {
    const mark = markOf(event);
    if (event.pointerType === "touch") return;
    if (mark) show(mark);
    else if (shown && !tip.contains(event.target) && shown !== document.activeElement) hide();
  });
  addEventListener("focusin", (event) => { if (markOf(event) && !touched) show(markOf(event)); else if (!tip.contains(event.target) && !touched) hide(); });
  addEventListener("click", (event) => {
    const mark = markOf(event);
    if (mark && touched && mark !== shown) {
      event.preventDefault();
      show(mark);
    } else if (mark) hide();
  });
  addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
}
