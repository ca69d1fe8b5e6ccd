"use strict";
(() => {
  const get = (id) => document.getElementById(id);
  const words = JSON.parse(get("words").textContent);
  const language = document.documentElement.lang;
  const collator = new Intl.Collator(language, { numeric: true, sensitivity: "base" });
  const table = get("table");
  const body = table.tBodies[0];
  const PAGE = Number(table.dataset.first);
  const heads = [...table.tHead.rows[0].cells];
  const columns = Object.fromEntries(heads.map((head, at) => [head.className, at]));
  const items = [...table.tBodies].flatMap((part) => [...part.rows]).map((row, at) => ({ row, at, cells: null, text: "", detail: null, ready: false }));
  const filters = ["group", "ecosystem", "scope"].map((name) => [get(`filter-${name}`), columns[name]]);
  let order = items;
  let found = items;
  let limit = PAGE;
  let book = null;

  /* What a row says, read once: before anything is put into it. */
  const cells = (item) => {
    if (!item.cells) {
      item.cells = [...item.row.cells].map((cell) => cell.textContent.trim());
      item.text = item.cells.join("\n").toLowerCase();
    }
    return item.cells;
  };

  const element = (name, text, className) => {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  };

  const list = (nodes) => {
    const made = element("ul");
    for (const node of nodes) {
      const entry = element("li");
      entry.append(...[node].flat());
      made.append(entry);
    }
    return made;
  };

  /* --- a package unfolded --- */

  const packagesOf = () => (book ??= JSON.parse(get("data").textContent)).packages;

  const fact = ([sentence, address, source]) => {
    const where = element("span", undefined, "source");
    if (address && source.startsWith(address)) {
      const link = element("a", address);
      link.href = address;
      link.rel = "noreferrer";
      where.append(link, source.slice(address.length));
    } else {
      where.append(source);
    }
    return [sentence, where];
  };

  const path = (at, which) => {
    const names = [];
    while (at >= 0) {
      names.push(cells(items[at])[columns.package]);
      [at, which] = packagesOf()[at][6].slice(2 * which, 2 * which + 2);
    }
    names.reverse();
    const cut = names.length - 10;
    if (cut > 1) names.splice(5, cut, words.more.replace("{count}", cut));
    return names.join(" › ");
  };

  const pathsOf = (item, pairs) => {
    const lines = [];
    for (let which = 0; which < pairs.length / 2; which += 1) {
      lines.push(pairs[2 * which] < 0 ? words.direct : path(item.at, which));
    }
    return lines.length ? lines : [words.unknownPath];
  };

  const evidence = (number) => {
    const [used, kind, subject, about, basis] = book.evidence[number];
    const head = element("span", `${book.texts[kind]}: ${book.texts[subject]}`, used ? "used" : "");
    const nodes = [head, ` (${book.texts[about]})`];
    if (used) nodes.push(` · ${words.used}`);
    if (basis >= 0) {
      const [sentence, source] = fact(book.facts[basis]);
      source.prepend(`${sentence}: `);
      nodes.push(source);
    }
    return nodes;
  };

  const detailOf = (item) => {
    const known = packagesOf()[item.at];
    const [purl, verdicts, confidence, strength, organisation, places, pairs, pieces, more = []] = known;
    const texts = book.texts;
    const facts = element("dl", undefined, "facts");
    const add = (title, ...content) => {
      const value = element("dd");
      value.append(...content);
      facts.append(element("dt", title), value);
    };
    const lines = (title, found) => add(title, ...(found.length === 1 ? [found[0]].flat() : [list(found)]));
    const [name, version, ecosystem] = cells(item);
    lines(words.paths, pathsOf(item, pairs));
    lines(
      words.places,
      Array.from({ length: places.length / 2 }, (_, at) => {
        const line = places[2 * at + 1];
        return texts[places[2 * at]] + (line ? `, ${words.line} ${line}` : "");
      }),
    );
    for (const [title, ...said] of more) lines(texts[title], said.map((number) => texts[number]));
    const seen = pieces.map(evidence);
    lines(words.evidence, seen.length ? seen : [words.noEvidence]);
    if (organisation >= 0) {
      const [head, statements, note] = book.organisations[organisation];
      add(words.chain, element("span", head, "used"), list(statements.map((number) => fact(book.facts[number]))));
      if (note) {
        const said = element("span", note);
        said.lang = "en";
        add(words.note, said);
      }
    }
    add(words.confidence, texts[confidence]);
    add(words.strength, texts[strength]);
    add(words.perimeters, texts[verdicts]);
    add(words.purl, element("code", purl || `pkg:${ecosystem}/${name.replaceAll("@", "%40")}${version ? `@${version}` : ""}`));
    const row = element("tr", undefined, "detail");
    const cell = element("td");
    cell.colSpan = heads.length;
    cell.id = `detail-${item.at}`;
    cell.append(facts);
    row.append(cell);
    return row;
  };

  const toggle = (item, button) => {
    const isOpen = item.detail !== null;
    if (isOpen) item.detail.remove();
    item.detail = isOpen ? null : detailOf(item);
    if (!isOpen) item.row.after(item.detail);
    button.setAttribute("aria-expanded", String(!isOpen));
  };

  /* --- the table: what is shown of it, in which order --- */

  const prepare = (item) => {
    if (item.ready) return;
    const [name] = cells(item);
    const cell = item.row.cells[0];
    const button = element("button", name);
    button.type = "button";
    button.setAttribute("aria-expanded", "false");
    button.addEventListener("click", () => toggle(item, button));
    cell.scope = "row";
    cell.replaceChildren(button);
    item.ready = true;
  };

  const number = (value) => value.toLocaleString(language);

  const show = () => {
    const shown = found.slice(0, limit);
    shown.forEach(prepare);
    body.replaceChildren(...shown.flatMap((item) => (item.detail ? [item.row, item.detail] : [item.row])));
    get("count").textContent = found.length
      ? words.shown
          .replace("{shown}", number(shown.length))
          .replace("{found}", number(found.length))
          .replace("{all}", number(items.length))
      : words.none;
    get("more").hidden = found.length <= limit;
    get("all").hidden = found.length <= limit;
  };

  const filter = () => {
    const wanted = get("find").value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = filters.filter(([select]) => select.value).map(([select, column]) => [select.value, column]);
    const way = get("filter-direct").checked ? words.orders.way[0] : "";
    found = order.filter((item) => {
      const said = cells(item);
      return (
        wanted.every((word) => item.text.includes(word)) &&
        chosen.every(([value, column]) => said[column] === value) &&
        (!way || said[columns.way] === way)
      );
    });
    limit = PAGE;
    show();
  };

  const sort = (head, at) => {
    const isFalling = head.getAttribute("aria-sort") === "ascending";
    const ranks = words.orders[head.className];
    const keys = new Map(items.map((item) => [item, cells(item)[at]]));
    const rank = (value) => (ranks.includes(value) ? ranks.indexOf(value) : ranks.length);
    const compare = ranks
      ? (one, other) => rank(keys.get(one)) - rank(keys.get(other))
      : (one, other) => collator.compare(keys.get(one), keys.get(other));
    order = [...items].sort((one, other) => (isFalling ? -1 : 1) * compare(one, other) || one.at - other.at);
    heads.forEach((other) => other.setAttribute("aria-sort", "none"));
    head.setAttribute("aria-sort", isFalling ? "descending" : "ascending");
    filter();
  };

  heads.forEach((head, at) => {
    const button = element("button", head.textContent);
    button.type = "button";
    button.addEventListener("click", () => sort(head, at));
    head.setAttribute("aria-sort", "none");
    head.replaceChildren(button);
  });

  const grow = (to) => {
    const before = Math.min(limit, found.length);
    limit = to;
    show();
    if (get("more").hidden) found[before].row.querySelector("button").focus();
  };

  get("find").addEventListener("input", filter);
  get("filter-direct").addEventListener("change", filter);
  filters.forEach(([select]) => select.addEventListener("change", filter));
  get("filters").addEventListener("submit", (event) => event.preventDefault());
  get("filters").addEventListener("reset", () => setTimeout(filter));
  get("more").addEventListener("click", () => grow(limit + PAGE));
  get("all").addEventListener("click", () => grow(Infinity));

  /* A name in the table of organisations leads to its packages. */
  for (const link of document.querySelectorAll("a[data-find]")) {
    link.addEventListener("click", () => {
      get("filters").reset();
      get("find").value = link.dataset.find;
      setTimeout(() => get("packages-title").focus());
    });
  }

  table.tBodies[1]?.remove();
  show();
  const idle = window.requestIdleCallback || ((work) => setTimeout(work, 200));
  idle(() => items.forEach(cells));
})();
