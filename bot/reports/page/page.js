"use strict";
// Filters, a window for the quotation of a letter, and arrow keys between the letters. Without this script the letters lead to
// their quotations further down the page.
(() => {
  const form = document.getElementById("filters");
  const table = document.querySelector("table");
  const count = document.getElementById("count");
  const nothing = document.getElementById("nothing");
  const dialog = document.getElementById("shown");
  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const rows = [...table.querySelectorAll("tbody tr:not(.group)")].map((row) => ({
    row,
    text: row.parentElement.dataset.text,
    marks: [...row.querySelectorAll("a.mark")],
    words: fold(row.textContent + " " + [...row.querySelectorAll("a.mark")].map((mark) => mark.dataset.body).join(" ")),
  }));
  const heads = [...table.querySelectorAll("thead th")];
  const notBinding = new Set(["proposal", "superseded", "revoked", "future"]);

  const filter = () => {
    const asked = Object.fromEntries(new FormData(form));
    const words = fold(asked.q || "").split(/\s+/).filter(Boolean);
    let shown = 0;
    const used = new Set();
    for (const one of rows) {
      const fits = one.marks.filter((mark) =>
        (!asked.body || mark.dataset.body === asked.body) &&
        (!asked.role || mark.dataset.role === asked.role) &&
        (!asked.binding || !notBinding.has(mark.dataset.standing)));
      const visible = fits.length > 0 && (!asked.text || one.text === asked.text) && words.every((word) => one.words.includes(word));
      one.row.hidden = !visible;
      if (!visible) continue;
      shown += 1;
      for (const mark of one.marks) used.add(mark.closest("td").cellIndex);
    }
    for (const part of table.tBodies) part.hidden = !part.querySelector("tr:not(.group):not([hidden])");
    heads.forEach((head, at) => {
      const hide = Boolean(asked.compact) && at > 0 && !used.has(at);
      if (head.hidden === hide) return;
      head.hidden = hide;
      for (const one of rows) one.row.cells[at].hidden = hide;
    });
    count.value = count.dataset.shown.replace("{shown}", shown).replace("{all}", rows.length);
    nothing.hidden = shown > 0;
    const kept = new URLSearchParams(Object.entries(asked).filter(([, value]) => value));
    history.replaceState(null, "", kept.size ? "#" + kept : location.pathname + location.search);
  };

  const open = (mark) => {
    const quotation = document.querySelector(mark.getAttribute("href"));
    const copy = [...quotation.childNodes].map((node) => node.cloneNode(true));
    dialog.firstElementChild.replaceChildren(...copy);
    dialog.showModal();
    dialog.addEventListener("close", () => mark.focus(), { once: true });
  };

  table.addEventListener("click", (event) => {
    const mark = event.target.closest("a.mark");
    if (!mark) return;
    event.preventDefault();
    open(mark);
  });

  // One letter is reached by Tab; the arrows go on from there, past empty cells and hidden rows.
  const reachable = () => rows.filter((one) => !one.row.hidden).flatMap((one) => one.marks.map((mark) => ({ mark, row: one })));
  const enter = (mark) => {
    for (const one of rows) for (const other of one.marks) other.tabIndex = -1;
    if (mark) mark.tabIndex = 0;
  };
  table.addEventListener("keydown", (event) => {
    const mark = event.target.closest("a.mark");
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 1, ArrowUp: -1, Home: 0, End: 0 }[event.key];
    if (!mark || step === undefined) return;
    event.preventDefault();
    const all = reachable();
    const at = all.findIndex((one) => one.mark === mark);
    let next = all[at + step];
    if (event.key === "Home") next = all[0];
    if (event.key === "End") next = all[all.length - 1];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const column = mark.closest("td").cellIndex;
      const others = step > 0 ? all.slice(at + 1) : all.slice(0, at).reverse();
      const away = others.filter((one) => one.row !== all[at].row);
      next = away.find((one) => one.mark.closest("td").cellIndex === column) || away[0];
    }
    if (!next) return;
    enter(next.mark);
    next.mark.focus();
  });

  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", filter);
  form.addEventListener("reset", () => setTimeout(filter));
  const kept = new URLSearchParams(location.hash.slice(1));
  for (const [name, value] of kept) {
    const field = form.elements[name];
    if (!field) continue;
    if (field.type === "checkbox") field.checked = true;
    else field.value = value;
  }
  filter();
  enter(rows.length ? rows[0].marks[0] : null);
})();
