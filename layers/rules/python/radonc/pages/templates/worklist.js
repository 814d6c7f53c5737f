"use strict";
(() => {
  const rows = JSON.parse(document.getElementById("rows").textContent);
  const names = ["claim", "provider", "line", "code", "units", "severity", "edit", "category", "stake", "message", "suggestion", "course"];
  const rank = { deny: 4, pend: 3, reduce: 2, warn: 1, info: 0 };
  const perPage = 50;
  const body = document.getElementById("worklist");
  const status = document.getElementById("status");
  const controls = {
    text: document.getElementById("filter-text"),
    severity: document.getElementById("filter-severity"),
    category: document.getElementById("filter-category"),
    edit: document.getElementById("filter-edit"),
  };
  const haystacks = rows.map((row) => row.join("\u0001").toLowerCase());
  const courses = document.body.dataset.courses;
  const orders = new Map();
  let shown = [];
  let page = 0;
  let sorting = { column: 5, down: true };
  let asked = null;

  for (const [control, column] of [["category", 7], ["edit", 6]]) {
    for (const value of [...new Set(rows.map((row) => row[column]))].sort()) {
      controls[control].append(new Option(value.replaceAll("_", " "), value));
    }
  }
  function value(cell, column) {
    if (column === 5) return rank[cell];
    if (column === 8 || column === 2) return Number(cell || 0);
    return cell ?? "";
  }
  // Rows in the wanted order, sorted once for each column and direction: a filter only walks them.
  function order({ column, down }) {
    const name = `${column} ${down}`;
    if (!orders.has(name)) {
      const keys = rows.map((row) => value(row[column], column));
      const sign = down ? -1 : 1;
      const sorted = Uint32Array.from(rows.keys());
      sorted.sort((a, b) => (keys[a] < keys[b] ? -sign : keys[a] > keys[b] ? sign : a - b));
      orders.set(name, sorted);
    }
    return orders.get(name);
  }
  // A longer text can only leave out more of what is shown, so only that is searched again.
  function apply() {
    const text = controls.text.value.trim().toLowerCase();
    const severity = controls.severity.value;
    const wanted = [[7, controls.category.value], [6, controls.edit.value]].filter((pair) => pair[1]);
    const rest = JSON.stringify([sorting, severity, wanted]);
    const narrower = asked && asked.rest === rest && text.startsWith(asked.text);
    const found = [];
    for (const index of narrower ? shown : order(sorting)) {
      const row = rows[index];
      if (severity === "said" ? row[5] === "info" : severity && row[5] !== severity) continue;
      if (text && !haystacks[index].includes(text)) continue;
      if (wanted.every(([column, want]) => row[column] === want)) found.push(index);
    }
    shown = found;
    asked = { rest, text };
    page = 0;
    draw();
  }
  function cell(text, className) {
    const td = document.createElement("td");
    td.textContent = text ?? "";
    if (className) td.className = className;
    return td;
  }
  function draw() {
    const fragment = document.createDocumentFragment();
    for (const index of shown.slice(page * perPage, (page + 1) * perPage)) {
      const row = rows[index];
      const tr = document.createElement("tr");
      tr.append(cell(row[0]), cell(row[2], "n"), cell(row[3]), cell(row[4], "n"), cell(row[5], row[5]));
      const edit = cell("", "edit");
      const about = document.createElement("a");
      about.href = `#e-${row[6]}`;
      about.textContent = row[6];
      about.title = row[7].replaceAll("_", " ");
      edit.append(about);
      tr.append(edit, cell(row[8]?.replace(/\B(?=(\d{3})+\.)/g, ","), "n"));
      const why = cell(row[9], "why");
      const advice = document.createElement("div");
      advice.className = "dim";
      advice.textContent = row[10] ? `→ ${row[10]}` : "";
      why.append(advice);
      if (courses && row[11]) {
        const link = document.createElement("a");
        link.href = courses + row[11];
        link.textContent = "course";
        why.append(link);
      }
      tr.append(why);
      fragment.append(tr);
    }
    if (!shown.length) {
      const none = cell(rows.length ? "No finding like this." : "No finding: every line passes.");
      none.colSpan = 8;
      fragment.append(document.createElement("tr"));
      fragment.lastChild.append(none);
    }
    body.replaceChildren(fragment);
    const pages = Math.max(1, Math.ceil(shown.length / perPage));
    status.textContent = `${shown.length.toLocaleString()} of ${rows.length.toLocaleString()} findings, page ${page + 1} of ${pages}`;
    document.getElementById("back").disabled = page === 0;
    document.getElementById("next").disabled = page + 1 >= pages;
  }
  document.getElementById("back").addEventListener("click", () => { page -= 1; draw(); });
  document.getElementById("next").addEventListener("click", () => { page += 1; draw(); });
  for (const control of Object.values(controls)) control.addEventListener("input", apply);
  for (const button of document.querySelectorAll("th button")) {
    button.addEventListener("click", () => {
      const column = names.indexOf(button.dataset.column);
      sorting = { column, down: sorting.column === column ? !sorting.down : column === 5 || column === 8 };
      for (const other of document.querySelectorAll("th")) other.removeAttribute("aria-sort");
      button.closest("th").setAttribute("aria-sort", sorting.down ? "descending" : "ascending");
      apply();
    });
  }
  apply();
})();
