// Shows things on a rendered text by their place in its source: who wrote it, what is commented on. Knows neither.

export interface Layer {
  start: number;
  end: number;
  /** Classes of what is laid over the words. */
  name: string;
  /** What it is about, kept in `data-about`. */
  about: string;
  /** `mark` for what is pointed at, `span` else. */
  tag: "span" | "mark";
}

export interface Block {
  html: string;
  start: number;
  end: number;
}

/** Return the blocks of a rendered text, each with its place in the source; a block without one has an empty place. */
export function blocksOf(html: string): Block[] {
  const root = document.createElement("template");
  root.innerHTML = html;
  return [...root.content.children].map((block) => {
    const marked = [block, ...block.querySelectorAll("[data-from]")].filter((one) => one.hasAttribute("data-from"));
    const places = marked.map((one) => placeOf(one as HTMLElement));
    const bounds = [Math.min(...places.map(([from]) => from)), Math.max(...places.map(([, to]) => to))] as const;
    return { html: block.outerHTML, start: places.length > 0 ? bounds[0] : 0, end: places.length > 0 ? bounds[1] : 0 };
  });
}

const RUNS = "[data-from][data-to]";

/** Return the HTML with layers laid over the words that stand for their places. */
export function laid(html: string, layers: readonly Layer[]): string {
  if (layers.length === 0) return html;
  const root = document.createElement("template");
  root.innerHTML = html;
  for (const run of root.content.querySelectorAll<HTMLElement>(RUNS)) layOn(run, layers);
  return root.innerHTML;
}

function layOn(run: HTMLElement, layers: readonly Layer[]): void {
  const only = run.childNodes.length === 1 ? run.firstChild : null;
  if (!(only instanceof Text)) return;
  const [from, to] = placeOf(run);
  const touching = layers.filter((layer) => layer.start < to && layer.end > from);
  if (touching.length === 0) return;
  const letters = [...only.data];
  const isExact = letters.length === to - from;
  const cuts = isExact ? cutsOf(touching, from, to) : [from, to];
  const pieces = cuts.slice(1).map((end, index) => {
    const start = cuts[index] ?? from;
    const words = isExact ? letters.slice(start - from, end - from).join("") : only.data;
    return piece(words, start, end, touching.filter((layer) => layer.start < end && layer.end > start));
  });
  run.removeAttribute("data-from");
  run.removeAttribute("data-to");
  run.replaceChildren(...pieces);
}

function cutsOf(layers: readonly Layer[], from: number, to: number): number[] {
  const inside = layers.flatMap((layer) => [layer.start, layer.end]).filter((cut) => cut > from && cut < to);
  return [...new Set([from, ...inside, to])].sort((one, other) => one - other);
}

function piece(words: string, start: number, end: number, over: readonly Layer[]): HTMLElement {
  const inner = document.createElement("span");
  inner.dataset["from"] = String(start);
  inner.dataset["to"] = String(end);
  inner.textContent = words;
  return over.reduce<HTMLElement>((within, layer) => {
    const around = document.createElement(layer.tag);
    around.className = layer.name;
    around.dataset["about"] = layer.about;
    around.append(within);
    return around;
  }, inner);
}

function placeOf(run: HTMLElement): [number, number] {
  return [Number(run.dataset["from"]), Number(run.dataset["to"])];
}

export interface Passage {
  start: number;
  end: number;
  words: string;
}

/** Return the place in the source of what is selected inside an element; null where that is nothing. */
export function selectedIn(root: HTMLElement, selection: Selection | null): Passage | null {
  if (selection === null || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  if (!root.contains(range.commonAncestorContainer)) return null;
  const places = [...root.querySelectorAll<HTMLElement>(RUNS)]
    .filter((run) => range.intersectsNode(run) && run.querySelector(RUNS) === null)
    .map((run) => cutBy(run, range))
    .filter(([start, end]) => end > start);
  if (places.length === 0) return null;
  const start = Math.min(...places.map(([from]) => from));
  const end = Math.max(...places.map(([, to]) => to));
  return { start, end, words: selection.toString().trim() };
}

function cutBy(run: HTMLElement, range: Range): [number, number] {
  const [from, to] = placeOf(run);
  const words = run.textContent ?? "";
  const isExact = [...words].length === to - from;
  const codePoints = (text: Node, offset: number): number => [...(text.textContent ?? "").slice(0, offset)].length;
  const starts = run.contains(range.startContainer) && range.startContainer instanceof Text;
  const ends = run.contains(range.endContainer) && range.endContainer instanceof Text;
  if (!isExact) return [from, to];
  return [
    starts ? from + codePoints(range.startContainer, range.startOffset) : from,
    ends ? from + codePoints(range.endContainer, range.endOffset) : to,
  ];
}
