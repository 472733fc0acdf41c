"use strict";

/* Shows the answers: below a field while somebody types, and on the search page. Needs makeRanking, the data of
   answers.js, whose parts come when a query needs them, and `load` of site.js; what knows errors by their messages comes
   when an error answers. */
var makePanel = (root) => {
  const { words } = ANSWERS;
  const shown = []; // what to show again when there is more to be found
  const shelf = makeShelf(ANSWERS.edition, () => { for (const again of shown) again(); });
  const due = new Set(); // parts of the index
  const ranking = makeRanking(ANSWERS, shelf.get, due);
  const documents = makeDocuments(ANSWERS, shelf, ranking.kindOf);

  const BELOW = 7; // answers below a field
  const [SEEN, LISTED] = [6, 20]; // on the search page at first, and when somebody comes to their end
  const segmenter = Intl.Segmenter && new Intl.Segmenter(document.documentElement.lang, { granularity: "word" }); // older browsers have none
  const make = (name, more = {}, ...children) => {
    const element = Object.assign(document.createElement(name), more);
    element.append(...children.filter((child) => child !== ""));
    return element;
  };
  const filled = (text, value) => text.replace("%s", value);

  /* Where in a text the words that matched stand; forms of a word count as the word. */
  function marker(matched) {
    const parts = [...matched].filter((word) => !/[~>]/.test(word) && (word.length > 1 || /[^a-z0-9]/i.test(word)))
      .sort((one, other) => other.length - one.length)
      .map((word) => {
        const text = word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
        return /^[a-z]+$/i.test(word) ? `\\b${text}[a-z]*` : text;
      });
    return parts.length ? new RegExp(`(?:${parts.join("|")})+`, "gi") : null;
  }

  function marked(text, pattern) {
    if (!pattern) return [text];
    const pieces = [];
    let end = 0;
    for (const { 0: found, index } of text.matchAll(pattern)) {
      pieces.push(text.slice(end, index), make("mark", {}, found));
      end = index + found.length;
    }
    return [...pieces, text.slice(end)];
  }

  /* The words of a query that found an answer, but do not stand in what is shown of it: there it says it otherwise. */
  function unseen(query, matched, shown) {
    const isFound = new Array(query.length).fill(false);
    for (const word of matched) {
      const pattern = marker([word]);
      if (!pattern || shown.search(pattern) >= 0) continue;
      for (const { 0: found, index } of query.matchAll(pattern)) isFound.fill(true, index, index + found.length);
    }
    // What cuts Chinese knows few of our words: signs that it leaves alone belong together, and one by itself is none
    const pieces = segmenter ? [...segmenter.segment(query)] : [];
    const isWhole = ({ segment, index }) => isFound.slice(index, index + segment.length).every(Boolean);
    const lines = pieces.map((piece) => (!isWhole(piece) ? "\n" : piece.segment.length > 1 ? `\n${piece.segment}\n` : piece.segment));
    return lines.join("").split("\n").filter((word) => word.length > 1);
  }

  /* What an answer says, beside its address: kind, sentence, what follows it, and where it stands. */
  function told({ document: { kind, ...item } }) {
    const from = [item.page, item.section].filter(Boolean).join(" › ");
    if (kind === "claim") return { label: item.verdict[1], kind: item.verdict[0], sentence: item.title, more: item.text, whole: true, from };
    if (kind === "error") return { label: words.error, kind: "error", message: item.title, sentence: item.title, more: item.fix, head: words.fix, from: item.cause };
    if (kind === "term") return { label: words.term, kind: "page", sentence: item.title, more: item.text, from };
    if (kind === "section") return { label: words.section, kind: "page", sentence: item.title, from };
    if (kind === "line") return { label: words.line, kind, sentence: item.title, more: item.text, whole: true, from };
    if (kind === "call") return { label: words.call, kind: "page", sentence: filled(words.claims, item.title), from: "" };
    return { label: words.page, kind: "page", sentence: item.title, more: item.text, from: "" };
  }

  function contents(hit, query, asLink) {
    const { label, kind, message, sentence, more, whole, head, from } = told(hit);
    const pattern = marker(hit.matched);
    const text = marked(more || message ? sentence : sentence.replace(/[:;：；]$/, " …"), message ? null : pattern); // the rest may come
    const title = asLink
      ? make("a", { className: "answer-sentence", href: root + hit.document.address }, ...text)
      : make("span", { className: "answer-sentence" }, ...text);
    title.classList.toggle("is-message", Boolean(message));
    const rest = [];
    if (more) rest.push(make(kind === "line" ? "code" : "span", { className: whole ? "answer-more is-whole" : "answer-more" }, ...(head ? [make("b", {}, head), " "] : []), ...marked(more, pattern)));
    const others = message ? [] : unseen(query, hit.matched, `${sentence} ${more || ""} ${from}`);
    const line = [from, others.length ? filled(words.found, others.join(words.comma)) : ""].filter(Boolean).join(" · ");
    if (line) rest.push(make("span", { className: "answer-from" }, line));
    return [make("span", { className: `answer-kind is-${kind}` }, label), title, ...rest];
  }

  /* What was understood otherwise than it was typed */
  function understood({ told: synonyms, spelt }) {
    const pairs = (list) => list.slice(0, 4).map(([typed, meant]) => `${typed} → ${meant}`).join(words.semicolon);
    return [...(spelt?.length ? [filled(words.spelling, pairs(spelt))] : []), ...(synonyms.length ? [filled(words.also, pairs(synonyms))] : [])].join(" · ");
  }

  /* Below a field: a list in which arrows move, and that Escape closes. */
  function attach(field) {
    const box = make("section", { className: "answers", id: `answers-${field.id || field.className}`, hidden: true });
    const list = make("div", { id: `${box.id}-list` });
    const status = make("p", { className: "answers-status" });
    list.setAttribute("role", "listbox");
    for (const named of [box, list]) named.setAttribute("aria-label", words.results);
    status.setAttribute("role", "status");
    box.append(list, status);
    document.body.append(box);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-controls": list.id, "aria-expanded": "false", "aria-autocomplete": "list" })) field.setAttribute(name, value);
    field.autocomplete = "off";
    let active = -1;
    let listed = Promise.resolve(); // settled when the list is that of what was typed last
    let moves = 0; // arrows that wait for it
    let wanted; // the list that is to be shown: none, once it was closed

    function close() {
      wanted = undefined;
      box.hidden = true;
      field.setAttribute("aria-expanded", "false");
      field.removeAttribute("aria-activedescendant");
    }

    function place() {
      const edge = field.getBoundingClientRect();
      const width = Math.min(Math.max(640, edge.width), document.documentElement.clientWidth - 16);
      box.style.width = `${width}px`;
      box.style.left = `${Math.max(8, Math.min(edge.left, document.documentElement.clientWidth - width - 8))}px`;
      box.style.top = `${edge.bottom + 4}px`;
      box.style.maxHeight = `${Math.max(160, innerHeight - edge.bottom - 16)}px`;
    }

    function choose(next) {
      const options = [...list.children];
      options.forEach((option, index) => option.setAttribute("aria-selected", String(index === next)));
      active = next;
      if (next < 0) return field.removeAttribute("aria-activedescendant");
      field.setAttribute("aria-activedescendant", options[next].id);
      options[next].scrollIntoView({ block: "nearest" });
    }

    function move(key) {
      const last = list.children.length - 1;
      moves -= 1;
      if (!box.hidden) choose(key === "ArrowDown" ? (active >= last ? -1 : active + 1) : active < 0 ? last : active - 1);
    }

    function open() {
      if (!box.hidden) list.children[active]?.click();
      close();
    }

    const show = () => (listed = fill());

    async function fill() {
      const query = field.value.trim();
      if (!query) return close();
      const mine = (wanted = {});
      const found = await find(query, BELOW);
      if (mine !== wanted || query !== field.value.trim() || document.activeElement !== field) return; // somebody has closed it, typed on, or left
      const option = (href, ...children) => {
        const link = make("a", { href, tabIndex: -1, className: "answer" }, ...children);
        link.setAttribute("role", "option");
        return link;
      };
      const all = `${root}search.html?q=${encodeURIComponent(query)}`;
      list.replaceChildren(...found.hits.map((hit) => option(root + hit.document.address, ...contents(hit, query, false))), option(all, words.all));
      [...list.children].forEach((one, index) => (one.id = `${box.id}-${index}`));
      list.lastChild.classList.add("answers-all");
      status.textContent = found.hits.length ? words.results : words.none;
      status.classList.toggle("is-only-heard", found.hits.length > 0);
      box.hidden = false;
      field.setAttribute("aria-expanded", "true");
      choose(-1);
      place();
    }

    field.addEventListener("input", (event) => event.isComposing || show());
    field.addEventListener("compositionend", show);
    field.addEventListener("focus", () => field.value.trim() && show());

    /* Who types fast means the answers that are still to come, not those that stand there from the letters before. */
    field.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "Escape" && !box.hidden) close();
      else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (box.hidden) show();
        moves += 1;
        listed.then(() => move(event.key));
      } else if (event.key === "Enter" && (moves || (!box.hidden && active >= 0))) listed.then(open);
      else return;
      event.preventDefault();
    });
    field.addEventListener("blur", () => setTimeout(() => box.contains(document.activeElement) || close(), 150));
    box.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus, and the click its target
    list.addEventListener("click", close);
    addEventListener("resize", () => box.hidden || place());
    addEventListener("scroll", () => box.hidden || place(), true);
    if (document.activeElement === field) show();
    shown.push(() => box.hidden || active >= 0 || show());
  }

  /* The search page: answers as a list of links, the query in the address, and Sphinx's full text when it is asked for. */
  function page(field, results) {
    const status = make("p", { className: "search-status" });
    const list = make("ul", { className: "search answers-list" });
    const more = make("button", { type: "button", className: "search-more" }, words.all);
    const full = make("a", { className: "search-full" }, words.full);
    status.setAttribute("role", "status");

    async function show(most = SEEN) {
      const query = field.value.trim();
      results.setAttribute("aria-busy", "true");
      const found = await find(query, most);
      if (query !== field.value.trim()) return; // somebody has typed on
      if (!full.isConnected) results.replaceChildren(make("h2", {}, words.results), status, list, more, full);
      list.replaceChildren(...found.hits.map((hit) => make("li", { className: "answer" }, ...contents(hit, query, true))));
      status.textContent = !query || found.hits.length ? "" : words.none;
      const notes = query && understood(found);
      if (notes) status.append(" ", make("small", {}, notes));
      full.href = `?q=${encodeURIComponent(query)}&full=1`;
      full.hidden = !query;
      more.hidden = most > SEEN || found.hits.length < SEEN;
      results.setAttribute("aria-busy", "false");
    }

    function remember() {
      const query = field.value.trim();
      document.title = document.title.replace(/^(?:.* · )?/, query ? `${query} · ` : "");
      try { history.replaceState(null, "", query ? `?q=${encodeURIComponent(query)}` : "search.html"); } catch { /* a page from a file */ }
      return show();
    }

    field.addEventListener("input", (event) => event.isComposing || remember());
    field.addEventListener("compositionend", remember);
    field.form.addEventListener("submit", (event) => {
      event.preventDefault();
      remember().then(() => list.querySelector("a")?.focus());
    });
    results.parentNode.addEventListener("keydown", (event) => {
      const links = [...list.querySelectorAll("a"), ...(more.hidden ? [] : [more])];
      const at = links.indexOf(document.activeElement);
      if (event.isComposing || (at < 0 && document.activeElement !== field)) return;
      if (event.key === "Escape" && at >= 0) field.focus();
      else if (event.key === "ArrowDown") (links[at + 1] || links[at])?.focus();
      else if (event.key === "ArrowUp" && at >= 0) (links[at - 1] || field).focus();
      else return;
      event.preventDefault();
    });
    remember();
    shown.push(() => list.contains(document.activeElement) || show(list.childElementCount > SEEN ? LISTED : SEEN));
    const goOn = () => {
      const isAtEnd = full.isConnected && full.getBoundingClientRect().top < innerHeight;
      const isAmong = document.activeElement === more || list.contains(document.activeElement); // who would lose their place
      if (isAtEnd && list.childElementCount === SEEN && !isAmong) show(LISTED);
    };
    for (const use of ["scroll", "wheel", "touchmove"]) addEventListener(use, goOn, { passive: true });
    more.addEventListener("click", () => show(LISTED).then(() => list.querySelectorAll("a")[SEEN]?.focus()));
  }

  let messages = null;
  let findErrors = () => [];
  const knowErrors = () => (messages ??= shelf.patient(load("errors-data.js", true).then(() => { findErrors = makeFindErrors(); })));

  /* Errors by their messages: those that fit come first, whatever else there is, and those that are alike move up. */
  async function withErrors({ hits, isMessage }, query) {
    await knowErrors();
    const known = findErrors(query, true).filter(({ exact }) => exact || isMessage);
    const numberOf = ({ at }) => ANSWERS.kinds.indexOf("e") + at;
    const alike = new Set(known.map(numberOf));
    const exact = known.filter(({ exact }) => exact).map(numberOf);
    const ranked = hits.map((hit) => ({ ...hit, score: hit.score * (alike.has(hit.number) ? 4 : 1) })).sort((one, other) => other.score - one.score);
    return [...exact.map((number) => ({ number, matched: new Set() })), ...ranked.filter(({ number }) => !exact.includes(number))];
  }

  /* Whether what is typed is one of them, or may be; if it cannot be told, it may. */
  async function mayBeKnown({ isError, isMessage }, query) {
    if (!isError || isMessage || /(?:Error|Exception|Warning): /.test(query)) return isError;
    await shelf.fetch("messages");
    return !shelf.get("messages") || Messages.mayBe(query, shelf.get("messages"));
  }

  /* Ranked again until no further part of the index is due. */
  async function ranked(query) {
    due.clear();
    const found = ranking.rank(query);
    const parts = [...due];
    if (!parts.length) return found;
    await Promise.all(parts.map(shelf.fetch));
    return ranked(query);
  }

  /* The best answers that can be told. */
  async function find(query, most) {
    const found = await ranked(query);
    const others = (await mayBeKnown(found, query)) ? await withErrors(found, query) : found.hits;
    const named = found.ids.map((number) => ({ number, matched: new Set() }));
    const best = [...named, ...others.filter(({ number }) => !found.ids.includes(number))].slice(0, most);
    await documents.fetch(best.map(({ number }) => number));
    const hits = best.map(({ number, matched }) => ({ matched, document: documents.get(number) })).filter(({ document }) => document);
    return { ...found, hits };
  }

  return { attach, page };
};
