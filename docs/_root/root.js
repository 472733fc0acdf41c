/* The reader's own choice (?lang=en, ?lang=zh-cn, or the last switch), else the browser's languages, in order. */
const asked = new URLSearchParams(location.search).get("lang");
let chosen = asked;
try {
  if (asked) localStorage.setItem("language", asked);
  chosen = asked || localStorage.getItem("language");
} catch { /* storage may be off */ }
const wanted = [chosen, ...navigator.languages].filter(Boolean).map((tag) => tag.toLowerCase());
const first = wanted.find((tag) => /^(en|zh)\b/.test(tag)) || "en";
location.replace((first.startsWith("zh") ? "zh-cn" : "en") + "/index.html" + location.hash);
