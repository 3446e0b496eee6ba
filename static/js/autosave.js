// Saves a form with data-autosave-url every 15 seconds and when its text is left, if it changed. The answer is JSON with
// the new version; 409 means that someone else saved meanwhile, 403 that the item
// went to someone else: the server has kept the typed text and says where.
const PERIOD = 15000;
const STOPS = { 403: "aside", 409: "stale" };

class Autosave {
  constructor(form) {
    this.form = form;
    this.mark = document.querySelector("[data-save-state]");
    this.sent = this.content();
    this.stopped = false;
    this.busy = null;
    form.addEventListener("input", () => this.noteChange());
    form.addEventListener("focusout", () => this.save());
    document.addEventListener("submit", (event) => this.goFirst(event), true);
    document.addEventListener("visibilitychange", () => this.save());
    document.addEventListener("tracker:signed-in", () => this.save());
    this.mark?.querySelector("[data-save-retry]")?.addEventListener("click", () => this.save());
    setInterval(() => this.save(), PERIOD);
  }

  content() {
    const data = new FormData(this.form);
    data.delete("version");
    return new URLSearchParams([...data].filter(([, value]) => typeof value === "string")).toString();
  }

  // Whatever is sent from this page, the typed text is saved before it, so that a step never meets its own late save.
  async goFirst(event) {
    if (event.target.method !== "post") return;
    if (this.stopped || (!this.busy && this.content() === this.sent)) {
      this.stopped = this.stopped || event.target === this.form;
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    await this.busy;
    await this.save();
    if (this.stopped || this.content() === this.sent) event.target.requestSubmit(event.submitter);
  }

  noteChange() {
    if (this.content() !== this.sent && !this.stopped) this.say("unsaved");
  }

  say(state, time = "") {
    if (!this.mark) return;
    this.mark.dataset.state = state;
    this.mark.querySelector("[data-save-words]").textContent = this.mark.dataset[state].replace("{time}", time);
    this.mark.querySelector("[data-save-retry]").hidden = state !== "failed";
  }

  // Both texts are kept by now: the link leads to them, and leaving the page loses nothing.
  offer(url) {
    const link = this.mark?.querySelector("[data-save-link]");
    if (!link || !url) return;
    link.href = url;
    link.hidden = false;
    this.form.dispatchEvent(new Event("tracker:saved", { bubbles: true }));
  }

  async save() {
    const content = this.content();
    if (this.stopped || this.busy || content === this.sent) return;
    this.say("saving");
    this.busy = this.send().finally(() => { this.busy = null; });
    if (await this.busy) this.sent = content;
    if (this.sent === this.content()) this.form.dispatchEvent(new Event("tracker:saved", { bubbles: true }));
  }

  async send() {
    const token = document.querySelector("meta[name='csrf-token']").content;
    try {
      const answer = await fetch(this.form.dataset.autosaveUrl, {
        method: "POST",
        headers: { "X-CSRFToken": token, Accept: "application/json" },
        body: new FormData(this.form),
      });
      return await this.read(answer);
    } catch {
      this.say("failed");
      return false;
    }
  }

  async read(answer) {
    if (answer.status === 409 || answer.status === 403) {
      const { url } = await answer.json();
      this.stopped = Boolean(url);
      this.say(url ? STOPS[answer.status] : "failed");
      this.offer(url);
      return false;
    }
    if (!answer.ok) {
      if (answer.status === 401) document.dispatchEvent(new Event("tracker:signed-out"));
      this.say("failed");
      return false;
    }
    const { version } = await answer.json();
    const field = this.form.elements.namedItem("version");
    if (field && version !== undefined) field.value = version;
    this.say("saved", new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false }));
    return true;
  }
}

document.querySelectorAll("form[data-autosave-url]").forEach((form) => new Autosave(form));
