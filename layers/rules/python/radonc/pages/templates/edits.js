"use strict";
(() => {
  const controls = ["text", "payer", "category", "date"].map((id) => document.getElementById(id));
  const [text, payer, category, date] = controls;
  const list = document.getElementById("list");
  const status = document.getElementById("status");
  const own = document.getElementById("page");
  const edits = [...document.querySelectorAll("details.edit")].map((element) => ({
    element,
    words: element.textContent.toLowerCase(),
    rows: [...element.querySelectorAll("tr[data-payer]")].map((row) => ({ row, codes: new Set(row.dataset.codes.split(" ")) })),
  }));
  const known = new Set(edits.flatMap((edit) => edit.rows.flatMap(({ codes }) => [...codes])));

  // A procedure code selects the rows that name it or look at every code; other words select whole edits.
  function apply() {
    const wanted = text.value.trim();
    const code = known.has(wanted.toUpperCase()) ? wanted.toUpperCase() : "";
    const words = wanted.toLowerCase().split(/\s+/);
    let shown = 0;
    const naming = [];
    const others = [];
    for (const { element, words: told, rows } of edits) {
      let left = 0;
      let names = false;
      for (const { row, codes } of rows) {
        const fits = (!code || codes.has(code) || codes.has("*")) && (!payer.value || row.dataset.payer === payer.value)
          && (!date.value || (row.dataset.from <= date.value && date.value <= row.dataset.until));
        row.hidden = !fits;
        if (fits) left += 1;
        names = names || (fits && code !== "" && codes.has(code));
      }
      const restricted = code || payer.value || date.value;
      const fits = (left || !restricted) && (!category.value || element.dataset.category === category.value)
        && (code || words.every((word) => told.includes(word)));
      element.hidden = !fits;
      element.open = Boolean(fits && (names || element.id === wanted.toUpperCase()));
      if (fits) shown += 1;
      (fits && names ? naming : others).push(element);
    }
    list.append(...naming, ...others);
    if (own) {
      own.hidden = !code;
      own.firstChild.href = `codes/${code}.html`;
      own.firstChild.textContent = `Every rule on ${code}, by payer and date`;
    }
    status.textContent = code ? `${naming.length} edits name ${code}, ${shown - naming.length} more look at every code` : `${shown} edits`;
  }
  for (const control of controls) control.addEventListener("input", apply);
  const asked = decodeURIComponent(location.hash.slice(1));
  if (asked && asked !== "list") { text.value = asked; apply(); }
})();
