"use strict";

/* The box on the pages of errors: a pasted text is answered with the fix at once. What finds it is fetched when the box
   is first used, or when an address asks for an error that is listed elsewhere. Needs `load` of site.js. */
const asked = location.hash.slice(1);
if (asked && !document.getElementById(asked)) load("errors-fixes.js").then(() => {
  if (FIXES.errors.some(([id]) => id === asked)) location.replace(`${root}reference/errors/${asked}.html`);
});

for (const form of document.querySelectorAll(".error-finder form")) {
  const [area, box] = [form.querySelector("textarea"), form.querySelector(".error-hits")];
  let find;
  const make = (name, text, more = {}) => Object.assign(document.createElement(name), { textContent: text }, more);

  function entry({ at, text }) {
    const [id, cause, fix] = FIXES.errors[at];
    const item = document.createElement("li");
    const link = make("a", text, { href: `${root}reference/errors/${id}.html#${id}` });
    const remedy = make("p", "", { className: "error-fix" });
    remedy.append(make("b", FIXES.words.fix), " ", fix);
    item.append(link, remedy, make("p", cause));
    return item;
  }

  function answer() {
    if (!find) return;
    const hits = find(area.value, false).slice(0, 5);
    const list = document.createElement("ol");
    list.append(...hits.map(entry));
    const nearest = hits.length && !hits[0].exact ? [make("p", FIXES.words.nearest)] : [];
    if (hits.length || !area.value.trim()) box.replaceChildren(...nearest, list);
    else box.replaceChildren(FIXES.words.none);
  }

  area.addEventListener("focus", () => Promise.all(["errors-data.js", "errors-fixes.js"].map((name) => load(name))).then(() => {
    find = makeFindErrors();
    answer();
  }), { once: true });
  area.addEventListener("input", answer);
  form.previousElementSibling.hidden = true;
  form.hidden = false;
}
