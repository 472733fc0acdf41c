/* Before anything is painted: the reader's own choice of light or dark. Loaded by every page at the top of its body. */
document.body.dataset.theme = "auto";
try {
  document.body.dataset.theme = localStorage.getItem("theme") || "auto";
} catch { /* storage may be off */ }
