/** What classes may give to the marks of an SVG. */
const DRAWN = [
  'fill', 'fill-opacity', 'stroke', 'stroke-opacity', 'stroke-width', 'stroke-dasharray', 'stroke-linecap', 'opacity', 'visibility', 'display',
  'font-family', 'font-size', 'font-weight', 'text-anchor', 'dominant-baseline',
]

/**
 * Writes into the marks of an element's SVGs what classes say of them, so that a copy without these is drawn alike:
 * html-to-image (1.11.13) takes along what is in an SVG as it stands there.
 * @returns takes it out again
 */
export function withOwnStyles(element: Element): () => void {
  const marks = [...element.querySelectorAll<SVGElement>('svg *')]
  // All are read before the first is written: else the page would be styled anew for each.
  const found = marks.map((mark) => {
    const style = getComputedStyle(mark)
    return { mark, before: mark.style.cssText, own: DRAWN.map(name => `${name}: ${style.getPropertyValue(name)}`).join('; ') }
  })
  // By the object model: an attribute would be refused by the page's security policy.
  for (const { mark, before, own } of found) mark.style.cssText = `${before}; ${own}`
  return () => {
    for (const { mark, before } of found) mark.style.cssText = before
  }
}
