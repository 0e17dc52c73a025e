/** The words for a text that is selected in a line. */
export const selectionTexts = {
  name: 'Selected text',
  contain: 'Lines with it',
  containHint: (text: string) => `Only the lines that contain “${text}”`,
  lack: 'Lines without it',
  lackHint: (text: string) => `Leave out the lines that contain “${text}”`,
  copy: 'Copy the selected text',
} as const
