"use strict";

/* Whether what a link leads to stands on the page that was chosen as the topic, or no topic was. */
const ofTopic = ({ pathname }, { value }) => !value || pathname.endsWith(`/${value}.html`);

/* Claims by version: show a topic only, or also what is the same everywhere. */
for (const form of document.querySelectorAll(".history-filter")) {
  const filter = async () => {
    await fetchLate();
    for (const group of document.querySelectorAll(".step-group")) {
      const rows = [...group.querySelectorAll("tbody tr")];
      for (const row of rows) row.hidden = !ofTopic(row.querySelector("th a"), form.topic);
      group.hidden = rows.every((row) => row.hidden);
      if (form.topic.value) group.open = true;
    }
    for (const part of document.querySelectorAll("details.same > p")) {
      part.hidden = !ofTopic(part.querySelector("a"), form.topic);
    }
    for (const same of document.querySelectorAll("details.same")) same.open = form.show.value === "all";
  };
  form.addEventListener("change", filter);
  form.hidden = false;
}

/* What an upgrade changes: show only the steps from one version to another, and one topic, which is unfolded; the address
   keeps the choice. A claim that changes in several steps is counted once, as what matters most to who comes from afar. */
for (const form of document.querySelectorAll(".upgrade-choice")) {
  const { kind } = form.dataset;
  const [from, to, topic] = form.querySelectorAll("select");
  const versions = [...from.options].map((option) => option.value);
  const steps = [...document.querySelectorAll(`.step[data-kind=${kind}]`)];
  const output = form.querySelector("output");
  const chosen = (part) => [...part.querySelectorAll("[data-sort]")].filter((claim) => ofTopic(claim, topic));
  const choose = async () => {
    await fetchLate();
    for (const option of to.options) option.disabled = option.index <= from.selectedIndex;
    if (to.selectedIndex <= from.selectedIndex) to.selectedIndex = versions.length - 1;
    const sorts = { wording: new Set(), behaviour: new Set(), new: new Set() };
    for (const step of steps) {
      for (const part of step.querySelectorAll("li, .sort, .by-page")) part.hidden = !chosen(part).length;
      const left = chosen(step);
      step.hidden = versions.indexOf(step.dataset.from) < from.selectedIndex || versions.indexOf(step.dataset.to) > to.selectedIndex || (topic.value && !left.length);
      if (!step.hidden) for (const claim of left) sorts[claim.dataset.sort].add(claim.hash);
      for (const part of step.querySelectorAll("[data-sort-of=behaviour]")) part.open = true;
      for (const part of step.querySelectorAll(".by-page")) part.open = Boolean(topic.value) || "few" in part.dataset;
    }
    for (const claim of sorts.new) sorts.behaviour.delete(claim);
    for (const claim of [...sorts.new, ...sorts.behaviour]) sorts.wording.delete(claim);
    output.textContent = [sorts.behaviour, sorts.wording, sorts.new].reduce((text, { size }) => text.replace("%s", size), output.dataset.text);
  };
  from.options[versions.length - 1].disabled = true;
  const asked = new URLSearchParams(location.search);
  const at = (select, otherwise) => Math.max(versions.indexOf(asked.get(select.name) ?? versions[otherwise]), 0);
  from.selectedIndex = Math.min(at(from, 0), versions.length - 2);
  to.selectedIndex = at(to, versions.length - 1);
  if ([...topic.options].some(({ value }) => value === asked.get(topic.name))) topic.value = asked.get(topic.name);
  form.addEventListener("change", () => {
    choose();
    const address = new URL(location.href);
    for (const select of [from, to, topic]) {
      if (select.value) address.searchParams.set(select.name, select.value);
      else address.searchParams.delete(select.name);
    }
    address.hash = "";
    try { history.replaceState(null, "", address); } catch { /* a page from a file has no history of its own */ }
  });
  if ([from, to, topic].some(({ name }) => asked.has(name))) choose();
  form.hidden = false;
}
