// Things that open beside a button and close again: by Escape, by a click elsewhere, by scrolling away.

import { fill, h } from "./dom.js";

const GAP = 6,
  EDGE = 8;
let current = null;

/** Show `content` beside `anchor`; returns a function that closes it. The focus goes back to the anchor. */
export function openPopup(anchor, content, { className = "", onClose = () => {} } = {}) {
  current?.();
  const popup = h("div", { class: `popup ${className}` }, content);
  const watch = new AbortController();
  const close = ({ keepFocus = false } = {}) => {
    if (watch.signal.aborted) return;
    watch.abort();
    const hadFocus = popup.contains(document.activeElement);
    popup.remove();
    current = null;
    if (hadFocus && !keepFocus) anchor.focus();
    onClose();
  };
  popup.addEventListener(
    "mousedown",
    (event) => event.target.closest("button, input, select, label, a") || event.preventDefault(),
  );
  (anchor.closest("dialog") ?? document.body).append(popup);
  place(popup, anchor);
  closeOnEscapeOrOutside(popup, anchor, close, watch.signal);
  current = close;
  return close;
}

function closeOnEscapeOrOutside(popup, anchor, close, signal) {
  const outside = (event) => !popup.contains(event.target) && !anchor.contains(event.target) && close();
  const escape = (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    close();
  };
  document.addEventListener("pointerdown", outside, { signal, capture: true });
  document.addEventListener("focusin", outside, { signal });
  document.addEventListener("scroll", outside, { signal, capture: true });
  document.addEventListener("keydown", escape, { signal, capture: true });
  addEventListener("resize", () => close(), { signal });
}

/** Below the anchor if there is room, else above; always within the window. */
function place(popup, anchor) {
  const box = anchor.getBoundingClientRect();
  const below = innerHeight - box.bottom - GAP - EDGE,
    above = box.top - GAP - EDGE;
  const down = popup.offsetHeight <= below || below >= above;
  popup.style.maxHeight = `${Math.max(120, down ? below : above)}px`;
  popup.style.minWidth = `${Math.min(box.width, innerWidth - 2 * EDGE)}px`;
  popup.style.left = `${Math.max(EDGE, Math.min(box.left, innerWidth - popup.offsetWidth - EDGE))}px`;
  popup.style.top = `${down ? box.bottom + GAP : Math.max(EDGE, box.top - GAP - popup.offsetHeight)}px`;
}

/** A menu of actions: [{label, icon, danger, run}]; arrows move, Enter runs, Escape leaves. */
export function openMenu(anchor, label, actions) {
  const menu = h("div", { role: "menu", "aria-label": label });
  const close = openPopup(anchor, menu, {
    className: "menu",
    onClose: () => anchor.setAttribute("aria-expanded", "false"),
  });
  fill(
    menu,
    actions.map((action) => menuItem(action, close)),
  );
  place(menu.parentElement, anchor);
  anchor.setAttribute("aria-expanded", "true");
  menu.addEventListener("keydown", (event) => moveFocus(event, [...menu.children]));
  menu.firstElementChild.focus();
}

function menuItem({ label, icon: picture, danger, run }, close) {
  const onclick = () => {
    close();
    run();
  };
  return h(
    "button",
    { type: "button", role: "menuitem", class: danger ? "danger" : null, tabindex: "-1", onclick },
    picture,
    label,
  );
}

/** Move the focus among `items` by the arrow keys, Home and End. */
export function moveFocus(event, items) {
  const at = items.indexOf(document.activeElement);
  const goal = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: -1 }[
    event.key
  ];
  if (goal === undefined) return;
  event.preventDefault();
  items.at(goal % items.length).focus();
}

/** A dialogue that holds the focus until it is closed; its element is returned, already open. */
export function openDialog(title, content, { className = "", onClose = () => {} } = {}) {
  const dialog = h("dialog", { class: `dialog ${className}`, "aria-label": title }, content);
  dialog.addEventListener("close", () => {
    dialog.remove();
    onClose();
  });
  dialog.addEventListener("pointerdown", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
