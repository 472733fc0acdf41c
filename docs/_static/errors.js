"use strict";

/* The box on the errors page: a pasted text is answered with the fix at once. Needs errors-data.js. */
for (const form of document.querySelectorAll(".error-finder form")) {
  const [area, box] = [form.querySelector("textarea"), form.querySelector(".error-hits")];
  const find = makeFindErrors();
  const { words } = KNOWN_ERRORS;
  const root = document.documentElement.dataset.content_root;
  const make = (name, text, more = {}) => Object.assign(document.createElement(name), { textContent: text }, more);

  function entry({ address, text, cause, fix }) {
    const item = document.createElement("li");
    const link = make("a", text, { href: root + address });
    const remedy = make("p", "", { className: "error-fix" });
    remedy.append(make("b", words.fix), " ", fix);
    item.append(link, remedy, make("p", cause));
    return item;
  }

  area.addEventListener("input", () => {
    const hits = find(area.value, false).slice(0, 5);
    const list = document.createElement("ol");
    list.append(...hits.map(entry));
    if (hits.length || !area.value.trim()) box.replaceChildren(list);
    else box.replaceChildren(words.none);
  });
  form.previousElementSibling.hidden = true;
  form.hidden = false;
}
