// When the session runs out while a page is open, its owner signs in again in a window over the page: what is typed stays
// where it is, and nothing is kept in the browser's storage. Every form then carries the new session's token.
const SECOND = 1000;

class Watch {
  constructor(dialog) {
    this.dialog = dialog;
    this.form = dialog.querySelector("form");
    this.words = dialog.querySelector("[role='alert']");
    this.form.addEventListener("submit", (event) => this.signIn(event));
    dialog.addEventListener("cancel", (event) => event.preventDefault());
    document.addEventListener("tracker:signed-out", () => this.look());
    document.addEventListener("visibilitychange", () => { if (!document.hidden && Date.now() > this.until) this.look(); });
    this.wait(Number(dialog.dataset.left));
  }

  wait(seconds) {
    clearTimeout(this.timer);
    this.until = Date.now() + (seconds + 1) * SECOND;
    this.timer = setTimeout(() => this.look(), (seconds + 1) * SECOND);
  }

  // Another page of the same person may have kept the session alive: the server knows.
  async look() {
    try {
      const answer = await fetch(this.dialog.dataset.stateUrl, { headers: { Accept: "application/json" } });
      const { left } = await answer.json();
      if (left > 0) this.wait(left);
      else if (!this.dialog.open) this.dialog.showModal();
    } catch {
      this.wait(30);
    }
  }

  askForCode() {
    const { factor_code: code } = this.form.elements;
    code.closest("[data-code]").hidden = false;
    code.required = true;
    code.focus();
  }

  async signIn(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
    const answer = await fetch(this.form.action, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new FormData(this.form),
    }).catch(() => null);
    const said = answer ? await answer.json().catch(() => ({})) : {};
    if (!answer?.ok) {
      this.words.textContent = said.message ?? "";
      this.words.hidden = !said.message;
      if (said.code === "code_needed") this.askForCode();
      else if (said.code === "code_refused") this.form.elements.factor_code.value = "";
      if (answer?.status === 400) location.reload();
      return;
    }
    document.querySelector("meta[name='csrf-token']").content = said.token;
    document.querySelectorAll("input[name='csrf_token']").forEach((field) => { field.value = said.token; });
    this.form.reset();
    this.words.hidden = true;
    this.dialog.close();
    this.look();
    document.dispatchEvent(new Event("tracker:signed-in"));
  }
}

document.querySelectorAll("dialog.session-over").forEach((dialog) => new Watch(dialog));
