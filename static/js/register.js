// The register's filters: their form is a page of its own, fetched into the small window when it is first opened.
async function fetchForm(details) {
  const answer = await fetch(details.dataset.late, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const form = page.getElementById(details.dataset.form);
  if (!form) throw new Error("no form");
  details.querySelector(".pop").replaceChildren(form);
  form.querySelector("input:not([type=hidden]), select").focus();
}

document.querySelectorAll("details[data-late]").forEach((details) => {
  details.addEventListener("toggle", () => {
    if (!details.open || details.dataset.fetched) return;
    details.dataset.fetched = "yes";
    fetchForm(details).catch(() => { window.location.assign(details.dataset.late); });
  });
});

// A form of many filters sends only those that say something, so that the address stays short.
document.addEventListener("submit", (event) => {
  if (event.target.id !== "register-filters") return;
  [...event.target.elements].filter((one) => one.name && !one.value).forEach((one) => { one.disabled = true; });
});
