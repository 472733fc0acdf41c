"use strict";

/* Finds the entries of the errors page by a pasted text, whatever its variable parts: on that page and on the search
   page. Needs KNOWN_ERRORS of errors-data.js: words, the patterns of variable parts, and errors as [address, sentence,
   texts, older texts], with each variable part of a text as {name=example}. */
(() => {
  // Each of these looks at a word once, however long it is, and no more than LONGEST letters are ever compared.
  const LONGEST = 3000;
  const START = /(?<![\w.])[\w.]{0,80}(?:Error|Exception|Warning): /g;
  // What varies from one raise to the next, and what is too common to tell anything.
  const VARIABLE = new RegExp(
    [
      /(["'`])[^"'`\s]{1,40}\1/,
      /\b0x[\da-f]+\b/,
      /\b(?:cuda|cpu|meta|mps|xpu|hpu|xla)(?::\d+)?\b/,
      /\b(?:torch|numpy|np)\.\w+/,
      /\b(?:u?int|b?float|complex|long|double|half|bool)\w*\b/,
      /(?<!\S)[^\s\d]*\d\S*/,
    ].map((part) => part.source).join("|"),
    "gi",
  );
  const words = (text) => new Set(text.toLowerCase().replace(VARIABLE, " ").match(/[a-z_]{2,}/g) || []);

  const escape = (constant) => constant.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

  function readText(source) {
    const [type, ...rest] = source.replace(/\s+/g, " ").split(": ");
    const pieces = rest.join(": ").split(/\{([a-z]+)(?:=([^{}]*))?\}/); // constant, name, example, constant, …
    const body = pieces.map((piece, index) => (index % 3 === 1 ? "" : (piece ?? "…"))).join("");
    const pattern = pieces.map((piece, index) => [escape, (name) => KNOWN_ERRORS.parts[name], () => ""][index % 3](piece));
    return { type, text: `${type}: ${body}`, words: words(body), pattern: new RegExp(pattern.join("")) };
  }

  const texts = KNOWN_ERRORS.errors.flatMap(([address, sentence, current, old]) =>
    [...current, ...old].map((source, index) => ({
      address, sentence, old: index >= current.length, ...readText(source),
    })),
  );
  const holders = {};
  texts.forEach((text) => text.words.forEach((word) => (holders[word] = (holders[word] || 0) + 1)));
  const weight = (set) => [...set].reduce((sum, word) => sum + Math.log(1 + texts.length / (holders[word] || 0.5)), 0);

  /* From the last "SomeError: " on, which is what Python says in the end; all of it where there is none. */
  function lastWords(pasted) {
    const starts = [...pasted.matchAll(START)];
    const tail = starts.length ? pasted.slice(starts[starts.length - 1].index) : pasted.slice(-LONGEST);
    return tail.slice(0, LONGEST);
  }

  function score(text, tail, tailWords) {
    const sameType = tail.startsWith(text.type + ":") ? 0.1 : 0;
    const common = new Set([...tailWords].filter((word) => text.words.has(word)));
    const shared = weight(common);
    const alike = 0.7 * (shared / weight(tailWords)) + 0.3 * (shared / weight(text.words));
    return { exact: text.pattern.test(tail), common: common.size, alike: (alike || 0) + sameType };
  }

  /* The best entries first, each once. `strict` leaves out what is not clearly one of these messages. */
  function find(pasted, strict) {
    const tail = lastWords(pasted).trim().replace(/\s+/g, " ");
    const tailWords = words(tail.replace(START, ""));
    const ranked = texts
      .map((text) => ({ ...text, ...score(text, tail, tailWords) }))
      .filter((hit) => hit.exact || (strict ? hit.common > 3 && hit.alike > 0.7 : hit.common > 1 && hit.alike > 0.3))
      .sort((a, b) => b.exact - a.exact || (a.exact && a.old - b.old) || b.alike - a.alike);
    const near = ranked.filter((hit) => hit.exact || hit.alike > 0.6 * ranked[0].alike);
    return near.filter((hit, index) => near.findIndex((other) => other.address === hit.address) === index);
  }

  function show(hits, box, prefix) {
    const list = document.createElement("ol");
    hits.forEach((hit) => {
      const link = document.createElement("a");
      link.href = prefix + hit.address;
      link.append(hit.text);
      const sentence = document.createElement("p");
      sentence.append(hit.sentence);
      const item = document.createElement("li");
      item.append(link, sentence);
      list.append(item);
    });
    box.replaceChildren(list);
  }

  const root = document.documentElement.dataset.content_root;
  const form = document.querySelector(".error-finder form");
  if (form) {
    const [area, box] = [form.querySelector("textarea"), form.querySelector(".error-hits")];
    form.previousElementSibling.hidden = true;
    form.hidden = false;
    area.addEventListener("input", () => {
      const hits = find(area.value, false).slice(0, 5);
      if (hits.length || !area.value.trim()) show(hits, box, root);
      else box.replaceChildren(KNOWN_ERRORS.words.none);
    });
  }

  const results = document.getElementById("search-results");
  const query = new URLSearchParams(location.search).get("q");
  const hits = results && query ? find(query, true).slice(0, 3) : [];
  if (hits.length) {
    const [section, heading, box] = ["section", "h2", "div"].map((name) => document.createElement(name));
    section.className = "error-hits";
    heading.append(KNOWN_ERRORS.words.found);
    show(hits, box, root);
    section.append(heading, box);
    results.before(section);
  }
})();
