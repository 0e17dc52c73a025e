/** The words around the description of the API. */
export const docsTexts = {
  name: 'API',
  authenticate: 'Programs authenticate with an API key: as',
  or: ', as',
  basic: ', or as the password of Basic. Managing an account needs a session: log in and keep the cookie. A refusal says what to do in',
  same: '. The same as',
  forTools: ', for tools.',
  command: (summary: string) => `Command for: ${summary}`,
  parameters: 'Parameters',
  body: (type: string) => `Body: ${type}`,
  answer: (status: string | number, type: string | undefined) => `Answer: ${status}${type ? ` ${type}` : ', empty'}`,
  required: 'required',
} as const
