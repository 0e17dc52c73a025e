/** The words of one’s own account. */
export const accountTexts = {
  you: 'You',
  name: 'Name',
  nameSaved: 'Name saved',
  save: 'Save',
  changePassword: 'Change password',
  passwordChanged: 'Password changed',
  currentPassword: 'Current password',
  newPassword: 'New password',
  passwordHelp: 'At least 10 characters.',
} as const
