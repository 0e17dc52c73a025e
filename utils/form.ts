/**
 * When forms check what is typed: on submitting, and from then on with every key. Not on leaving a field: pressing
 * the button leaves it, and a message that goes away then would move the button from under the pointer.
 */
export const CHECK_WHILE_TYPING: 'input'[] = ['input']
export const CHECK_DELAY_MS = 60
