import { isListenerId } from '#shared/schemas/dead-letters'
import { deadLetterTexts as texts } from './messages/dead-letters'

/** What people call the sender of a dead letter: its key by name, or the listener of syslog, which has no key. */
export function senderName({ keyId, keyName }: { keyId: string, keyName?: string | undefined }): string {
  return keyName ?? (isListenerId(keyId) ? keyId : texts.deletedKey)
}
