"use strict";

/* The route finder: of what one has and wants, the line to write, what it costs, and what raises instead; the choice is
   kept in the address. Needs ROUTES of routes-data.js, whose further answers ROUTES_MORE are fetched when unfolded, and
   `load` of site.js. */
for (const finder of document.querySelectorAll(".route-finder")) {
  const [form, box, table] = [finder.querySelector("form"), finder.querySelector(".route-answer"), finder.querySelector("details")];
  const { have, want } = form.elements;
  const { words, costs, wants } = ROUTES;
  const sources = new Map(ROUTES.groups.flatMap(([, list]) => list.map((source) => [source.id, source])));
  const root = document.documentElement.dataset.content_root;
  const make = (name, text, more = {}, ...children) => {
    const element = Object.assign(document.createElement(name), { textContent: text, ...more });
    element.append(...children);
    return element;
  };

  function facts(source, answer) {
    const told = [answer.mark];
    if (answer.type) told.push(words.result.replace("%s", [answer.type, answer.dtype, answer.device !== "cpu" && answer.device].filter(Boolean).join(words.comma)));
    if (answer.error || answer.signal) told.push(answer.error || answer.signal);
    if (answer.values === "changed") told.push(`≠ ${words.changed}`);
    if (answer.requires_grad) told.push(`∇ ${words.grad}`);
    if (answer.warnings) told.push(`⚠ ${words.warns}`);
    return told.join(" · ");
  }

  function proofs({ claims }) {
    if (!claims.length) return [];
    const links = claims.flatMap(([id, address], index) => [index ? words.comma : " ", make("a", id, { href: root + address, className: "item-id" })]);
    return [make("p", words.claims, { className: "route-proof" }, ...links)];
  }

  /* Where a source was measured that this machine could not make */
  const elsewhere = ({ measured_with: place }) =>
    place ? [make("p", `${words.with}${[place.gpu, `torch ${place.torch}`, `NumPy ${place.numpy}`].filter(Boolean).join(" · ")}`, { className: "route-proof" })] : [];

  /* What says the same of several calls says it once. */
  function alike(source, answers) {
    const groups = new Map();
    for (const answer of answers) {
      const said = JSON.stringify([facts(source, answer), answer.message, answer.warnings, answer.fix]);
      groups.set(said, [...(groups.get(said) || []), answer]);
    }
    return [...groups.values()];
  }

  const messages = ({ message, warnings = [], fix }) => [
    ...[message, ...warnings].filter(Boolean).map((text) => make("p", "", {}, make("code", text))),
    ...(fix ? [make("p", "", {}, make("a", words.fix, { href: root + fix }))] : []),
  ];

  function best(source, answer) {
    const code = make("pre", `${source.code}\n${answer.call}`, { tabIndex: 0 });
    const highlight = make("div", "", { className: "highlight" }, code);
    if (navigator.clipboard) {
      const copy = make("button", words.copy, { type: "button", className: "route-copy" });
      copy.addEventListener("click", () => navigator.clipboard.writeText(answer.call).then(() => (copy.textContent = words.copied)));
      highlight.append(copy);
    }
    return [highlight, make("p", `${facts(source, answer)} · ${costs[answer.outcome] || ""}`.replace(/ · $/, "")), ...messages(answer), ...proofs(answer), ...elsewhere(source)];
  }

  let more;
  /* A fold of further answers: the one so many as `count`, which `from` takes from what is fetched. */
  function listed(source, title, count, from, open) {
    if (!count) return [];
    const list = make("ul", "");
    const item = (answers) => {
      const calls = answers.flatMap(({ call }, index) => [index ? words.comma : "", make("code", call)]);
      const claims = new Map(answers.flatMap((answer) => answer.claims));
      return make("li", "", {}, ...calls, ` ${facts(source, answers[0])}`, ...messages(answers[0]), ...proofs({ claims: [...claims] }));
    };
    const fill = () => (more ??= load("routes-more.js")).then(() => list.replaceChildren(...alike(source, from(ROUTES_MORE[source.id])).map(item)));
    const fold = make("details", "", { className: "route-more" }, make("summary", `${title} · ${count}`), list);
    fold.addEventListener("toggle", fill, { once: true });
    fold.open = open;
    return [fold];
  }

  function show() {
    const source = sources.get(have.value);
    for (const option of want.options) option.disabled = !source.missing && !source.answers[option.value];
    const [first, others] = source.answers[want.value] || [];
    const lead = first ? best(source, first) : [make("p", source.missing ? words.missing : words.none)];
    const possible = first || source.missing ? [] : [...want.options].filter((option) => !option.disabled)
      .flatMap((option) => [make("h3", wants[option.value]), ...best(source, source.answers[option.value][0])]);
    box.replaceChildren(...unknown, ...lead, ...possible, ...listed(source, words.others, others, ({ answers }) => answers[want.value].slice(1)), ...listed(source, words.refused, source.refused, ({ refused }) => refused, !first));
  }

  const asked = new URLSearchParams(location.search);
  if (sources.has(asked.get("have"))) have.value = asked.get("have");
  else have.value = sources.has("array-float32") ? "array-float32" : have.value;
  if (Object.hasOwn(wants, asked.get("want"))) want.value = asked.get("want");
  /* Said until something is chosen: what is shown is not what the address asks for. */
  let unknown = [have, want].some(({ name, value }) => asked.has(name) && asked.get(name) !== value) ? [make("p", words.unknown)] : [];
  let wanted = want.value;
  if (asked.has("have") && asked.get("have") !== have.value) want.value = fitting(sources.get(have.value));
  /* What is wanted stays so where something else gives the same sort of thing, which is then shown in its place. */
  function fitting({ answers, missing }) {
    const sort = (name) => name.split("-")[0];
    const possible = Object.keys(wants).filter((name) => answers?.[name]);
    return missing || possible.some((name) => sort(name) === sort(wanted)) ? wanted : possible[0] || wanted;
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", ({ target }) => {
    if (target === want) wanted = want.value;
    else want.value = fitting(sources.get(have.value));
    unknown = [];
    show();
    const address = new URL(location.href);
    address.searchParams.set("have", have.value);
    address.searchParams.set("want", want.value);
    address.hash = "";
    try { history.replaceState(null, "", address); } catch { /* a page from a file has no history of its own */ }
  });
  show();
  form.hidden = false;
  table.open = false;
}
