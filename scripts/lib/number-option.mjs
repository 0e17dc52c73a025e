import { Explained } from './failures.mjs'

/**
 * The number behind `--name`, and the arguments that go to the tool.
 * @param {string[]} args
 * @param {string} name
 * @param {string} example
 */
export function readNumberOption(args, name, example) {
  const flag = `--${name}`
  const place = args.findIndex(argument => argument === flag || argument.startsWith(`${flag}=`))
  if (place < 0) return { number: undefined, rest: args }
  const inline = args[place]?.includes('=')
  const text = inline ? args[place]?.split('=')[1] : args[place + 1]
  if (!/^[1-9]\d*$/.test(text ?? '')) throw new Explained(`${flag} needs a number, as in: ${example}`)
  return { number: text, rest: args.filter((_, index) => index !== place && (inline || index !== place + 1)) }
}
