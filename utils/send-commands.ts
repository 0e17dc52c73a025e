/** A ready-to-paste way to send a first line. */
export interface SendCommand {
  id: string
  label: string
  /** When to choose it. */
  hint: string
  command: string
}

/** Quotes a text for a POSIX shell. */
export function shellQuote(text: string): string {
  return `'${text.replaceAll('\'', '\'\\\'\'')}'`
}

function curl(address: string, key: string, type: string, body: string): string {
  return [`curl ${address}`, `-H ${shellQuote(`X-API-Key: ${key}`)}`, `-H ${shellQuote(`content-type: ${type}`)}`, body].join(' \\\n  ')
}

/** The commands for this installation and this key. */
export function sendCommands(origin: string, key: string): SendCommand[] {
  const line = { service: 'checkout', level: 'info', message: 'hello from curl', tags: { region: 'eu' } }
  const lines = [
    { service: 'checkout', level: 'info', message: 'order 4711 placed', tags: { region: 'eu', amount: 42.5 } },
    { service: 'payments', level: 'error', message: 'card declined', tags: { region: 'eu', retry: false } },
  ]
  return [
    {
      id: 'ingest', label: 'One line', hint: 'A JSON object a request: the quickest try.',
      command: curl(`${origin}/ingest`, key, 'application/json', `-d ${shellQuote(JSON.stringify(line))}`),
    },
    {
      id: 'json', label: 'JSON batch', hint: 'An array of JSON objects, or one object a line: what applications should send.',
      command: curl(`${origin}/v1/logs/json`, key, 'application/json', `-d ${shellQuote(JSON.stringify(lines))}`),
    },
    {
      id: 'raw', label: 'Plain text', hint: 'Whatever a program prints: JSON, logfmt, syslog and access logs are recognised line by line.',
      command: `echo 'level=warn msg="disk almost full" disk=/dev/sda1 used=0.93' | ${curl(shellQuote(`${origin}/v1/logs/raw?service=host`), key, 'text/plain', '--data-binary @-')}`,
    },
  ]
}
