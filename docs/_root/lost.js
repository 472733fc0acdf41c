/* "/" goes to the search, as on every page: here to the field in the reader's language. */
const [english, chinese] = document.querySelectorAll("input[type=search]");
addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.target.matches("input") || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  (navigator.language.toLowerCase().startsWith("zh") ? chinese : english).focus();
});
