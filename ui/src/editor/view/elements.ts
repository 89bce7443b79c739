/** Makes elements, without a style attribute among theirs: the page's policy forbids it. */

type Attributes = Readonly<Record<string, string | boolean>>

export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...inside: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(key, '')
    else if (value !== false) made.setAttribute(key, value)
  }
  made.append(...inside)
  return made
}

const SVG = 'http://www.w3.org/2000/svg'

/** A picture of one line, in the colour of the words beside it; those who hear the page are told its button's name. */
export function icon(path: string): SVGSVGElement {
  const picture = document.createElementNS(SVG, 'svg')
  const attributes = { viewBox: '0 0 20 20', fill: 'none', stroke: 'currentColor', 'stroke-width': '1.8', 'aria-hidden': 'true' }
  for (const [key, value] of Object.entries({ ...attributes, 'stroke-linecap': 'round', 'stroke-linejoin': 'round' })) {
    picture.setAttribute(key, value)
  }
  const line = document.createElementNS(SVG, 'path')
  line.setAttribute('d', path)
  picture.append(line)
  return picture
}
