import { mount } from "svelte";
import App from "./App.svelte";
import { followLinks } from "./going.svelte";
import { loadSession } from "./session.svelte";
import "./styles/fonts.css";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/parts.css";
import "./styles/text.css";
import { chosen, speak } from "./words/words.svelte";

const browser = chosen(...navigator.languages);
// The two answers are awaited together: neither needs the other, but for a language that somebody chose.
const [, user] = await Promise.all([speak(browser), loadSession().catch(() => null)]);
if (user?.language && user.language !== browser) await speak(chosen(user.language));
mount(App, { target: document.getElementById("app")! });
followLinks();
