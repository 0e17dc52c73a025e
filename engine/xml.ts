/** A tree that `toXml` writes: text, a list (the element repeated) or child elements. */
export type XmlValue = string | number | XmlTree | ReadonlyArray<string | number | XmlTree>
export interface XmlTree { readonly [element: string]: XmlValue }

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&apos;' }

/** Escapes text for use inside an XML element. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, char => entities[char] ?? char)
}

/** Writes a tree as XML, as ClickHouse's configuration files have it: elements only, no attributes. */
export function toXml(tree: XmlTree): string {
  return Object.entries(tree)
    .flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map(item => element(name, item)))
    .join('\n')
}

function element(name: string, value: string | number | XmlTree): string {
  const inner = typeof value === 'object' ? `\n${toXml(value)}\n` : escapeXml(String(value))
  return `<${name}>${inner}</${name}>`
}
