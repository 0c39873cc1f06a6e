/* The page begins: what needs a script is shown, and what the address asks for. */
(() => {
  const { find, element, fill } = InternalmapPage;
  const page = InternalmapPage;
  document.documentElement.classList.add("running");
  find("unscripted").hidden = true;
  for (const id of ["tools", "panel", "time", "zoom"]) find(id).hidden = false;
  find("list").hidden = true;
  InternalmapView.start();

  /* What was asked for and cannot be had, above the map until it is closed. */
  const note = element("p", { id: "note", role: "alert", hidden: true });
  find("sentence").after(note);
  page.changed(() => {
    const { notices } = page;
    note.hidden = !notices.length;
    fill(note, notices.join(" "), " ", element("button", { type: "button", onclick: () => { note.hidden = true; } }, "Close"));
  });
  page.changed((asked, before) => {
    const { party, gone } = asked;
    const taken = before ? gone.find((each) => !before.gone.includes(each)) : undefined;
    const whom = party === null ? taken : party;
    const shown = whom === undefined ? null : InternalmapView.standing(whom);
    if (!shown || InternalmapList.visible()) return;
    window.requestAnimationFrame(() => shown.isConnected && InternalmapView.reveal(shown));
  });
  window.addEventListener("beforeprint", () => InternalmapView.fit());
  page.follow();
})();
