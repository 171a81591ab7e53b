(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("js");

  // Leaving. The page is hidden first, since the next one may take a while; replace keeps this one out of the history.
  var exit = document.getElementById("exit");
  var left = false;
  function leave() {
    if (left) { return; }
    left = true;
    root.classList.add("leaving");
    document.title = " ";
    window.location.replace(exit.href);
  }
  exit.addEventListener("click", function (event) {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) { return; }
    event.preventDefault();
    leave();
  });
  // Escape has other meanings: in an input method, a dialog, a list, a text field, in full screen. There it stays theirs.
  function taken(event) {
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229 || event.repeat) { return true; }
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) { return true; }
    if (document.fullscreenElement || document.querySelector("dialog[open], [role=dialog]:not([hidden]), [role=menu]:not([hidden]), :popover-open")) { return true; }
    var target = event.target;
    return Boolean(target && target.closest && target.closest(
      "select, textarea, [contenteditable], [role=menu], [role=listbox], [role=combobox], input:not([type=checkbox]):not([type=radio]):not([type=button])"));
  }
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && !taken(event)) { event.preventDefault(); leave(); }
  });
  // Coming back by the browser's own cache must show the page again.
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) { left = false; root.classList.remove("leaving"); }
  });

  // Choices. One cookie, set only once a choice is made: it records the choice, and what the reader asked to keep.
  var NAME = "fanlight_choices";
  function read() {
    try {
      var found = document.cookie.split("; ").filter(function (c) { return c.indexOf(NAME + "=") === 0; })[0];
      return found ? JSON.parse(decodeURIComponent(found.slice(NAME.length + 1))) : null;
    } catch (error) { return null; }
  }
  function keep(value) {
    try {
      var secure = window.location.protocol === "https:" ? "; Secure" : "";
      document.cookie = NAME + "=" + encodeURIComponent(JSON.stringify(value)) + "; Max-Age=15552000; Path=" +
        window.location.pathname.replace(/[^/]*$/, "") + "; SameSite=Strict" + secure;
    } catch (error) { return false; }
    var back = read();
    return Boolean(back) && JSON.stringify(back) === JSON.stringify(value);
  }
  var banner = document.getElementById("cookie-banner");
  var saved = document.getElementById("cookies-saved");
  var failed = document.getElementById("cookies-failed");
  var box = document.getElementById("cookies-settings");
  var larger = document.getElementById("larger");
  var beta = document.getElementById("beta");
  var state = read() || {};
  function show() {
    root.classList.toggle("larger", Boolean(state.larger));
    larger.setAttribute("aria-pressed", String(Boolean(state.larger)));
    if (beta) { beta.hidden = Boolean(state.noBeta); }
    box.checked = Boolean(state.settings);
  }
  function choose(settings, message) {
    var wanted = settings ? { settings: true, larger: Boolean(state.larger), noBeta: Boolean(state.noBeta) } : { settings: false };
    var done = keep(wanted);
    state.settings = settings && done;
    banner.hidden = true;
    saved.hidden = !done;
    failed.hidden = done;
    box.checked = settings;
    (done ? saved : failed).focus();
    if (message) { message(); }
  }
  function changed() { if (state.settings) { keep({ settings: true, larger: Boolean(state.larger), noBeta: Boolean(state.noBeta) }); } show(); }
  document.getElementById("cookies-accept").addEventListener("click", function () { choose(true); });
  document.getElementById("cookies-reject").addEventListener("click", function () { choose(false); });
  document.getElementById("cookies-save").addEventListener("click", function () { choose(box.checked); });
  larger.addEventListener("click", function () { state.larger = !state.larger; changed(); });
  var hide = document.getElementById("beta-hide");
  if (hide) { hide.addEventListener("click", function () { state.noBeta = true; changed(); document.getElementById("main").focus(); }); }
  banner.hidden = read() !== null;
  show();
}());
