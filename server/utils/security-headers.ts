const common = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
}

/** For answers to programs: nothing in them may run or be framed, and no cache may keep them. */
export const apiHeaders: Readonly<Record<string, string>> = {
  ...common,
  'content-security-policy': 'default-src \'none\'; frame-ancestors \'none\'',
  'cache-control': 'no-store',
}

/**
 * For pages. Scripts run only from our own files or with the answer's nonce; styles may be inline, as Vue writes
 * `style` attributes. In development Vite needs more, so that no policy is set there.
 */
export function pageHeaders(nonce: string, development: boolean): Record<string, string> {
  const policy = [
    'default-src \'self\'',
    `script-src 'self' 'nonce-${nonce}'`,
    'style-src \'self\' \'unsafe-inline\'',
    'img-src \'self\' data: blob:',
    'font-src \'self\' data:',
    'connect-src \'self\'',
    'worker-src \'self\' blob:',
    'object-src \'none\'',
    'base-uri \'self\'',
    'form-action \'self\'',
    'frame-ancestors \'none\'',
  ].join('; ')
  return development ? common : { ...common, 'content-security-policy': policy }
}

/** Gives the nonce to the scripts in a piece of HTML that we wrote ourselves. */
export const withNonce = (html: string, nonce: string) => html.replace(/<script(?=[\s>])/g, `<script nonce="${nonce}"`)
