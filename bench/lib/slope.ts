/** A straight line's rise through points, and its standard error. */
export interface Slope { readonly rise: number, readonly error: number }

/** Least squares. @param points at least three, as [x, y]; units are the caller's */
export function slopeOf(points: readonly (readonly [x: number, y: number])[]): Slope {
  const mean = (of: 0 | 1) => points.reduce((sum, point) => sum + point[of], 0) / points.length
  const [mx, my] = [mean(0), mean(1)]
  const spread = points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0)
  const rise = points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0) / spread
  const rest = points.reduce((sum, [x, y]) => sum + (y - my - rise * (x - mx)) ** 2, 0)
  return { rise, error: Math.sqrt(rest / (points.length - 2) / spread) }
}
