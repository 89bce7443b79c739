"use strict";

// The secret stands behind the #, which browsers send to nobody; opening this page uses nothing up.
const WORDS = {
  en: {
    welcome: "You are invited",
    by: (who) => `${who} invites you.`,
    campaign: (title) => `You will take part in “${title}”.`,
    account: (username) => `Your account is “${username}”. Choose a password for it.`,
    fresh: "Choose how you sign in from now on.",
    here: (name) => `You are signed in as ${name}. The invitation will be for this account.`,
    username: "Username",
    name: "Full name",
    password: "Password",
    usernameHint: "Small letters, digits, dots and hyphens. It stays the same.",
    passwordHint: "15 characters or more. A short sentence is easy to remember.",
    accept: "Accept the invitation",
    done: "You are in",
    signIn: (username) => `Your account is ready. Sign in as “${username}”.`,
    again: "Choose a new password",
    choose: "Set the password",
    changed: "Your password is changed",
    changedTold: "Everything that was signed in to your account has been signed out. Sign in with the new password.",
    address: "Confirm your mail address",
    confirm: "Confirm the address",
    confirmed: "Your mail address is confirmed",
    confirmedTold: "Letters come here from now on. You can close this page.",
    lost: "The link is not whole. Copy it from the mail once more, with everything behind the #.",
    away: "The service cannot be reached. Check your connection and try again.",
  },
  fr: {
    welcome: "Vous avez une invitation",
    by: (who) => `${who} vous invite.`,
    campaign: (title) => `Vous participerez à « ${title} ».`,
    account: (username) => `Votre compte est « ${username} ». Choisissez-lui un mot de passe.`,
    fresh: "Choisissez comment vous vous identifierez désormais.",
    here: (name) => `Vous êtes identifié comme ${name}. L’invitation sera pour ce compte.`,
    username: "Identifiant",
    name: "Nom complet",
    password: "Mot de passe",
    usernameHint: "Minuscules, chiffres, points et tirets. Il ne changera pas.",
    passwordHint: "15 caractères au moins. Une courte phrase se retient bien.",
    accept: "Accepter l’invitation",
    done: "Bienvenue",
    signIn: (username) => `Votre compte est prêt. Identifiez-vous comme « ${username} ».`,
    again: "Choisissez un nouveau mot de passe",
    choose: "Enregistrer le mot de passe",
    changed: "Votre mot de passe est changé",
    changedTold: "Toutes les sessions de votre compte sont fermées. Identifiez-vous avec le nouveau mot de passe.",
    address: "Confirmez votre adresse",
    confirm: "Confirmer l’adresse",
    confirmed: "Votre adresse est confirmée",
    confirmedTold: "Les courriels arriveront ici désormais. Vous pouvez fermer cette page.",
    lost: "Le lien n’est pas entier. Copiez-le du courriel encore une fois, avec tout ce qui suit le #.",
    away: "Le service est injoignable. Vérifiez votre connexion et réessayez.",
  },
};

const $ = (id) => document.getElementById(id);
const form = $("form");
const secret = location.hash.slice(1);
let words = WORDS[navigator.language.startsWith("fr") ? "fr" : "en"];
let csrf = null;

function speak(language) {
  document.documentElement.lang = language in WORDS ? language : document.documentElement.lang;
  words = WORDS[language] ?? words;
}

function show(title, lines) {
  document.title = title;
  $("title").textContent = title;
  $("told").replaceChildren(...lines.map((line) => Object.assign(document.createElement("p"), { textContent: line })));
}

function complain(sentence) {
  $("wrong").textContent = sentence;
  $("wrong").hidden = false;
}

async function post(path, body) {
  const headers = { "Content-Type": "application/json", "Accept-Language": document.documentElement.lang };
  if (csrf !== null) headers["X-CSRF-Token"] = csrf;
  const answer = await fetch(`v1/${path}`, { method: "POST", headers, body: JSON.stringify({ token: secret, ...body }) });
  const told = answer.status === 204 ? {} : await answer.json();
  if (!answer.ok) throw new Error((told.errors ?? []).map((one) => one.reason).join(" ") || told.detail);
  return told;
}

function ask(fields, button, send) {
  for (const field of ["username", "name", "password"]) {
    const label = $(`${field}-label`);
    label.hidden = !(field in fields);
    label.querySelector("span").textContent = words[field];
    const hint = label.querySelector("small");
    if (hint !== null) hint.textContent = words[`${field}Hint`];
    form.elements[field].required = field in fields;
    form.elements[field].value = fields[field] ?? "";
  }
  const submit = form.querySelector("button");
  submit.textContent = button;
  form.hidden = false;
  form.onsubmit = async (event) => {
    event.preventDefault();
    $("wrong").hidden = true;
    submit.disabled = true;
    try {
      await send(Object.fromEntries(Object.keys(fields).map((field) => [field, form.elements[field].value])));
      form.hidden = true;
      history.replaceState(null, "", location.pathname);
    } catch (error) {
      complain(error instanceof TypeError ? words.away : error.message);
    } finally {
      submit.disabled = false;
    }
  };
}

async function whoIsHere() {
  const answer = await fetch("v1/auth/session");
  return answer.ok ? answer.json() : null;
}

async function invitation() {
  show(words.welcome, []);
  const invited = await post("invitations/look", {});
  speak(invited.language);
  const lines = [];
  if (invited.inviter !== null) lines.push(words.by(invited.inviter));
  if (invited.campaign_title !== null) lines.push(words.campaign(invited.campaign_title));
  const here = await whoIsHere();
  let fields = { username: invited.username, name: invited.name, password: "" };
  if (here !== null) {
    csrf = here.csrf_token;
    lines.push(words.here(here.user.name));
    fields = {};
  } else if (invited.has_account) {
    lines.push(words.account(invited.username));
    fields = { password: "" };
  } else {
    lines.push(words.fresh);
  }
  show(words.welcome, lines);
  ask(fields, words.accept, async (given) => {
    const accepted = await post("invitations/accept", given);
    show(words.done, here === null ? [words.signIn(accepted.username)] : []);
  });
}

function reset() {
  show(words.again, []);
  ask({ password: "" }, words.choose, async (given) => {
    await post("auth/reset/confirm", given);
    show(words.changed, [words.changedTold]);
  });
}

function address() {
  show(words.address, []);
  ask({}, words.confirm, async () => {
    await post("auth/address/confirm", {});
    show(words.confirmed, [words.confirmedTold]);
  });
}

speak(navigator.language.startsWith("fr") ? "fr" : "en");
if (secret === "") {
  show("bonsens", [words.lost]);
} else if (location.pathname.endsWith("/reset")) {
  reset();
} else if (location.pathname.endsWith("/address")) {
  address();
} else {
  invitation().catch((error) => complain(error instanceof TypeError ? words.away : error.message));
}
