import { defineGenerator } from '../entity-generator.js'

/** The invitations that have not been answered. */
export const invitations = defineGenerator('invitations', {
  generate: ({ family }) => family.invitations.flatMap(({ pending }) => (pending ? [pending] : [])),
})
