// Sends a form with data-upload in the background, shows how much has travelled, and keeps the page after a refusal.
function show(state, words, refused) {
  state.hidden = false;
  state.classList.toggle("refused", refused);
  state.querySelector(".upload-words").textContent = words;
}

function answerOf(request) {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return {};
  }
}

function send(form, state) {
  const words = state.querySelector(".upload-words").dataset;
  const bar = state.querySelector("progress");
  const request = new XMLHttpRequest();
  const refuse = (said) => {
    delete form.dataset.sent;
    show(state, said || words.lost, true);
  };
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  request.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable) return;
    bar.value = Math.round((event.loaded / event.total) * 100);
    show(state, `${words.sending} ${bar.value}%`, false);
  });
  request.addEventListener("error", () => refuse());
  request.addEventListener("load", () => {
    const answer = answerOf(request);
    if (answer.address) location.assign(answer.address);
    else refuse(answer.message);
  });
  request.send(new FormData(form));
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const state = form.querySelector?.("[data-upload-state]");
  if (!("upload" in form.dataset) || !state || event.defaultPrevented) return;
  event.preventDefault();
  send(form, state);
});
