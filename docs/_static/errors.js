"use strict";

/* The box on the errors page: a pasted text is answered with the fix at once. What finds it is fetched when the box is
   first used. Needs `load` of site.js. */
for (const form of document.querySelectorAll(".error-finder form")) {
  const [area, box] = [form.querySelector("textarea"), form.querySelector(".error-hits")];
  let find;
  const make = (name, text, more = {}) => Object.assign(document.createElement(name), { textContent: text }, more);

  function entry({ address, text, cause, fix }) {
    const item = document.createElement("li");
    const link = make("a", text, { href: root + address });
    const remedy = make("p", "", { className: "error-fix" });
    remedy.append(make("b", KNOWN_ERRORS.words.fix), " ", fix);
    item.append(link, remedy, make("p", cause));
    return item;
  }

  function answer() {
    if (!find) return;
    const hits = find(area.value, false).slice(0, 5);
    const list = document.createElement("ol");
    list.append(...hits.map(entry));
    if (hits.length || !area.value.trim()) box.replaceChildren(list);
    else box.replaceChildren(KNOWN_ERRORS.words.none);
  }

  area.addEventListener("focus", () => load("errors-data.js").then(() => {
    find = makeFindErrors();
    answer();
  }), { once: true });
  area.addEventListener("input", answer);
  form.previousElementSibling.hidden = true;
  form.hidden = false;
}
