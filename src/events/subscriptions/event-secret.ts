import { getProjectSecret } from '../../providers/project-secret.js'

/** In the environment of a program of the user: the secret of its service. */
export const EVENTS_SECRET_VARIABLE = 'HOMEMANAGER_EVENTS_SECRET'

/**
 * The secret that a custom service shares with the stack, in the format of Standard Webhooks: `whsec_` and the key in base64. It
 * signs the deliveries of events, and is the token with which the service publishes events. It is created on first use.
 */
export function getEventSecret(home: string, service: string): string {
  return `whsec_${Buffer.from(getProjectSecret(home, `events-${service}`)).toString('base64')}`
}

/** The bytes of the key in such a secret. */
export function toKey(secret: string): Buffer {
  return Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
}
