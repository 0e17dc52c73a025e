/** The words of logging in and signing up. */
export const authTexts = {
  logIn: 'Log in',
  email: 'E-mail',
  password: 'Password',
  passwordHelp: 'At least 10 characters. Several words are easy to remember.',
  showPassword: 'Show the password',
  hidePassword: 'Hide the password',
  noAccount: 'No account yet?',
  haveAccount: 'Have an account?',
  signUp: 'Sign up',
  signUpHint: 'An account of your own, with a project of your own.',
  first: 'Create the administrator',
  firstHint: 'This is a fresh installation. The first account runs it.',
  name: 'Name',
  optional: 'Optional',
  closed: 'Sign-up is closed',
  closedHint: 'Accounts here are made by the administrator. Ask them for one.',
} as const
